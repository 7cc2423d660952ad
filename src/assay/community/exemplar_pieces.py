"""What of a submission may become a piece of an exemplar, for whom, beside which criteria; and whether it still may.

Files and links are as in a badge (`credentials.additions.eligibility`), with the permissions that this audience takes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from assay.assessment.models import Decision
from assay.catalog.content.nouns import Content, Criterion
from assay.community.models import Audience, ExemplarPiece, ExemplarStatus
from assay.credentials.additions import eligibility
from assay.credentials.models import Award
from assay.evidence.identifying_words import Looked, look, vocabulary
from assay.evidence.manifest import is_as_handed_in
from assay.evidence.models import Artifact, PublicConsent, Response, Scope, Submission
from assay.lib.clock import today

#: Which scopes of the permissions that were handed in are enough; a record for the public made since reaches both.
REACHING: Mapping[str, tuple[str, ...]] = {
    Audience.PROGRAM: (Scope.TRAINING, Scope.PUBLIC),
    Audience.PUBLIC: (Scope.PUBLIC,),
}
DEMONSTRATED = "demonstrated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A file, link or answer that its learner may choose."""

    key: str  # "a12" or "r5"
    name: str  # what was asked for; never the name of a file
    criteria: tuple[Criterion, ...]  # that look at it, and were demonstrated
    artifact: Artifact | None = None
    response: Response | None = None
    text: str = ""
    looked: Looked | None = None  # the text, with the words marked that may name somebody
    why_not: Mapping[str, str] = field(default_factory=dict)  # audience -> why not for them
    may_agree: bool = False  # a permission for the public can be recorded
    permission: PublicConsent | None = None

    def barred(self, audience: str) -> str:
        return self.why_not.get(audience, "")

    @property
    def for_nobody(self) -> str:
        """Why it cannot be shown at all; "" where it can, at least in the program."""
        return self.barred(Audience.PROGRAM)

    @property
    def not_for_public(self) -> str:
        return self.barred(Audience.PUBLIC)

    @property
    def is_recording(self) -> bool:
        return self.artifact is not None and self.artifact.is_recording


def award_of(submission: Submission) -> Award | None:
    """The badge that a submission became, if it stands. One query."""
    rows = Award.objects.standing().filter(evaluation__submission=submission)
    return rows.select_related("version", "evaluation__decision", "evaluation__submission").first()


def choices(award: Award) -> list[Choice]:
    """Everything that was handed in, is still kept, and that a demonstrated criterion looks at. Seven queries."""
    content, levels = award.version.content, _decision(award).levels
    known = vocabulary(content.data)
    found: dict[str, list[Choice]] = {}
    for answer in eligibility.answers(award, ()):
        criteria = _criteria(content, answer.response.prompt_id, levels)
        choice = Choice(
            key=f"r{answer.response.pk}",
            name=answer.name,
            criteria=criteria,
            response=answer.response,
            text=answer.text,
            looked=look(answer.text, known=known),
        )
        found.setdefault(answer.response.prompt_id, []).append(choice)
    for piece in eligibility.pieces(award, ()):
        step = content.item(piece.artifact.step_id) or content.prompt(piece.artifact.step_id)
        if step is None:
            continue
        barred = {
            audience: eligibility.why_not(piece.artifact, step, reaching=scopes)
            for audience, scopes in REACHING.items()
        }
        choice = Choice(
            key=f"a{piece.artifact.pk}",
            name=piece.name,
            criteria=_criteria(content, step.id, levels),
            artifact=piece.artifact,
            why_not=barred,
            may_agree=piece.may_agree,
            permission=piece.agreed,
        )
        found.setdefault(step.id, []).append(choice)
    return [one for step in content.steps for one in found.get(step.id, ()) if one.criteria]


def strength(award: Award, criterion: str) -> str:
    """What the assessors said of it, as it was released to the learner; nobody is named in it."""
    said = _decision(award).feedback.get(criterion, {})
    return str(said.get("strength", ""))


def why_not_now(piece: ExemplarPiece, content: Content, audience: str) -> str:
    """Why a piece may be shown to nobody at this moment; "" where it may. Consent and holds are asked anew."""
    if piece.response is not None:
        kept = is_as_handed_in(piece.response)
        return "" if kept and piece.passage in text_of(piece.response) else "evidence"
    artifact = piece.artifact
    if artifact is None or artifact.removed_at is not None:
        return "evidence"
    if any(hold.lifted_at is None for hold in artifact.holds.all()):
        return "hold"
    step = content.item(artifact.step_id) or content.prompt(artifact.step_id)
    ended = piece.permission is not None and piece.permission.ended_at is not None
    if step is None or ended:
        return "consent"
    return "consent" if eligibility.why_not(artifact, step, reaching=REACHING[audience]) else ""


def shown_by_exemplars(artifacts: Sequence[Artifact]) -> dict[int, str]:
    """Of these artifacts those that an exemplar shows, or would show if the officer says yes; and why. One query.

    Asked before a file is deleted (`evidence.keepers`): what was taken back, or has run out, keeps nothing.
    """
    rows = ExemplarPiece.objects.filter(artifact__in=[artifact.pk for artifact in artifacts])
    rows = rows.filter(exemplar__status__in=(ExemplarStatus.AGREED, ExemplarStatus.APPROVED))
    needed = rows.exclude(exemplar__ends_on__lt=today()).values_list("artifact", flat=True)
    return {pk: _("An example of practice shows it.") for pk in needed if pk is not None}


def text_of(response: Response) -> str:
    return eligibility.public_text(response)


def _decision(award: Award) -> Decision:
    assert award.evaluation is not None
    return award.evaluation.decision


def _criteria(content: Content, step: str, levels: Mapping[str, str]) -> tuple[Criterion, ...]:
    return tuple(c for c in content.criteria_on(step) if levels.get(c.id) == DEMONSTRATED)
