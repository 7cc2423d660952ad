"""What one badge of a kind puts into the form of another, worked out from the few facts that differ.

Composing a badge whole costs more than signing it. `Template.of` makes a template only where what it works out for the
badge that was composed is what stands in it; where anything is left over, badges of this kind are composed one by one.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any, Self

from assay.catalog.models import Version
from assay.credentials import addresses
from assay.credentials.awarding.basis import BadgeFacts
from assay.credentials.badge import document as badge_document
from assay.credentials.issuers.batch_signing import prepared
from assay.lib.levels import LEVELS
from badgecore.identity import email_hash
from badgecore.nouns import instant
from badgecore.prepared import Prepared


@lru_cache(maxsize=1024)  # badges of a batch share their moment, decisions often their second
def _written(moment: datetime) -> str:
    return instant(moment)


class Template:
    """Badges of one version and list whose learners were judged on the same criteria."""

    def __init__(self, form: Prepared, list_url: str, levels: dict[str, tuple[str, str]]) -> None:
        self.form = form
        self._list = list_url
        self._levels = levels  # slot -> the criterion, and how the address of a level of it begins
        self._refreshed = "refresh" in form.names

    @classmethod
    def of(cls, document: dict[str, Any], facts: BadgeFacts, version: Version) -> Self | None:
        """The template of a badge that was composed from these facts; None where it does not cover all of it."""
        if document.get("endorsement"):
            return None
        form, found = prepared(document)
        page = addresses.criteria(version)
        judged = [c.id for c in version.content.criteria if facts.basis.levels.get(c.id) in LEVELS]
        levels = {
            f"level-{n}": (criterion, badge_document.level_address(page, criterion, ""))
            for n, criterion in enumerate(judged)
        }
        template = cls(form, document["credentialStatus"]["statusListCredential"], levels)
        return template if template.values(facts) == found else None

    def values(self, facts: BadgeFacts) -> dict[str, str]:
        """What goes into the slots of the form."""
        basis, place = facts.basis, str(facts.place)
        found = {
            "id": addresses.badge(facts.award),
            "earned": _written(facts.valid_from),
            "awarded": _written(basis.released_at.replace(microsecond=0)),
            "identity": email_hash(basis.email, facts.salt),
            "salt": facts.salt,
            "name-1": facts.name,
            "status": f"{self._list}#{place}",
            "status-index": place,
            "status-list": self._list,
        }
        for slot, (criterion, address) in self._levels.items():
            found[slot] = address + basis.levels[criterion]
        if self._refreshed:
            found["refresh"] = addresses.fresh(facts.award)
        return found
