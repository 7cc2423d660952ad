"""Readiness: what is open before a draft may be handed in, and where each step stands. Without database or clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.catalog.content.nouns import Content, Item, Prompt

Step = Prompt | Item

KEPT, DONE, AGAIN, BEGUN, TODO = "kept", "done", "again", "begun", "todo"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer to a prompt: its chosen form, and the number of words of its text."""

    form: str = "text"  # text | audio | video
    words: int = 0


@dataclass(frozen=True, kw_only=True)
class ConsentFacts:
    """The counts and yeses of a consent record."""

    nobody_recognizable: bool = False
    students: int | None = None
    permissions: int | None = None
    off_camera: int | None = None
    adults: int | None = None
    guardians_agreed: bool = False
    adults_agreed: bool = False
    forms: int | None = None  # that the register holds for this use today; None without one
    has_expired: bool = False


@dataclass(frozen=True, kw_only=True)
class ArtifactFacts:
    """An artifact as far as readiness cares."""

    name: str
    is_link: bool = False
    recording: bool = False
    seconds: int | None = None
    pages: int | None = None
    held: bool = False
    covering: bool = False  # its faces are being covered, or that is not confirmed yet
    consent: ConsentFacts | None = None
    id: int = 0
    may_name: bool = False  # it may tell assessors who its learner is


@dataclass(frozen=True, kw_only=True)
class Declared:
    own_work: bool = False
    ai_use: str = ""
    student_privacy: bool = False
    practice_months_ago: int | None = None
    recognizable: frozenset[int] = (
        frozenset()
    )  # ids of artifacts handed in although they may name the learner


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Everything readiness looks at."""

    content: Content
    answers: Mapping[str, Answer] = field(default_factory=dict)
    artifacts: Mapping[str, tuple[ArtifactFacts, ...]] = field(default_factory=dict)
    uploading: Mapping[str, int] = field(default_factory=dict)  # step id -> files on their way
    carried: frozenset[str] = frozenset()  # criterion ids
    conditions: tuple[str, ...] = ()  # kinds not met yet
    declared: Declared = Declared()
    needs_note: bool = False  # a resubmission after a decision
    touched: frozenset[str] = frozenset()  # steps changed since the last attempt
    note_words: int = 0
    accepted_months: int = 24


@dataclass(frozen=True, kw_only=True)
class Open:
    """One thing that is still open: what to do, and the step or place where it is done."""

    code: str
    where: str  # id of a prompt or item, "declarations", "note" or "condition"
    text: str


def is_kept(content: Content, step_id: str, carried: frozenset[str] | set[str]) -> bool:
    """True if every criterion judged on this step was demonstrated earlier: then it is kept as it was."""
    criteria = content.criteria_on(step_id)
    return (
        bool(carried) and bool(criteria) and all(criterion.id in carried for criterion in criteria)
    )


def state_of(draft: Draft, step: Step) -> str:
    """kept, done, begun or todo; `again` where nothing is missing but it was not demonstrated last time."""
    if is_kept(draft.content, step.id, draft.carried):
        return KEPT
    if (
        draft.needs_note
        and step.id not in draft.touched
        and not any(True for _o in open_in(draft, step))
    ):
        return AGAIN
    if not any(True for _open in open_in(draft, step)):
        return (
            DONE
            if _touched(draft, step) or (isinstance(step, Prompt) and not step.required)
            else TODO
        )
    return BEGUN if _touched(draft, step) else TODO


def what_is_open(draft: Draft) -> list[Open]:
    """Everything that is still open, in the order of the workspace; empty when it may be handed in."""
    found: list[Open] = []
    for step in draft.content.steps:
        if not is_kept(draft.content, step.id, draft.carried):
            found += open_in(draft, step)
    if draft.needs_note and not draft.note_words:
        found.append(
            Open(
                code="note",
                where="note",
                text=_("Say in a few words what you changed since last time."),
            )
        )
    found += [
        Open(code="condition", where="condition", text=condition_text(kind))
        for kind in draft.conditions
    ]
    return found + list(_undeclared(draft))


def open_in(draft: Draft, step: Step) -> Iterator[Open]:
    """The open points of one step."""
    artifacts = draft.artifacts.get(step.id, ())
    if draft.uploading.get(step.id):
        yield Open(
            code="upload",
            where=step.id,
            text=_("A file is still on its way. Let it arrive, or remove it."),
        )
    if isinstance(step, Prompt):
        yield from _open_in_prompt(step, draft.answers.get(step.id, Answer()), artifacts)
    else:
        yield from _open_in_item(step, artifacts)
    for artifact in artifacts:
        if artifact.covering:
            text = _(
                "“%(name)s” has a cover for faces that you have not confirmed or left yet."
            ) % {"name": artifact.name}
            yield Open(code="covering", where=step.id, text=text)
        elif artifact.held:
            text = _("“%(name)s” is on hold. Replace it or take it out.") % {"name": artifact.name}
            yield Open(code="held", where=step.id, text=text)


def condition_text(kind: str) -> str:
    """A condition in words for the learner."""
    if kind == "coach_talk":
        return _("Talk with a coach first. They note the talk, and then you can submit.")
    return _("Something else has to happen first. Your program administrator can tell you what.")


def consent_problem(consent: ConsentFacts | None, *, adults_needed: bool = False) -> str:
    """The sentence about a consent record that is not complete or does not add up, or ""."""
    if consent is None:
        return _("Say who can be seen or heard, or that no one can be recognized.")
    if consent.nobody_recognizable:
        return ""
    if consent.students is None and consent.adults is None:
        return _("Say how many students can be seen or heard, or that no one can be recognized.")
    students, covered = (
        consent.students or 0,
        (consent.permissions or 0) + (consent.off_camera or 0),
    )
    if covered < students:
        missing = students - covered
        return ngettext(
            "%(n)s student has no signed permission form and is not off camera.",
            "%(n)s students have no signed permission form and are not off camera.",
            missing,
        ) % {"n": missing}
    if consent.forms is not None and (consent.permissions or 0) > consent.forms:
        return ngettext(
            "The class register has %(n)s form that allows this today, which is fewer.",
            "The class register has %(n)s forms that allow this today, which is fewer.",
            consent.forms,
        ) % {"n": consent.forms}
    if students and not consent.guardians_agreed:
        return _(
            "Confirm that a guardian gave written permission for every student who can be seen or heard."
        )
    if adults_needed and consent.adults is None:
        return _("Say how many other adults can be seen or heard.")
    if consent.adults and not consent.adults_agreed:
        return _("Confirm that the other adults agreed.")
    return ""


def needs_consent(step: Step) -> bool:
    """True if a step's artifacts need a record of who can be seen or heard. A learner's own spoken answer does not."""
    return isinstance(step, Item) and (
        step.consent_required or step.adults_consent_required or step.students_visible != "no"
    )


def may_name(draft: Draft) -> list[ArtifactFacts]:
    """The artifacts that may tell assessors who their learner is; of a step that is kept they were confirmed before."""
    steps = [
        step for step in draft.content.steps if not is_kept(draft.content, step.id, draft.carried)
    ]
    return [
        artifact
        for step in steps
        for artifact in draft.artifacts.get(step.id, ())
        if artifact.may_name
    ]


def expired(draft: Draft) -> list[ArtifactFacts]:
    """Artifacts whose permissions have ended: their learner is warned before handing in, and decides."""
    return [
        artifact
        for step in draft.content.steps
        if not is_kept(draft.content, step.id, draft.carried)
        for artifact in draft.artifacts.get(step.id, ())
        if artifact.consent is not None and artifact.consent.has_expired
    ]


def _touched(draft: Draft, step: Step) -> bool:
    answer = draft.answers.get(step.id)
    return bool(
        draft.artifacts.get(step.id) or draft.uploading.get(step.id) or (answer and answer.words)
    )


def _open_in_prompt(
    prompt: Prompt, answer: Answer, artifacts: tuple[ArtifactFacts, ...]
) -> Iterator[Open]:
    if answer.form == "text":
        if prompt.required and not answer.words:
            yield Open(code="unanswered", where=prompt.id, text=_("Not answered yet."))
        if answer.words > prompt.word_limit:
            over = answer.words - prompt.word_limit
            text = ngettext(
                "%(over)s word over the limit of %(limit)s.",
                "%(over)s words over the limit of %(limit)s.",
                over,
            ) % {"over": over, "limit": prompt.word_limit}
            yield Open(code="too-long", where=prompt.id, text=text)
        return
    if prompt.required and not artifacts:
        yield Open(
            code="unanswered", where=prompt.id, text=_("Add your recording, or answer in writing.")
        )
    yield from _minutes(prompt.id, artifacts, prompt.spoken_minutes)


def _open_in_item(item: Item, artifacts: tuple[ArtifactFacts, ...]) -> Iterator[Open]:
    if len(artifacts) < item.count_min:
        missing = item.count_min - len(artifacts)
        text = ngettext(
            "%(n)s file or link is missing.", "%(n)s files or links are missing.", missing
        ) % {"n": missing}
        yield Open(code="missing", where=item.id, text=text)
    if len(artifacts) > item.count_max:
        over = len(artifacts) - item.count_max
        text = ngettext("%(n)s file or link too many.", "%(n)s files or links too many.", over) % {
            "n": over
        }
        yield Open(code="too-many", where=item.id, text=text)
    yield from _minutes(item.id, artifacts, item.max_minutes_total)
    for artifact in artifacts:
        if item.max_pages and (artifact.pages or 0) > item.max_pages:
            text = _("“%(name)s” has %(pages)s pages; up to %(max)s are read.")
            yield Open(
                code="pages",
                where=item.id,
                text=text % {"name": artifact.name, "pages": artifact.pages, "max": item.max_pages},
            )
        if needs_consent(item):
            problem = consent_problem(artifact.consent, adults_needed=item.adults_consent_required)
            if problem:
                yield Open(code="consent", where=item.id, text=f"“{artifact.name}”: {problem}")


def _minutes(where: str, artifacts: tuple[ArtifactFacts, ...], limit: int | None) -> Iterator[Open]:
    total = sum(artifact.seconds or 0 for artifact in artifacts)
    if limit and total > limit * 60:
        text = _(
            "The recordings last %(minutes)s min %(seconds)s s; the limit is %(limit)s minutes in total."
        )
        figures = {"minutes": total // 60, "seconds": total % 60, "limit": limit}
        yield Open(code="minutes", where=where, text=text % figures)


def _undeclared(draft: Draft) -> Iterator[Open]:
    declared, where = draft.declared, "declarations"
    if not declared.own_work:
        yield Open(code="own-work", where=where, text=_("Confirm that this is your own work."))
    if not declared.ai_use.strip():
        yield Open(
            code="ai-use", where=where, text=_("Say how you used AI tools. “None” is an answer.")
        )
    if not declared.student_privacy:
        yield Open(
            code="privacy",
            where=where,
            text=_("Confirm that students’ names and faces are protected."),
        )
    if not {artifact.id for artifact in may_name(draft)} <= declared.recognizable:
        text = _(
            "Some of your files or links may show assessors who you are. Look at them, and say what you decide."
        )
        yield Open(code="recognizable", where=where, text=text)
    if declared.practice_months_ago is None:
        yield Open(
            code="practice", where=where, text=_("Say how long ago the practice took place.")
        )
    elif is_too_old(declared.practice_months_ago, accepted_months=draft.accepted_months):
        text = _("Practice counts for %(months)s months. Show something more recent.") % {
            "months": draft.accepted_months
        }
        yield Open(code="too-old", where=where, text=text)


def is_too_old(months_ago: int, *, accepted_months: int) -> bool:
    """True for practice that took place longer ago than the program's policy accepts, in months (A6)."""
    return months_ago > accepted_months
