"""Evidence in the badge: named when the earner says so, piece by piece, and taken back by them."""

from collections.abc import Collection, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assay.credentials import policy
from assay.credentials.additions import eligibility
from assay.credentials.awarding.actions.awarding import reissue
from assay.credentials.models import Award, ShownPiece
from assay.credentials.models.additions import Genre
from assay.evidence.actions import end_public_consent
from assay.evidence.models import Artifact
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.wording import clean_line
from assay.people.models import Person
from assay.record.actions import note

MAX_SENTENCE = 500


@transaction.atomic
def show_evidence(
    award: Award, chosen: Mapping[int, str], *, answers: Collection[int] = (), by: Person
) -> bool:
    """Let the badge name exactly these pieces: artifact id -> public sentence, "" for none; none takes all back.

    `answers`: ids of the answers in writing that it shall carry word for word, as they were handed in. The badge is
    signed anew if that changes anything; the answer says whether. Raises PermissionDenied for anyone but the earner,
    WrongState for a withdrawn badge, BadInput for a piece that is not there or may not be shown.
    """
    if not policy.can_share(by, award):
        raise PermissionDenied
    if award.revoked:
        raise WrongState(_("A badge that was withdrawn is not signed again."))
    Award.objects.select_for_update().only("pk").get(pk=award.pk)
    sentences = {pk: clean_line(sentence) for pk, sentence in chosen.items()}
    wanted = [*_files(award, sentences), *_answers(award, answers)]
    before = list(award.shown_pieces.shown())
    ended = [row for row in before if not any(_same(row, piece) for piece in wanted)]
    fresh = [piece for piece in wanted if not any(_same(row, piece) for row in before)]
    if not ended and not fresh:
        return False
    ShownPiece.objects.filter(pk__in=[row.pk for row in ended]).update(ended_at=now())
    _begin(award, fresh)
    reissue(award, by=by)
    still = {(piece.artifact_id, piece.response_id) for piece in wanted}
    gone = [row for row in ended if (row.artifact_id, row.response_id) not in still]
    note(
        "credentials.evidence_shown",
        award,
        by=by,
        artifacts=sorted(sentences),
        answers=sorted(set(answers)),
        taken_back=sorted(row.artifact_id or 0 for row in gone if row.genre != Genre.WRITING),
        answers_taken_back=sorted(
            row.response_id or 0 for row in gone if row.genre == Genre.WRITING
        ),
    )
    return True


@transaction.atomic
def take_back_consent(award: Award, artifact: Artifact, *, by: Person) -> None:
    """Somebody in a piece changed their mind: it is shown no more, and the badge is signed anew without it.

    Raises PermissionDenied for anyone but the earner, WrongState where no such consent stands.
    """
    if not policy.can_share(by, award):
        raise PermissionDenied
    end_public_consent(artifact, by=by)
    rows = award.shown_pieces.shown().filter(artifact=artifact)
    if rows.update(ended_at=now()) and not award.revoked:
        reissue(award, by=by)
    note("credentials.piece_taken_back", award, by=by, artifact=artifact.pk)


def _files(award: Award, sentences: Mapping[int, str]) -> list[ShownPiece]:
    """The files and links to show, not kept yet, in the order of the workspace."""
    found = eligibility.pieces(award)
    known = {piece.artifact.pk: piece for piece in found}
    for pk, words in sentences.items():
        if pk not in known:
            raise BadInput(_("One of these pieces is no longer kept. Look at the list again."))
        if known[pk].why_not:
            raise BadInput(known[pk].why_not, fields={f"piece-{pk}": known[pk].why_not})
        if len(words) > MAX_SENTENCE:
            message = _("Please say it in fewer words: up to 500 characters.")
            raise BadInput(message, fields={f"sentence-{pk}": message})
    return [
        ShownPiece(
            artifact=piece.artifact,
            name=piece.name,
            genre=piece.genre,
            sentence=sentences[piece.artifact.pk],
        )
        for piece in found
        if piece.artifact.pk in sentences
    ]


def _answers(award: Award, wanted: Collection[int]) -> list[ShownPiece]:
    """The answers in writing to show, not kept yet, in the order of the workspace."""
    if not wanted:
        return []
    found = eligibility.answers(award)
    if not set(wanted) <= {answer.response.pk for answer in found}:
        raise BadInput(
            _("One of these answers is not there as it was handed in. Look at the list again.")
        )
    return [
        ShownPiece(response=answer.response, name=answer.name, genre=Genre.WRITING)
        for answer in found
        if answer.response.pk in wanted
    ]


def _same(row: ShownPiece, piece: ShownPiece) -> bool:
    """Whether what is shown already says just this."""
    was, wanted = (
        (row.artifact_id, row.response_id, row.sentence),
        (piece.artifact_id, piece.response_id),
    )
    return was == (*wanted, piece.sentence)


def _begin(award: Award, fresh: list[ShownPiece]) -> None:
    last = award.shown_pieces.aggregate(last=Max("number"))["last"] or 0
    for number, piece in enumerate(fresh, start=last + 1):
        piece.award, piece.number, piece.shown_at = award, number, now()
        piece.save(force_insert=True)
