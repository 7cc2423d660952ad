"""Which pieces of what was handed in a badge may name, and why not (product principle 7: student faces are sacred).

Files and links are `pieces`; answers in writing, which a badge carries word for word, are `answers`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assay.catalog.content.nouns import Content, Item, Prompt
from assay.credentials.models import Award, ShownPiece
from assay.credentials.models.additions import Genre
from assay.evidence.drafts.loader import consent_facts
from assay.evidence.manifest import is_as_handed_in
from assay.evidence.models import Artifact, Consent, PublicConsent, Response, Scope
from assay.evidence.readiness import consent_problem, needs_consent
from assay.lib.clock import today
from assay.lib.wording import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A file or link that was handed in. `why_not` is empty where the badge may name it."""

    artifact: Artifact
    name: str  # what was asked for, numbered where there are several
    genre: Genre
    why_not: str
    may_agree: bool = (
        False  # nothing stands against it but a permission that does not reach the public
    )
    agreed: PublicConsent | None = None  # what the earner recorded since
    shown: ShownPiece | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer in writing as it was handed in and judged."""

    response: Response
    name: str  # what was asked
    text: str  # word for word what the public would read
    shown: ShownPiece | None = None


def pieces(award: Award, shown: Iterable[ShownPiece] | None = None) -> list[Piece]:
    """Everything that was handed in and is still kept, in the order of the workspace. Five queries.

    `shown`: what the badge names now, where that is known already.
    """
    if award.evaluation is None:
        return []
    content = award.version.content
    found = Artifact.objects.present().filter(submission=award.evaluation.submission_id)
    rows = list(found.select_related("consent").prefetch_related("holds", "public_consents"))
    now_shown = award.shown_pieces.shown() if shown is None else shown
    by_artifact = {piece.artifact_id: piece for piece in now_shown}
    made: list[Piece] = []
    for step in content.steps:
        own = [row for row in rows if row.step_id == step.id]
        for number, row in enumerate(own, start=1):
            name = _name(step, number if len(own) > 1 else 0)
            made.append(
                Piece(
                    artifact=row,
                    name=name,
                    genre=genre_of(row),
                    why_not=why_not(row, step),
                    may_agree=bool(why_not(row, step)) and not why_not(row, step, if_agreed=True),
                    agreed=agreed_since(row),
                    shown=by_artifact.get(row.pk),
                )
            )
    return made


def answers(award: Award, shown: Iterable[ShownPiece] | None = None) -> list[Answer]:
    """Every answer in writing that was handed in, in the order of the workspace. Two queries.

    Only what the manifest of the submission that was judged holds letter for letter: never a draft, never a later one.
    """
    if award.evaluation is None:
        return []
    found = Response.objects.filter(submission=award.evaluation.submission_id).select_related(
        "submission"
    )
    rows = {row.prompt_id: row for row in found if is_as_handed_in(row)}
    now_shown = award.shown_pieces.shown() if shown is None else shown
    by_response = {piece.response_id: piece for piece in now_shown}
    return [
        Answer(
            response=row, name=_name(step, 0), text=public_text(row), shown=by_response.get(row.pk)
        )
        for step in award.version.content.steps
        if isinstance(step, Prompt) and (row := rows.get(step.id)) is not None
    ]


def public_text(response: Response) -> str:
    """An answer as a badge carries it: its own words, with a space for each tab, over which older verifiers stumble."""
    return clean(response.text).replace("\t", " ").strip()


def still_may(piece: ShownPiece, content: Content) -> bool:
    """Whether a piece the badge names may be shown at this moment: consent and holds are asked anew each time.

    Of an answer only whether it is still kept as it was handed in.
    """
    if piece.genre == Genre.WRITING:
        return piece.response is not None and is_as_handed_in(piece.response)
    artifact = piece.artifact
    if artifact is None or artifact.removed_at is not None:
        return False
    step = content.item(artifact.step_id) or content.prompt(artifact.step_id)
    return step is not None and not why_not(artifact, step)


def agreed_since(artifact: Artifact) -> PublicConsent | None:
    """What the earner recorded after it was handed in, if it still holds."""
    return next((row for row in artifact.public_consents.all() if row.ended_at is None), None)


def why_not(
    artifact: Artifact,
    step: Item | Prompt,
    *,
    if_agreed: bool = False,
    reaching: Collection[str] = (Scope.PUBLIC,),
) -> str:
    """Why a badge cannot name this piece, in a sentence for its learner; empty where it can.

    `if_agreed` supposes that everybody in it agreed to the public. `reaching`: the scopes of permission that are
    enough, where it is to be shown to fewer than the public.
    """
    if any(hold.lifted_at is None for hold in artifact.holds.all()):
        return _("This piece is on hold, so no one else can see it.")
    if isinstance(step, Item) and step.sensitivity:
        return _("It is sensitive, so it stays with those who judged it.")
    consent = getattr(artifact, "consent", None)
    if consent is None:
        if not needs_consent(step):
            return ""
        return _("No one has said yet who can be seen or heard in it.")
    if consent.nobody_recognizable:
        return ""
    if not (consent.students or consent.adults) and not needs_consent(step):
        return ""
    agreed = agreed_since(artifact)
    if consent.has_expired(today()) and not if_agreed and not _was_asked_again(consent, agreed):
        return _("The permissions of the people in it have ended.")
    if consent.scope not in reaching and not if_agreed and agreed is None:
        if Scope.TRAINING in reaching:
            return _(
                "People can be seen or heard in it, and their permission is for the assessment alone."
            )
        return _(
            "People can be seen or heard in it, and their permission is for the assessment, not for the public."
        )
    adults = isinstance(step, Item) and step.adults_consent_required
    return consent_problem(consent_facts(consent), adults_needed=adults)


def _was_asked_again(consent: Consent, agreed: PublicConsent | None) -> bool:
    """Whether everybody agreed to the public after the permissions that were handed in had ended."""
    return (
        agreed is not None
        and consent.expires_on is not None
        and localtime(agreed.recorded_at).date() > consent.expires_on
    )


def genre_of(artifact: Artifact) -> Genre:
    if artifact.kind == "link":
        return Genre.LINK
    for kind, genre in (
        ("video/", Genre.VIDEO),
        ("audio/", Genre.AUDIO),
        ("image/", Genre.PICTURE),
    ):
        if artifact.media_type.startswith(kind):
            return genre
    return Genre.DOCUMENT


def _name(step: Item | Prompt, number: int) -> str:
    """The words of the template: a learner's file name may hold anybody's name, and is never shown."""
    title = step.title if isinstance(step, Item) else step.text
    short = title if len(title) <= 200 else f"{title[:199]}…"
    return f"{short} ({number})" if number else short
