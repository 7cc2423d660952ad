"""A stack's capstone in the shape of a micro-credential, so that it is started, handed in and judged like any other."""

from typing import Any

from django.utils.translation import gettext as _

WORK_SAMPLES = "p2a"


def as_micro_credential(stack: dict[str, Any], *, owner: str | None) -> dict[str, Any]:
    """`mc-catalog/1` data: the capstone's prompt is answered in words or spoken, beside work samples from practice.

    A capstone is always judged by two (`assessed_by: panel_of_two`), which assessment knows by the version's kind.
    """
    capstone = stack["capstone"]
    hours = int(stack.get("award", {}).get("extra_contact_hours", 0))
    data: dict[str, Any] = {
        "schema": "mc-catalog/1",
        "id": capstone["id"],
        "slug": capstone["id"],
        "version": stack["version"],
        "status": stack["status"],
        "title": capstone["title"],
        "issuer": stack["issuer"],
        "competency": stack["statement"].strip(),
        "audience": _audience(stack),
        "key_method": capstone["prompt"],
        "method_components": [_component(capstone)],
        "research": {
            "rationale": _(
                "This capstone rests on the research of the micro-credentials of its stack."
            ),
            "citations": [],
        },
        "requirements": _requirements(capstone),
        "rubric": _rubric(capstone),
        "alignments": [],
        "tags": ["capstone"],
        "estimated_hours": {
            "min": max(1, hours),
            "typical": max(1, hours),
            "max": max(2, hours * 2),
        },
        "credit": {
            "contact_hours": stack.get("award", {}).get("extra_contact_hours", 0),
            "categories": [],
            "basis": "typical_hours",
        },
    }
    if owner:
        data["department"] = owner
    return data


def _component(capstone: dict[str, Any]) -> dict[str, str]:
    return {"id": "task", "title": capstone["title"], "body": capstone["prompt"]}


def _audience(stack: dict[str, Any]) -> dict[str, list[str]]:
    given = stack.get("audience", {})
    return {
        "roles": given.get("roles") or ["teacher"],
        "career_stages": given.get("career_stages") or ["established"],
        "grade_bands": given.get("grade_bands") or ["PK", "K-2", "3-5", "6-8", "9-12"],
        "subjects": given.get("subjects") or ["all"],
    }


def _requirements(capstone: dict[str, Any]) -> dict[str, Any]:
    prompt = {
        "id": "p1q1",
        "text": capstone["prompt"],
        "word_limit": capstone["word_limit"],
        "required": True,
    }
    sample = {
        "id": WORK_SAMPLES,
        "title": "What you designed, and what came of it",
        "type": "student_work",
        "alternatives": ["video", "audio", "document"],
        "count": {"min": 1, "max": 8},
        "limits": {
            "formats": ["pdf", "docx", "pptx", "png", "jpg", "mp4", "m4a", "mp3"],
            "max_mb_each": 1024,
            "max_minutes_total": 10,
        },
        "students_visible": "possible",
        "consent_required": True,
        "instructions": "The work or words on which your account rests. Remove names.",
    }
    return {
        "part1": {"title": "Account", "prompts": [prompt], "alternatives": ["audio", "video"]},
        "part2": {"title": "Work samples", "items": [sample]},
        "part3": {"title": "Reflection", "prompts": []},
    }


def _rubric(capstone: dict[str, Any]) -> dict[str, Any]:
    rubric = capstone["rubric"]
    criteria = [
        {**c, "part": "part2", "evidence": ["p1q1", WORK_SAMPLES]} for c in rubric["criteria"]
    ]
    return {"scale": rubric["scale"], "criteria": criteria, "passing_rule": rubric["passing_rule"]}
