"""What the badge of a stack says beside what all badges say: its rule, its members, and those that counted.

Open Badges 3.0 knows no composite achievement. The members stand in the achievement as alignments (what can be earned),
and in the credential as evidence (what this person earned), each under the address of its own badge.
"""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from assay.catalog.content import stack_progress
from assay.catalog.models import Version
from assay.credentials import addresses
from assay.credentials.days import full_day
from assay.credentials.wording import worded
from badgecore import model


class CountedBadge(NamedTuple):
    """A badge inside the badge of a stack."""

    award: uuid.UUID
    title: str
    number: str
    earned_on: date


class Parts(NamedTuple):
    """What the badge of a stack names: its track, "" where there is none, and the badges that counted."""

    track: str
    badges: tuple[CountedBadge, ...]


def name(title: str, parts: Parts | None) -> str:
    """The name of the track is printed on the badge."""
    return f"{title}: {worded(parts.track)}" if parts and parts.track else title


def narrative(language: str, parts: Parts | None) -> str | None:
    """Which badges counted, in words, so that it can be read where ours cannot be reached."""
    if parts is None:
        return None
    with override(language):
        return "\n".join(f"- **{worded(one.title)}**: {_said(one)}" for one in parts.badges)


def evidence(language: str, parts: Parts | None) -> list[model.Evidence]:
    """Each badge that counted: its address opens to whoever its earner lets see it."""
    if parts is None:
        return []
    with override(language):
        return [
            model.Evidence(
                id=addresses.badge(one.award),
                name=worded(one.title),
                description=_said(one),
                genre=_("Badge"),
            )
            for one in parts.badges
        ]


def _said(one: CountedBadge) -> str:
    return _("Version %(number)s, earned on %(day)s.") % {
        "number": one.number,
        "day": full_day(one.earned_on),
    }


def criteria(version: Version) -> model.Criteria:
    """The rule of this edition (Markdown)."""
    data = version.content["stack"]
    titles = {one["ident"]: worded(one["title"]) for one in version.content["members"]}
    lines = [_("Earned by completing:"), ""]
    for track in stack_progress.tracks_of(data):
        lines += [f"**{worded(str(track['title']))}**", ""] if track.get("title") else []
        for group in track["groups"]:
            named = "; ".join(titles[m] for m in group["members"] if m in titles)
            lines.append(f"- {_asked(group)}: {named}")
        lines.append("")
    if data.get("capstone"):
        lines.append(
            _("Then a capstone that two assessors judge: %(title)s")
            % {"title": worded(data["capstone"]["title"])}
        )
    return model.Criteria(id=addresses.criteria(version), narrative="\n".join(lines).strip())


def _asked(group: dict[str, Any]) -> str:
    if stack_progress.is_all(group):
        return _("All of these")
    n = stack_progress.wanted(group)
    return ngettext("At least %(n)d of these", "At least %(n)d of these", n) % {"n": n}


def members(version: Version) -> Iterable[model.Alignment]:
    """Everything that may count, each by its page in the catalog."""
    for one in version.content["members"]:
        yield model.Alignment(
            target_name=worded(one["title"]),
            target_url=addresses.absolute(reverse("catalog:detail", args=[one["slug"]])),
            target_type="ceterms:Credential",
            target_code=one["ident"],
        )
