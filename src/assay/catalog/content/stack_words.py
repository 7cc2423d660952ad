"""What is still open in a stack, in words. Without database."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.catalog.content.labels import listing
from assay.catalog.content.stack_progress import GroupProgress, Progress
from assay.ui.words import full_day


def still_open(found: Progress, data: Mapping[str, Any], titles: Mapping[str, str]) -> list[str]:
    """Sentences, what comes next first. `titles`: of members and capstone by their ident."""
    if found.complete:
        return [_("You have earned all that this stack asks for.")]
    return [*_groups(found, titles), *_capstone(found, titles), *_days(found, data, titles)]


def _groups(found: Progress, titles: Mapping[str, str]) -> Iterator[str]:
    for group in found.groups:
        if not group.met:
            said = _of_group(group, titles)
            yield (
                _("%(group)s: %(said)s") % {"group": group.title, "said": said}
                if (group.title)
                else said
            )


def _of_group(group: GroupProgress, titles: Mapping[str, str]) -> str:
    more, names = group.needed - group.done, _named(group.left, titles)
    if group.every or more == len(group.left):
        return ngettext(
            "%(titles)s is still to earn.", "%(titles)s are still to earn.", len(group.left)
        ) % {"titles": listing(names, last=_("and"))}
    return ngettext(
        "%(n)d more of these: %(titles)s.", "%(n)d more of these: %(titles)s.", more
    ) % {"n": more, "titles": listing(names)}


def _capstone(found: Progress, titles: Mapping[str, str]) -> Iterator[str]:
    if not found.capstone or any(e.ident == found.capstone for e in found.counted):
        return
    title = titles.get(found.capstone, found.capstone)
    if found.capstone_next:
        yield _("Only the capstone is left: %(title)s.") % {"title": title}
    else:
        yield _("Then comes the capstone: %(title)s.") % {"title": title}


def _days(found: Progress, data: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[str]:
    if found.until is not None and found.done < found.needed:
        yield _("What you have counts if you earn the rest by %(day)s.") % {
            "day": full_day(found.until)
        }
    months = data.get("window_months") or 0
    why = {
        "window": ngettext(
            "%(title)s does not count: all badges of this stack are to be earned within %(n)d month.",
            "%(title)s does not count: all badges of this stack are to be earned within %(n)d months.",
            months,
        ),
        "version": _(
            "%(title)s does not count: you earned an earlier version, and this stack takes the current one."
        ),
        "order": _(
            "%(title)s does not count: you earned it before what comes first, and this stack has a fixed order."
        ),
    }
    for ident, reason in found.outside:
        yield why[reason] % {"title": titles.get(ident, ident), "n": months}


def _named(idents: Sequence[str], titles: Mapping[str, str]) -> list[str]:
    return [titles.get(ident, ident) for ident in idents]
