"""Who vouches that a key is its issuer's: the issuer's own domain, the caller by name, or the caller's own books.

A name inside a badge vouches for nothing, and neither does a key that is its own name (did:key): anybody can make both.
"""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol, TypeAlias

from badgecore.did import did_web_url, document_without_network, is_did, key_of_method
from badgecore.errors import BadgeError, ShapeWrong
from badgecore.keys import PublicKey
from badgecore.verify.fetching import Fetcher
from badgecore.verify.identity import Signer
from badgecore.verify.report import Outcome, Step, failed, passed, unknown
from badgecore.wire import JsonObject, as_list, is_object, read_object

Found: TypeAlias = Literal["elsewhere", "recorded", "unrecorded"]
_OPEN: Final = ("issuer-in-key", "issuer-nameless", "issuer-unconfirmed")


class Books(Protocol):
    """What the caller knows of issuers whose keys and awards are in tables of its own."""

    def keeps(self, issuer: str) -> bool:
        """Whether the caller itself keeps the keys of the issuer of this name."""

    def found(self, document: JsonObject, *, signed: bool) -> Found:
        """ "elsewhere" where nothing in it claims to be the caller's; `signed`: a signature holds under a kept key."""


@dataclass(slots=True, kw_only=True)
class Trust:
    """`names` are DIDs, and https addresses where the keys stand that the caller vouches for."""

    names: frozenset[str]
    books: Books | None
    fetcher: Fetcher
    _keys: dict[str, list[PublicKey]] = field(default_factory=dict[str, list[PublicKey]])

    def weighed(self, found: Signer, issuer: str) -> Step:
        """The issuer step, once it was asked who vouches for a key that speaks for itself alone."""
        step = found.step
        if step.code not in _OPEN:
            return step
        if step.code == "issuer-in-key" and (
            issuer in self.names or (self.books and self.books.keeps(issuer))
        ):
            return passed("issuer", "issuer-trusted", step.detail)
        if found.key is not None and any(
            found.key in self._named(name) for name in sorted(self.names)
        ):
            return passed("issuer", "issuer-trusted", step.detail)
        return unknown("issuer", step.code, step.detail)

    def claimed(self, document: JsonObject, steps: tuple[Step, ...]) -> Step | None:
        """What the caller's own books say of a badge that claims to be one of theirs; None where it does not."""
        if self.books is None or any(
            step.name == "status" and step.outcome is Outcome.FAILED for step in steps
        ):
            return None
        outcomes = {
            name: [step.outcome for step in steps if step.name == name]
            for name in ("signature", "issuer")
        }
        signed = all(own and set(own) == {Outcome.PASSED} for own in outcomes.values())
        entry = self.books.found(document, signed=signed)
        if entry == "elsewhere" or (signed and entry == "recorded"):
            return None
        if signed:
            return unknown("issuer", "issuer-unrecorded", str(document.get("id", "")))
        code = "issuer-issued-another" if entry == "recorded" else "issuer-never-issued"
        return failed("issuer", code, str(document.get("id", "")))

    def _named(self, name: str) -> list[PublicKey]:
        """The keys behind a name: of a did:key its own, of an https address those that stand there."""
        if name not in self._keys:
            try:
                self._keys[name] = list(self._read(name))
            except BadgeError:
                # One that does not answer vouches for nobody; another may.
                self._keys[name] = []
        return self._keys[name]

    def _read(self, name: str) -> Iterator[PublicKey]:
        document = document_without_network(name) if name.startswith("did:") else None
        if document is None:
            address = did_web_url(name) if name.startswith("did:") else name
            document = read_object(self.fetcher.body(address), max_bytes=512 * 1024)
        jwks = [document] if "kty" in document else as_list(document.get("keys"))
        written = [
            *as_list(document.get("verificationMethod")),
            *({"publicKeyJwk": jwk} for jwk in jwks),
        ]
        for method in filter(is_object, written):
            with suppress(BadgeError):  # a key of a kind we do not know stands beside others
                yield key_of_method(method)


def names_of(trust: Collection[str]) -> frozenset[str]:
    """Raises ShapeWrong for what is neither a DID nor an https address: a name that was mistyped vouches for nobody."""
    for name in trust:
        if not is_did(name) and not name.startswith("https://"):
            raise ShapeWrong(f"{name} is neither a DID nor an https address")
    return frozenset(trust)
