"""The design standard beside a draft, what its department added included: each item with what the data shows."""

from collections.abc import Iterable
from dataclasses import dataclass

from assay.catalog.authoring.places import address
from assay.catalog.content.checklist_words import in_words
from assay.catalog.content.publishing_rules import findings
from assay.catalog.models import Version
from assay.program.models import ChecklistItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item: "met", "missing" with why, or "people": only they can tell, and what a program sees of it."""

    number: int
    item: ChecklistItem
    state: str
    why: str
    url: str = ""  # where it is mended

    @property
    def text(self) -> str:
        """What the item asks: in the reader's language where the sentence is one that Assay brings along."""
        return in_words(self.item.text)


def against(version: Version, standard: Iterable[ChecklistItem] | None = None) -> list[Line]:
    """All that is asked of it, in its order. One query, unless the items are at hand."""
    found = findings(version.content)
    if standard is None:
        standard = ChecklistItem.objects.holding_for(version.micro_credential.home)
    lines = []
    for number, item in enumerate(standard, start=1):
        finding = found.get(item.code)
        lines.append(
            Line(
                number=number,
                item=item,
                state=finding.state if finding else "people",
                why=finding.why if finding else "",
                url=address(version.pk, finding.at) if finding and finding.at else "",
            )
        )
    return lines
