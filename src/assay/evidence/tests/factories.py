"""Plain makers of submissions on real content. What is handed in goes through the verbs, so its manifest is true."""

from hashlib import sha256
from io import BytesIO
from typing import Any

from assay.catalog.content.nouns import Item
from assay.catalog.models import Version
from assay.evidence import actions
from assay.evidence.files.storage import keep
from assay.evidence.models import Artifact, ArtifactKind, Submission
from assay.lib.clock import now
from assay.people.models import Person

MEDIA = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "csv": "text/csv",
}


def make_draft(person: Person, version: Version, **fields: Any) -> Submission:
    """An empty draft: the micro-credential has just been started."""
    draft = actions.begin(person, version.micro_credential, by=person)
    if fields:
        Submission.objects.filter(pk=draft.pk).update(**fields)
    return again(draft)


def make_submission(
    person: Person, version: Version, *, handed_in: bool = True, words: int = 40, outcome: str = ""
) -> Submission:
    """A complete draft; handed in unless told otherwise; closed if an outcome is given ("earned", "not_yet")."""
    draft = fill(make_draft(person, version), words=words)
    if handed_in:
        actions.submit(draft, by=person)
    if outcome:
        actions.close(draft, outcome, by=None)
    return again(draft)


def fill(draft: Submission, *, words: int = 40) -> Submission:
    """Answer every prompt, add what every item asks for, record consents and declare."""
    person = draft.start.person
    for prompt in draft.version.content.prompts:
        count = min(words, prompt.word_limit)
        text = " ".join([f"answer-{prompt.id}", *(["words"] * (count - 1))])
        actions.save_response(draft, prompt.id, text, by=person)
    for item in draft.version.content.items:
        for n in range(item.count_min):
            record(make_artifact(draft, item, n=n), by=person)
    actions.declare(
        draft,
        own_work=True,
        ai_use="None.",
        student_privacy=True,
        practice_months_ago=0,
        recognizable={a.pk: True for a in draft.artifacts.all()},
        by=person,
    )
    return draft


def make_artifact(
    draft: Submission, item: Item | str, *, n: int = 0, extension: str = "", **fields: Any
) -> Artifact:
    """A small file in an item's first format, stored as evidence is; its bytes are unlike any other's."""
    step = draft.version.content.item(item) if isinstance(item, str) else item
    assert step is not None
    extension = extension or next(f for f in step.formats if f in MEDIA)
    body = f"{draft.public_id} {step.id} {n} {extension}".encode()
    digest = sha256(body).hexdigest()
    values = {
        "kind": ArtifactKind.FILE,
        "name": f"{step.id}-{n + 1}.{extension}",
        "sha256": digest,
        "storage_key": keep(BytesIO(body), digest),
        "size_bytes": len(body),
        "media_type": MEDIA[extension],
        "duration_seconds": 60 if extension in {"mp4", "mov", "m4a", "mp3"} else None,
        "order": n + 1,
        "pages": 1 if extension == "pdf" else None,
        "added_at": now(),
    }
    return Artifact.objects.create(submission=draft, step_id=step.id, **{**values, **fields})


def record(artifact: Artifact, *, by: Person, students: int = 20) -> None:
    """A consent record that adds up."""
    actions.record_consent(
        artifact,
        students=students,
        permissions=students,
        off_camera=0,
        adults=0,
        guardians_agreed=True,
        by=by,
    )


def again(submission: Submission) -> Submission:
    """The submission as the database has it now."""
    return Submission.objects.with_version().get(pk=submission.pk)
