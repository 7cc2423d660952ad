"""From rows to what readiness looks at. Five queries, whatever the size of the draft."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from django.db.models import QuerySet

from assay.evidence.disclosures import Said
from assay.evidence.models import (
    Artifact,
    ArtifactKind,
    Condition,
    Consent,
    Response,
    ResponseForm,
    Status,
    Submission,
    Upload,
)
from assay.evidence.readiness import Answer, ArtifactFacts, ConsentFacts, Declared, Draft, is_kept
from assay.lib.clock import today
from assay.lib.prepared import prepared
from assay.lib.wording import word_count
from assay.program.policies import SubmissionPolicy, in_force


def draft_of(submission: Submission) -> Draft:
    """The draft as readiness sees it, as it stands in the database now."""
    declaration = getattr(submission, "declaration", None)
    responses, artifacts = _responses(submission), _with_consent(submission)
    return Draft(
        content=submission.version.content,
        answers={r.prompt_id: Answer(form=r.form, words=word_count(r.text)) for r in responses},
        artifacts=_artifacts([a for a in artifacts if a.removed_at is None]),
        uploading=_uploading(submission),
        carried=frozenset(submission.carried),
        conditions=tuple(_conditions(submission)),
        declared=Declared(
            own_work=declaration.own_work,
            ai_use=declaration.ai_use,
            student_privacy=declaration.student_privacy,
            practice_months_ago=declaration.practice_months_ago,
            recognizable=frozenset(declaration.recognizable),
        )
        if declaration
        else Declared(),
        needs_note=needs_note(submission),
        touched=frozenset(
            [r.prompt_id for r in responses if r.revision > 1]
            + [
                a.step_id
                for a in artifacts
                if a.carried_from_id is None or a.removed_at is not None
            ]
        ),
        note_words=word_count(submission.note),
        accepted_months=in_force(
            SubmissionPolicy, within=submission.version.micro_credential.issuer_id
        ).prior_practice_accepted_months,
    )


@prepared
def _responses(submission: Submission) -> QuerySet[Response]:
    rows = Response.objects.filter(submission=submission)
    return rows.only("prompt_id", "form", "text", "revision")


@prepared
def _with_consent(submission: Submission) -> QuerySet[Artifact]:
    rows = Artifact.objects.filter(submission=submission).select_related("consent")
    return rows.knowing_holds().prefetch_related("consent__register__entries")


@prepared
def _conditions(submission: Submission) -> QuerySet[Condition, str]:
    rows = Condition.objects.filter(submission=submission, met_at__isnull=True)
    return rows.values_list("kind", flat=True)


def said_in(submission: Submission) -> Iterator[Said]:
    """The learner's words in a draft, place by place, but in steps that are kept. Three queries."""
    content, carried = submission.version.content, set(submission.carried)
    for response in submission.responses.filter(form=ResponseForm.TEXT):
        if not is_kept(content, response.prompt_id, carried):
            yield Said(where=response.prompt_id, field="text", text=response.text)
    for artifact in submission.artifacts.present().prefetch_related("annotations"):
        if is_kept(content, artifact.step_id, carried):
            continue
        here = partial(Said, where=artifact.step_id, field=f"a{artifact.pk}")
        yield here(text=artifact.name, is_file_name=artifact.kind == ArtifactKind.FILE)
        for text in (
            artifact.description,
            *(annotation.text for annotation in artifact.annotations.all()),
        ):
            yield here(text=text)
    yield Said(where="note", field="id_note", text=submission.note)
    declaration = getattr(submission, "declaration", None)
    if declaration:
        yield Said(where="declarations", field="id_ai_use", text=declaration.ai_use)


def needs_note(submission: Submission) -> bool:
    """From the second attempt on; taking up what one withdrew oneself is no new attempt."""
    return submission.follows is not None and submission.follows.status == Status.CLOSED


def _artifacts(artifacts: list[Artifact]) -> dict[str, tuple[ArtifactFacts, ...]]:
    found: dict[str, list[ArtifactFacts]] = defaultdict(list)
    for artifact in artifacts:
        found[artifact.step_id].append(artifact_facts(artifact))
    return {step: tuple(facts) for step, facts in found.items()}


def artifact_facts(artifact: Artifact) -> ArtifactFacts:
    return ArtifactFacts(
        name=artifact.name,
        is_link=artifact.kind == "link",
        recording=artifact.is_recording,
        seconds=artifact.duration_seconds,
        pages=artifact.pages,
        covering=artifact.is_covering,  # type: ignore[attr-defined]  # as below
        held=artifact.is_held,  # type: ignore[attr-defined]  # read by `knowing_holds`
        consent=_consent_today(getattr(artifact, "consent", None)),
        id=artifact.pk,
        may_name=artifact.may_name_its_learner,
    )


def consent_facts(consent: Consent | None) -> ConsentFacts | None:
    if consent is None:
        return None
    return ConsentFacts(
        nobody_recognizable=consent.nobody_recognizable,
        students=consent.students,
        permissions=consent.permissions,
        off_camera=consent.off_camera,
        adults=consent.adults,
        guardians_agreed=consent.guardians_agreed,
        adults_agreed=consent.adults_agreed,
    )


def _consent_today(consent: Consent | None) -> ConsentFacts | None:
    """With what its register says of it today. No query where the entries are at hand."""
    facts, day = consent_facts(consent), today()
    if facts is None or consent is None:
        return None
    register = consent.register
    return replace(
        facts,
        forms=register.forms_for(consent.scope, day) if register is not None else None,
        has_expired=not consent.nobody_recognizable and consent.has_expired(day),
    )


def _uploading(submission: Submission) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for step_id in _on_their_way(submission):
        found[step_id] += 1
    return dict(found)


@prepared
def _on_their_way(submission: Submission) -> QuerySet[Upload, str]:
    rows = Upload.objects.filter(submission=submission, finished_at__isnull=True)
    return rows.values_list("step_id", flat=True)
