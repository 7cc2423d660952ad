"""What a stack's row and page show, put together from its rules and members."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.catalog.content import stack_progress
from assay.catalog.models import MicroCredential, Stack, Version


def asks(data: dict[str, Any]) -> str:
    """In a few words: "4 of 5 badges, then a capstone"."""
    needed, members = stack_progress.least(data), len(stack_progress.members_of(data))
    said = ngettext("%(n)d of %(all)d badge", "%(n)d of %(all)d badges", members) % {
        "n": needed,
        "all": members,
    }
    if data.get("capstone"):
        said = _("%(badges)s, then a capstone") % {"badges": said}
    return said


def tracks(stack: Stack) -> list[dict[str, Any]]:
    """A stack's tracks (one without a name where it has none), each with its groups, rule in words and members."""
    idents = stack_progress.members_of(stack.data)
    rows = MicroCredential.objects.filter(ident__in=idents).select_related("current")
    members = {row.ident: row for row in rows}
    return [
        {
            "title": track["title"],
            "groups": [
                {
                    "title": group["title"],
                    "rule": group_rule(group),
                    "members": [members[ident] for ident in group["members"] if ident in members],
                }
                for group in track["groups"]
            ],
        }
        for track in stack_progress.tracks_of(stack.data)
    ]


def capstone(stack: Stack) -> dict[str, str] | None:
    """The capstone's title, with its language, and its address where it has a page; None where the stack has none."""
    said = stack.data.get("capstone")
    if not said:
        return None
    found = {"title": str(said["title"]), "language": stack.language, "slug": ""}
    row = stack.capstone
    if row is not None:
        found["slug"] = row.slug
        if row.current is not None:
            found |= {"title": row.current.title, "language": row.current.language}
    return found


def group_rule(group: dict[str, Any]) -> str:
    if stack_progress.is_all(group):
        return _("All of these")
    n = group["rule"]["n"]
    return ngettext("At least %(n)d of these", "At least %(n)d of these", n) % {"n": n}


def as_published(version: Version) -> Stack:
    """A stack, not to be saved, as its badges of this edition name it."""
    row, data = version.micro_credential, version.content["stack"]
    capstone = (data.get("capstone") or {}).get("id")
    return Stack(
        ident=row.ident,
        slug=row.slug,
        number=version.number,
        status=version.status,
        title=version.title,
        statement=version.content.competency,
        issuer=row.issuer,
        owner=row.owner,
        capstone=MicroCredential.objects.filter(ident=capstone).first() if capstone else None,
        data=data,
    )
