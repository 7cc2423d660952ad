"""What our own tables know of a badge that claims to be ours: whose key it is, and whether we issued it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from assay.credentials.endorsements import endorsers
from assay.credentials.verification import local_documents
from badgecore.verify import Found
from badgecore.verify.identity import host_of


class OwnBooks:
    """`badgecore.verify.Books` off our tables.

    `holds`: whether whoever asks has brought the badge of these bytes. Of a private badge nobody else is told that it
    exists; "it is not among ours" is true of anything that is not the badge itself. `named`: whoever signs in what was
    brought, so that they are looked up at once. `out_of_them`: what is checked was just read from these tables.
    """

    def __init__(
        self,
        *,
        holds: local_documents.Holds,
        named: Callable[[], set[str]],
        out_of_them: bool = False,
    ) -> None:
        self._holds, self._named, self._out_of_them = holds, named, out_of_them
        self._names: dict[str, str] = {}

    def names(self, dids: set[str]) -> dict[str, str]:
        """As `endorsers.names_of`, each name looked up once."""
        if missing := dids - self._names.keys():
            missing |= self._named()
            self._names |= dict.fromkeys(missing, "") | endorsers.names_of(missing)
        return {name: self._names[name] for name in dids}

    def keeps(self, issuer: str) -> bool:
        return bool(self.names({issuer})[issuer])

    def found(self, document: dict[str, Any], *, signed: bool) -> Found:
        identifier, issuer = _text(document.get("id")), _issuer_of(document)
        is_ours = local_documents.is_ours(identifier)
        if signed:
            # Endorsements and lists come and go; an award is never struck from the books.
            missing = (
                is_ours and not self._out_of_them and local_documents.is_unknown_award(identifier)
            )
            return "unrecorded" if missing else "elsewhere"
        if not (is_ours or self._is_of_this_house(issuer) or self.keeps(issuer)):
            return "elsewhere"
        return (
            "recorded"
            if is_ours and local_documents.is_told_of(identifier, holds=self._holds)
            else "unrecorded"
        )

    def _is_of_this_house(self, issuer: str) -> bool:
        """A name under our address, whether or not anybody here bears it."""
        here = urlsplit(settings.BASE_URL).netloc.lower()
        return local_documents.is_ours(issuer) or (
            bool(settings.SECURE) and host_of(issuer) == here
        )


def _issuer_of(document: dict[str, Any]) -> str:
    """Of a badge of any age; of Open Badges 2.0 as far as its description could be read."""
    badge = document.get("badge")
    issuer = document.get("issuer") or (badge.get("issuer") if isinstance(badge, dict) else None)
    return _text(issuer.get("id")) if isinstance(issuer, dict) else _text(issuer)


def _text(value: object) -> str:
    return value[:2000] if isinstance(value, str) else ""
