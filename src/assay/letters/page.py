"""A letter's words as a page of mail: the same sentences, the program's name on top, each link a button or a link.

No picture but the program's logo, which travels with it: nothing is fetched, nothing tells who read it. The plain form
stays beside it and says the same.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assay.ui.appearance import LogoFile, program_name

#: By this name a message knows the logo it carries.
LOGO = "logo@assay"
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
#: A link under a short line that says what it opens: "Open your desk:".
_NAMED = re.compile(rf"(?P<label>[^\n]{{1,40}}):\n(?P<url>{_ADDRESS.pattern})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph: text with its links, the address of a button and its words, or a code to type."""

    text: str = ""
    url: str = ""
    label: str = ""
    code: str = ""


def with_questions(text: str) -> str:
    """The words with the line that says whom to ask, where the program has named somebody, before the signature."""
    if not settings.EMAIL_REPLY_TO:
        return text
    ask = _("Questions? Write to %(address)s, or answer this e-mail.") % {
        "address": settings.EMAIL_REPLY_TO
    }
    return before_signature(text, ask)


def before_signature(text: str, line: str) -> str:
    """The words with one more line, as the last before the signature."""
    body, _gap, signature = text.rstrip().rpartition("\n\n")
    return f"{body}\n\n{line}\n\n{signature}\n" if body else f"{signature}\n\n{line}\n"


def page_of(subject: str, text: str, logo: LogoFile | None = None) -> str:
    """The page, in the language that is spoken now; it shows the logo that travels with it (`LOGO`)."""
    *blocks, signature = [_block(part) for part in re.split(r"\n[ \t]*\n", text.strip("\n"))]
    context = {
        "subject": subject,
        "blocks": blocks,
        "signature": signature,
        "program": program_name(),
        "logo": logo,
        "logo_source": f"cid:{LOGO}",
        "language": get_language(),
    }
    return render_to_string("letters/page.html", context)


def _block(part: str) -> Block:
    line = part.strip()
    if _ADDRESS.fullmatch(line):
        return Block(url=line, label=_("Open the page"))
    if named := _NAMED.fullmatch(line):
        return Block(url=named["url"], label=named["label"])
    if part.startswith("    ") and " " not in line:
        return Block(code=line)
    return Block(text=_linked(line))


def _linked(text: str) -> SafeString:
    """Text with its addresses as links, line by line."""
    pieces: list[str] = []
    at = 0
    for found in _ADDRESS.finditer(text):
        pieces.append(escape(text[at : found.start()]))
        url = escape(found[0])
        pieces.append(f'<a href="{url}">{url}</a>')
        at = found.end()
    pieces.append(escape(text[at:]))
    return mark_safe("".join(pieces).replace("\n", "<br>\n"))  # noqa: S308 (each piece is escaped)
