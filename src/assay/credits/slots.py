"""Fillings for pages of earlier rooms: what a micro-credential counts for, for whoever reads."""

from typing import Any

from assay.catalog.models import Version
from assay.credits.facts import account_of, as_if
from assay.credits.models import License, ValueAtStart
from assay.credits.planner import worth
from assay.credits.rules.nouns import plain
from assay.lib.clock import today
from assay.people.models import Person


def value(person: Any, version: Version) -> dict[str, Any] | None:
    """On a micro-credential's page, for whoever is signed in: what it would come to for each license of theirs.

    Nothing for strangers, whose license nobody knows. Holders see what it came to on their own page.
    """
    if not isinstance(person, Person):
        return None
    rows = list(License.objects.visible_to(person).kept().filter(last__gte=today()))
    if not rows:
        return {"values": []}
    account = account_of(person)
    if any(
        one.version.micro_credential_id == version.micro_credential_id for one in account.earned
    ):
        return None
    one = as_if(person, version)
    found = [pair for row in rows if (pair := worth(row, account, one)) is not None]
    kept = {
        row.license_id: row
        for row in ValueAtStart.objects.visible_to(person).filter(
            start__status="open", start__micro_credential=version.micro_credential_id
        )
    }
    return {
        "values": [
            {"plan": plan, "told": told, "kept": _said(kept.get(plan.license.pk))}
            for plan, told in found
        ]
    }


def _said(row: ValueAtStart | None) -> dict[str, Any] | None:
    """What it came to when they began, and whether that has changed."""
    if row is None:
        return None
    return {"amount": plain(row.amount), "kept_at": row.kept_at, "has_changed": row.has_changed}
