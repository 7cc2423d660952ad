"""One exception per reason. Each has a `code` for programs and a plain sentence for people."""

from typing import ClassVar


class BadgeError(Exception):
    """Base of every refusal of badgecore.

    `code` is kebab-case and stable. `sentence` may be shown to anybody. `detail` says where in the
    document and is meant for those who build issuers; it quotes at most a short piece of what was read.
    """

    code: ClassVar[str] = "badge-error"
    sentence: ClassVar[str] = "Something about this badge could not be handled."

    def __init__(self, detail: str = "") -> None:
        self.detail: str = shortened(detail)
        super().__init__(f"{self.sentence} ({self.detail})" if self.detail else self.sentence)


def shortened(text: str, limit: int = 300) -> str:
    """Foreign text made safe for a message: one line, no control characters, at most `limit` characters."""
    line = "".join(char if char.isprintable() else " " for char in text[: limit + 1])
    return line if len(line) <= limit else line[: limit - 1] + "…"


# Reading


class NotJson(BadgeError):
    code = "not-json"
    sentence = "This is not a badge file we can read: its contents are not valid JSON."


class TooLarge(BadgeError):
    code = "too-large"
    sentence = "This file is larger than any badge needs to be, so it was not read."


class NotABadge(BadgeError):
    code = "not-a-badge"
    sentence = "This file is not a digital badge."


class PageInstead(NotABadge):
    code = "page-instead"
    sentence = (
        "This is a web page, not the badge itself. Open the page and download the badge there, or paste the page's "
        "address."
    )


class PhotoInstead(NotABadge):
    code = "photo-instead"
    sentence = "This is a photo or a screenshot, not the badge. Ask for the badge file or the address of its page."


class PaperInstead(NotABadge):
    code = "paper-instead"
    sentence = (
        "This is a certificate or another document, which holds no signature. Paste the address that is printed on it, "
        "or ask for the badge file."
    )


class NumberInstead(NotABadge):
    code = "number-instead"
    sentence = "This is a number, which anyone can write. Ask for the badge file or the address of its page."


class ShapeWrong(BadgeError):
    code = "shape-wrong"
    sentence = "The badge does not have the form its standard asks for."


class TextRefused(BadgeError):
    code = "text-refused"
    sentence = "The badge holds text with characters that do not belong in it."


class TermUnknown(BadgeError):
    """JSON-LD would drop it without a word, and no signature would cover it."""

    code = "term-unknown"
    sentence = "The badge says something that its vocabulary does not define, so no signature can cover it."


class ReferenceRelative(BadgeError):
    code = "reference-relative"
    sentence = (
        "The badge uses an address or a type that is not complete, so no signature can cover it."
    )


class ContextUnknown(BadgeError):
    code = "context-unknown"
    sentence = "The badge uses a vocabulary that we do not know, so we cannot tell what it says."


class TooComplex(BadgeError):
    code = "too-complex"
    sentence = "The badge is built in a way that takes too much work to check."


class SchemaWrong(BadgeError):
    code = "schema-wrong"
    sentence = "The badge does not follow the published rules for its form."


class NotPreparable(BadgeError):
    """For those who issue in bulk: this shape of document must be signed one by one."""

    code = "not-preparable"
    sentence = "Badges of this form cannot be prepared in bulk."


# Keys and signatures


class KeyWrong(BadgeError):
    code = "key-wrong"
    sentence = "The signing key is not one that can be used here."


class BadSignature(BadgeError):
    code = "bad-signature"
    sentence = "The signature does not match: the badge was changed after it was signed, or someone else signed it."


class ProofWrong(BadgeError):
    code = "proof-wrong"
    sentence = "The signature part of the badge is not in the form its standard asks for."


class ProofUnknown(BadgeError):
    code = "proof-unknown"
    sentence = "The badge is signed in a way that we cannot check."


# Whose key it is


class DidWrong(BadgeError):
    code = "did-wrong"
    sentence = "The address that names the issuer is not well formed."


class DidUnknown(BadgeError):
    code = "did-unknown"
    sentence = "The issuer is named in a way that we cannot look up."


class DidHostRefused(BadgeError):
    code = "did-host-refused"
    sentence = "The issuer's address points into a private network, so it was not looked up."


class MethodMissing(BadgeError):
    code = "method-missing"
    sentence = "The issuer does not list the key that signed this badge."


class MethodNotAllowed(BadgeError):
    code = "method-not-allowed"
    sentence = "The key that signed this badge is the issuer's, but the issuer does not use it for signing badges."


class CouldNotFetch(BadgeError):
    """Raised by the `fetch` a caller passes in, whatever the reason it could not bring the document."""

    code = "could-not-fetch"
    sentence = "A document that is needed for this check could not be fetched."


# Status


class StatusWrong(BadgeError):
    code = "status-wrong"
    sentence = "The issuer's list of withdrawn badges is not in the form its standard asks for."


class StatusListShort(StatusWrong):
    """Lists below 131,072 entries tell too much about whose badge is looked up (Bitstring Status List 1.0 §6.1)."""

    code = "status-list-short"
    sentence = "The issuer's list of withdrawn badges is shorter than its standard allows, but what it says was read."


class StatusListOther(StatusWrong):
    code = "status-list-other"
    sentence = "The list that the badge names is about something other than the badge says."


class StatusOutOfRange(BadgeError):
    code = "status-out-of-range"
    sentence = (
        "The badge points to a place that the issuer's list of withdrawn badges does not have."
    )


# Baking


class ImageWrong(BadgeError):
    code = "image-wrong"
    sentence = "This picture is damaged or is not the kind of file its name says."


class NothingBaked(BadgeError):
    code = "nothing-baked"
    sentence = (
        "This picture does not contain a badge. Chats and screenshots lose it: ask for the original file or for the "
        "address of the badge's page."
    )


class AlreadyBaked(BadgeError):
    code = "already-baked"
    sentence = "This picture already contains a badge."


class BakedTwice(BadgeError):
    code = "baked-twice"
    sentence = "This picture contains more than one badge, so it is not clear which one counts."


class ImageHasScript(BadgeError):
    code = "image-has-script"
    sentence = "This picture contains a program or fetches something from elsewhere, so it cannot carry a badge."
