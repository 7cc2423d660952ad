"""Frameworks, brought in as CASE packages."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from assay.frameworks import case_package, policy
from assay.frameworks.models import Association, Competency, Framework
from assay.lib.errors import BadInput
from assay.people.models import Actor
from assay.record.actions import note


class CannotImport(BadInput):
    """The package is refused; `problems` lists every reason."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(_("The framework cannot be imported. %(first)s") % {"first": problems[0]})
        self.problems = problems


@transaction.atomic
def import_case(package: Mapping[str, Any], slug: str, *, by: Actor) -> Framework:
    """Bring in a CASE package, or its newer edition, keeping every identifier. The same package changes nothing.

    Raises CannotImport: also when a competency that micro-credentials align to is gone from the newer edition.
    """
    if by is not None and not policy.can_import(by):
        raise PermissionDenied
    if problems := case_package.faults(package):
        raise CannotImport(problems)
    document = package["CFDocument"]
    changed_at = case_package.changed_at(package)
    before = Framework.objects.filter(slug=slug).first()
    _same_framework(before, document, slug)
    if (
        before
        and before.changed_at == changed_at
        and before.competencies.count() == len(package["CFItems"])
    ):
        return before
    framework, fresh = Framework.objects.update_or_create(
        identifier=document["identifier"],
        defaults={
            "slug": slug,
            "uri": document["uri"],
            "title": document["title"][:200],
            "creator": document["creator"][:200],
            "description": document.get("description") or "",
            "notes": document.get("notes") or "",
            "source_url": document.get("officialSourceURL") or "",
            "language": document.get("language") or "en",
            "case_version": document.get("version") or "",
            "adoption_status": document.get("adoptionStatus") or "",
            "changed_at": changed_at,
        },
    )
    _place_competencies(framework, package)
    _relate(framework, package)
    note("frameworks.imported", framework, by=by, competencies=len(package["CFItems"]), fresh=fresh)
    return framework


def _same_framework(before: Framework | None, document: Mapping[str, Any], slug: str) -> None:
    if before and str(before.identifier) != str(document["identifier"]).lower():
        raise CannotImport(
            [_("Another framework already has the address “%(slug)s”.") % {"slug": slug}]
        )
    other = Framework.objects.filter(identifier=document["identifier"]).exclude(slug=slug).first()
    if other:
        raise CannotImport(
            [_("This framework is already here, as “%(slug)s”.") % {"slug": other.slug}]
        )


def _place_competencies(framework: Framework, package: Mapping[str, Any]) -> None:
    rows = [
        Competency(
            framework=framework,
            identifier=place.item["identifier"],
            uri=place.item["uri"],
            code=(place.item.get("humanCodingScheme") or "")[:60],
            statement=place.item["fullStatement"],
            label=(place.item.get("abbreviatedStatement") or "")[:200],
            item_type=(place.item.get("CFItemType") or "")[:60],
            language=place.item.get("language") or "en",
            order=place.order,
            depth=place.depth,
        )
        for place in case_package.walk(package)
    ]
    elsewhere = Competency.objects.filter(identifier__in=[row.identifier for row in rows]).exclude(
        framework=framework
    )
    if taken := elsewhere.first():
        raise CannotImport(
            [_("%(id)s already belongs to another framework.") % {"id": taken.identifier}]
        )
    gone = framework.competencies.exclude(identifier__in=[row.identifier for row in rows])
    codes = ", ".join(gone.values_list("code", flat=True))
    try:
        gone.delete()
    except ProtectedError as e:
        why = _("The package no longer has %(codes)s, to which micro-credentials are aligned.") % {
            "codes": codes
        }
        raise CannotImport([why]) from e
    Competency.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["identifier"],
        update_fields=[
            "uri",
            "code",
            "statement",
            "label",
            "item_type",
            "language",
            "order",
            "depth",
        ],
    )


def _relate(framework: Framework, package: Mapping[str, Any]) -> None:
    ids = {
        str(identifier): pk
        for identifier, pk in framework.competencies.values_list("identifier", "pk")
    }
    framework.associations.all().delete()
    Association.objects.bulk_create(
        Association(
            framework=framework,
            identifier=entry["identifier"],
            kind=entry["associationType"],
            origin_id=ids[entry["originNodeURI"]["identifier"].lower()],
            destination_id=ids.get(entry["destinationNodeURI"]["identifier"].lower()),
            sequence=entry.get("sequenceNumber"),
        )
        for entry in package.get("CFAssociations") or []
        if entry["originNodeURI"]["identifier"].lower() in ids
    )
