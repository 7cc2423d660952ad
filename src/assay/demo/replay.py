"""Putting a sample's words, files, notes, consents and declarations into a draft, through the learner's own verbs."""

from typing import Any

from assay.demo.places import MEDIA
from assay.evidence import actions as evidence
from assay.evidence.models import Artifact, Submission
from assay.people.models import Person


def fill(submission: Submission, sample: dict[str, Any], folder: str, *, by: Person) -> None:
    """Write everything a sample says into a draft. `folder` is where its files lie under content/media."""
    for prompt_id, text in {**sample.get("responses", {}), **sample.get("reflection", {})}.items():
        if not _kept(submission, prompt_id):
            evidence.save_response(submission, prompt_id, " ".join(text.split()), by=by)
    for artifact in sample["artifacts"]:
        if not _kept(submission, artifact["item"]):
            _add(submission, artifact, sample.get("consents", {}), folder, by=by)
    declare(submission, sample.get("declarations"), by=by)


def declare(submission: Submission, said: dict[str, Any] | None, *, by: Person) -> None:
    if said is not None:
        months = said.get("practice_months_ago", said.get("prior_practice_months", 0))
        evidence.declare(
            submission,
            own_work=True,
            ai_use=said["ai_use"],
            student_privacy=True,
            practice_months_ago=months,
            recognizable={artifact.pk: True for artifact in submission.artifacts.present()},
            by=by,
        )


def _add(
    submission: Submission,
    sample: dict[str, Any],
    consents: dict[str, int],
    folder: str,
    *,
    by: Person,
) -> None:
    path = MEDIA / folder / sample["filename"]
    with path.open("rb") as file:
        artifact = evidence.add_file(submission, sample["item"], file, name=path.name, by=by)
    if described := description_of(sample):
        evidence.describe(artifact, " ".join(described.split()), by=by)
    for seconds, words in notes_of(sample):
        evidence.add_note(artifact, words, at_seconds=seconds, by=by)
    _consent(artifact, submission, sample["item"], consents, by=by)


def description_of(sample: dict[str, Any]) -> str:
    """What a sample says of a file, in the words that it has."""
    words = (sample.get(k) for k in ("description", "alt_text", "summary", "text", "note"))
    return next((str(said) for said in words if said), "")


def notes_of(sample: dict[str, Any]) -> list[tuple[int, str]]:
    """Its time-stamped notes, in seconds."""
    noted = [(at, words) for at, words in sample.get("notes", [])]
    for annotation in sample.get("annotations", []):
        minutes, seconds = annotation["t"].split(":")
        noted.append((int(minutes) * 60 + int(seconds), annotation["note"]))
    return noted


def _consent(
    artifact: Artifact, submission: Submission, item_id: str, counts: dict[str, int], *, by: Person
) -> None:
    item = submission.version.content.item(item_id)
    if item is None or not (item.consent_required or item.adults_consent_required):
        return
    off_camera = counts.get("off_camera", counts.get("seated_off_camera", 0))
    permissions = counts.get("permissions", counts.get("guardian_permissions_on_file", 0))
    students = min(
        counts.get("students", counts.get("students_in_recording", 0)), permissions + off_camera
    )
    adults = counts.get("adults", 0)
    evidence.record_consent(
        artifact,
        nobody_recognizable=not students and not adults,
        students=students,
        permissions=permissions,
        off_camera=off_camera,
        adults=adults,
        guardians_agreed=bool(students),
        adults_agreed=bool(adults),
        by=by,
    )


def _kept(submission: Submission, step_id: str) -> bool:
    """True if every criterion that looks at this step was demonstrated before: then nothing is asked again."""
    criteria = submission.version.content.criteria_on(step_id)
    return bool(criteria) and all(criterion.id in submission.carried for criterion in criteria)
