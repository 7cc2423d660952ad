"""The pieces of a micro-credential of which learners of a pilot say what they think: from a version's content alone."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assay.catalog.content.nouns import Content, Prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionItem:
    """One piece: its id in the version, what it is, and its own words."""

    id: str
    kind: str
    words: str


def items_of(content: Content) -> list[OpinionItem]:
    """Resources, then what is asked in the order of the workspace, then criteria."""
    found = [
        OpinionItem(id=str(said["id"]), kind=_("Resource"), words=str(said["title"]))
        for said in content.resources
        if said.get("id")
    ]
    found += [
        OpinionItem(
            id=step.id,
            kind=_("What is asked"),
            words=step.text if isinstance(step, Prompt) else step.title,
        )
        for step in content.steps
    ]
    found += [
        OpinionItem(id=one.id, kind=_("Criterion"), words=one.title) for one in content.criteria
    ]
    return found
