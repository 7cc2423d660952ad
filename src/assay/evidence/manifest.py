"""The manifest: what was handed in, item by item, with hashes; the statement that is fixed on handing in."""

from hashlib import sha256
from typing import Any

from assay.evidence.models import Artifact, Consent, Declaration, Response, ResponseForm, Submission


def manifest_of(submission: Submission) -> dict[str, Any]:
    """The manifest of a submission as it stands: hashes of texts, never the texts; no floats."""
    declaration = Declaration.objects.get(submission=submission)
    return {
        "schema": "assay-manifest/1",
        "submission": submission.public_id,
        "attempt": submission.attempt,
        "version": {
            "number": submission.version.number,
            "content": submission.version.content_hash,
        },
        "carried": dict(submission.carried),
        "note": _hash(submission.note),
        "language": submission.written_in,
        "responses": [
            {"prompt": r.prompt_id, "form": r.form, "revision": r.revision, "text": _hash(r.text)}
            for r in submission.responses.order_by("prompt_id")
        ],
        "artifacts": [_artifact(a) for a in _artifacts(submission)],
        "declaration": {
            "own_work": declaration.own_work,
            "student_privacy": declaration.student_privacy,
            "ai_use": _hash(declaration.ai_use),
            "practice_months_ago": declaration.practice_months_ago,
            "recognizable": sorted(declaration.recognizable),
        },
    }


def is_as_handed_in(response: Response) -> bool:
    """True if this is, letter for letter, an answer in writing that the manifest of its submission holds."""
    manifest = response.submission.manifest or {}
    if response.form != ResponseForm.TEXT or not response.text.strip():
        return False
    said = {"prompt": response.prompt_id, "form": response.form, "text": _hash(response.text)}
    return any(
        said == {name: entry.get(name) for name in said} for entry in manifest.get("responses", ())
    )


def _artifacts(submission: Submission) -> list[Artifact]:
    rows = submission.artifacts.present().select_related("consent").prefetch_related("annotations")
    return list(rows.order_by("step_id", "order", "pk"))


def _artifact(artifact: Artifact) -> dict[str, Any]:
    return {
        "id": artifact.pk,
        "step": artifact.step_id,
        "kind": artifact.kind,
        "name": artifact.name,
        "sha256": artifact.sha256,
        "url": artifact.url,
        "size_bytes": artifact.size_bytes,
        "media_type": artifact.media_type,
        "description": _hash(artifact.description),
        "notes": [
            {"at_seconds": n.at_seconds, "text": _hash(n.text)} for n in artifact.annotations.all()
        ],
        "consent": _consent(artifact.consent) if hasattr(artifact, "consent") else None,
    }


def _consent(consent: Consent) -> dict[str, Any]:
    return {
        "nobody_recognizable": consent.nobody_recognizable,
        "students": consent.students,
        "permissions": consent.permissions,
        "off_camera": consent.off_camera,
        "adults": consent.adults,
        "guardians_agreed": consent.guardians_agreed,
        "adults_agreed": consent.adults_agreed,
        "scope": consent.scope,
        **({"expires_on": consent.expires_on.isoformat()} if consent.expires_on else {}),
        **({"register": consent.register_id} if consent.register_id else {}),
    }


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest() if text else ""
