"""Evidence in the badge: named when the earner says so, piece by piece, and taken back by them."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assay.credentials import policy, showable
from assay.credentials.actions.awarding import reissue
from assay.credentials.models import Award, ShownPiece
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.wording import clean_line
from assay.people.models import Person
from assay.record.actions import note

MAX_SENTENCE = 500


@transaction.atomic
def show_evidence(award: Award, chosen: Mapping[int, str], *, by: Person) -> bool:
    """Let the badge name exactly these pieces: artifact id -> public sentence, "" for none; none takes all back.

    The badge is signed anew if that changes anything; the answer says whether. Raises PermissionDenied for anyone but
    the earner, WrongState for a withdrawn badge, BadInput for a piece that is not there or may not be shown.
    """
    if not policy.can_share(by, award):
        raise PermissionDenied
    if award.revoked:
        raise WrongState(_("A badge that was withdrawn is not signed again."))
    Award.objects.select_for_update().only("pk").get(pk=award.pk)
    sentences = {pk: clean_line(sentence) for pk, sentence in chosen.items()}
    _refuse(award, sentences)
    before = {piece.artifact_id: piece for piece in award.shown_pieces.shown()}
    ended = [piece for pk, piece in before.items() if pk not in sentences]
    fresh = {pk: words for pk, words in sentences.items() if pk not in before or before[pk].sentence != words}
    if not ended and not fresh:
        return False
    _end([*ended, *(before[pk] for pk in fresh if pk in before)])
    _begin(award, fresh)
    reissue(award, by=by)
    note(
        "credentials.evidence_shown", award, by=by, artifacts=sorted(sentences),
        taken_back=sorted(piece.artifact_id or 0 for piece in ended),
    )  # fmt: skip
    return True


def _refuse(award: Award, sentences: Mapping[int, str]) -> None:
    known = {piece.artifact.pk: piece for piece in showable.pieces(award)}
    for pk, words in sentences.items():
        if pk not in known:
            raise BadInput(_("One of these pieces is no longer kept. Look at the list again."))
        if known[pk].why_not:
            raise BadInput(known[pk].why_not, fields={f"piece-{pk}": known[pk].why_not})
        if len(words) > MAX_SENTENCE:
            message = _("Please say it in fewer words: up to 500 characters.")
            raise BadInput(message, fields={f"sentence-{pk}": message})


def _end(rows: list[ShownPiece]) -> None:
    ShownPiece.objects.filter(pk__in=[row.pk for row in rows]).update(ended_at=now())


def _begin(award: Award, sentences: Mapping[int, str]) -> None:
    last = award.shown_pieces.aggregate(last=Max("number"))["last"] or 0
    wanted = [piece for piece in showable.pieces(award) if piece.artifact.pk in sentences]
    for number, piece in enumerate(wanted, start=last + 1):
        ShownPiece.objects.create(
            award=award, number=number, artifact=piece.artifact, name=piece.name, genre=piece.genre,
            sentence=sentences[piece.artifact.pk], shown_at=now(),
        )  # fmt: skip
