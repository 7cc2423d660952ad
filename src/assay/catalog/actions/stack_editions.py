"""What the badge of a stack names: its edition, kept as a version that nobody starts and that never changes."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assay.catalog.actions.deriving import set_columns
from assay.catalog.content.stack_progress import members_of
from assay.catalog.models import Kind, MicroCredential, Stack, Version, VersionStatus
from assay.lib.clock import now
from assay.lib.errors import BadInput


@transaction.atomic
def edition_of(stack: Stack) -> Version:
    """The version that stands for this edition of a stack; made the first time. It changes no list of the catalog.

    Raises BadInput where its address belongs to a micro-credential.
    """
    named = {"ident": stack.ident, "slug": stack.slug}
    row = MicroCredential.objects.filter(**named, kind=Kind.STACK).first()
    if row is None:
        _refuse_taken(stack)
        row = MicroCredential.objects.create(
            **named, kind=Kind.STACK, issuer=stack.issuer, owner=stack.owner
        )
    found = row.versions.filter(number=stack.number).first()
    if found is not None:
        return found
    version = Version(
        micro_credential=row,
        number=stack.number,
        data=_content(stack),
        status=VersionStatus.PUBLISHED,
        updated_at=now(),
        published_at=now(),
    )
    set_columns(version)
    version.content_hash = version.computed_hash()
    version.save()
    return version


def _refuse_taken(stack: Stack) -> None:
    rows = MicroCredential.objects.all()
    if rows.filter(slug=stack.slug).exists() or rows.filter(ident=stack.ident).exists():
        raise BadInput(
            _("The address “%(slug)s” belongs to a micro-credential.") % {"slug": stack.slug}
        )


def _content(stack: Stack) -> dict[str, Any]:
    """As of a micro-credential without rubric; the rule, and what its members are called on this day."""
    rows = MicroCredential.objects.filter(ident__in=members_of(stack.data))
    named = {row.ident: row for row in rows.select_related("current")}
    return {
        "title": stack.title,
        "competency": stack.statement,
        "language": stack.language,
        "stack": stack.data,
        "members": [
            {"ident": ident, "slug": named[ident].slug, "title": _title(named[ident])}
            for ident in members_of(stack.data)
            if ident in named
        ],
    }


def _title(row: MicroCredential) -> str:
    return row.current.title if row.current else row.ident
