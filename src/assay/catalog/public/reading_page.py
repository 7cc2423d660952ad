"""The page of a micro-credential, put together from their rows."""

from typing import Any

from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.catalog.actions import full_in_words
from assay.catalog.content import labels
from assay.catalog.content.diff import number_key
from assay.catalog.models import (
    Equivalence,
    MicroCredential,
    Retirement,
    Stack,
    Version,
    VersionStatus,
)
from assay.catalog.public import summary
from assay.lib.clock import today
from assay.program.actions import exceptions_of
from assay.program.models import StandardException
from assay.program.policies import SubmissionPolicy, in_force
from assay.ui.slots import cut, hole
from assay.ui.templatetags.frame import HOLES


def prior_practice_months(version: Version) -> int:
    rules = in_force(SubmissionPolicy, within=version.micro_credential.issuer_id)
    return rules.prior_practice_accepted_months


def context(version: Version, *, months: int | None = None) -> dict[str, Any]:
    """Everything of the reading part of the page; the same for every reader."""
    content = version.content
    return {
        "version": version,
        "content": content,
        "rationale": [" ".join(paragraph.split()) for paragraph in content.rationale.split("\n\n")],
        "evidence": summary.evidence(content),
        "rubric": summary.rubric(content),
        "rule": summary.rule(content.rule, len(content.criteria)),
        "months": months if months is not None else prior_practice_months(version),
        "resources": [
            {
                **r,
                "kind": labels.label(labels.RESOURCE_TYPES, r["type"]),
                "url": r.get("url") or resource_url(version, r),
            }
            for r in content.resources
            if "type" in r
        ],
        "categories": labels.listing(
            [
                labels.label(labels.CATEGORIES, c)
                for c in content.data.get("credit", {}).get("categories", [])
            ],
            last=_("and"),
        ),
        "stacks": stacks_with(version.micro_credential),
        "alignments": list(version.alignments.select_related("competency__framework"))
        if version.pk
        else [],
        "contact_hours": summary.contact_hours(content),
        "declared": summary.declared(content),
        "audience": audience(version),
        "versions": editions(version),
        "added": [one for one in content.data.get("extensions", []) if one.get("value")],
        "exceptions": _latest(version) if version.pk else (),
        "equated": _equated(version.micro_credential),
        "recommended": recommended(version),
    }


def resource_url(version: Version, resource: dict[str, Any]) -> str:
    """Where a resource that is written here is read: of a draft, by those who write it. "" for any other."""
    if not resource.get("text"):
        return ""
    if version.published_at is None:
        return reverse("catalog:draft_resource", args=[version.pk, resource["id"]])
    slug = version.micro_credential.slug
    return reverse("catalog:resource", args=[slug, version.number, resource["id"]])


def pieces(version: Version, *, article: str, days: int | None, **shown: bool) -> list[str]:
    """All of the page within its frame, cut at what slots and each reader fill in.

    `shown`: is_current, is_open, signed_in, preview.
    """
    full = version.in_pilot and version.places_left == 0
    context = {
        "version": version,
        "micro_credential": version.micro_credential,
        "beside": _beside(version),
        "retirement": _retirement(version),
        "today": today(),
        "full_words": full_in_words(version) if full else "",
        "article": article,
        "promised_days": days,
        "contact_hours": summary.contact_hours(version.content),
        "body": hole("body"),
        "side": hole("side"),
    }
    return cut(render_to_string("catalog/detail.html#main", context | shown | HOLES))


def _equated(micro_credential: MicroCredential) -> list[Equivalence]:
    """What counts as it, and as what it counts, not what is over. One query."""
    rows = Equivalence.objects.filter(Q(ended_on=None) | Q(ended_on__gte=today()))
    rows = rows.filter(Q(source=micro_credential) | Q(target=micro_credential))
    rows = rows.select_related(
        "source__current", "target__current", "source__owner", "target__owner"
    )
    return list(rows.defer("source__current__data", "target__current__data"))


def _latest(version: Version) -> list[StandardException]:
    """What it may go without, of each item what was granted last. One query."""
    found: dict[str, StandardException] = {}
    for row in exceptions_of(version):
        found.setdefault(row.code, row)
    return list(found.values())


def _retirement(version: Version) -> Retirement | None:
    """What was announced of it, or was carried out; nothing of what is open without an end. One query at most."""
    parties = version.micro_credential
    if version.pk is None or (parties.current_id is not None and version.closes_on is None):
        return None
    rows = parties.retirements.filter(called_off_at=None)
    return rows.select_related("successor__current").defer("successor__current__data").first()


def _beside(version: Version) -> Version | None:
    """Of the current version the one in pilot beside it, if there is one; of that one the current one."""
    current = version.micro_credential.current
    if version.in_pilot:
        return current if current is not None and current.pk != version.pk else None
    if current is None or current.pk != version.pk:
        return None
    rows = version.micro_credential.versions.filter(status=VersionStatus.PILOT).defer("data")
    return rows.order_by("-published_at").first()


def audience(version: Version) -> list[tuple[str, str]]:
    """Whom it fits, as (heading, words)."""
    kinds = (
        (_("Roles"), "roles", labels.ROLES),
        (_("Grades"), "grade_bands", labels.GRADE_BANDS),
        (_("Subjects"), "subjects", labels.SUBJECTS),
        (_("Career stages"), "career_stages", labels.CAREER_STAGES),
    )
    given = version.content.audience
    return [
        (head, ", ".join(labels.label(words, v) for v in given[key]))
        for head, key, words in kinds
        if given.get(key)
    ]


def editions(version: Version) -> list[Version]:
    """All versions ever published, newest number first."""
    rows = version.micro_credential.versions.public().defer("data")
    return sorted(rows, key=lambda row: number_key(row.number), reverse=True)


def recommended(version: Version) -> list[MicroCredential]:
    """Micro-credentials good to have earned before; never a condition."""
    idents = version.content.data.get("prerequisites", {}).get("recommended", [])
    if not idents:
        return []
    return list(
        MicroCredential.objects.filter(ident__in=idents, current__isnull=False).select_related(
            "current"
        )
    )


def stacks_with(micro_credential: MicroCredential) -> list[Stack]:
    rows = Stack.objects.filter(
        members__micro_credential=micro_credential, status=VersionStatus.PUBLISHED
    )
    capstone = Stack.objects.filter(capstone=micro_credential, status=VersionStatus.PUBLISHED)
    return list((rows | capstone).distinct())
