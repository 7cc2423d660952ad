"""What is printed: the certificate as a tagged PDF, and the card that social sites show."""

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import segno
from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assay.credentials import addresses
from assay.credentials.badge import pictures
from assay.credentials.days import full_day
from assay.credentials.models import Award, StackAward
from assay.lib.wording import clean
from assay.ui import hallmark
from assay.ui.typesetting import Format, typeset

_FOLDER = Path(__file__).parent / "print"
_CARD_COLORS = 128
_KEEP_SECONDS = 60 * 60 * 24


def certificate(award: Award) -> bytes:
    """The certificate of an award as PDF/UA-1: text that can be read aloud, and a QR code of the badge's address."""
    address = addresses.badge(award.pk)
    data = _common(award) | {
        "document_title": _("%(name)s: %(title)s")
        % {"name": award.name_as_issued, "title": award.version.title},
        "issuer": award.issuer.name,
        "kind": _("Certificate of a stack")
        if award.whole
        else _("Certificate of micro-credential"),
        "by": _("earned by"),
        "language": award.version.language.split("-")[0],
        "statement": _("What the holder can do:")
        if award.whole
        else _("Shown in their own practice:"),
        "competency": clean(award.version.content.competency),
        "facts": [
            {"label": _("Issued by"), "value": award.issuer.name},
            {"label": _("Date"), "value": award.earned_day},
            {"label": _("Version"), "value": award.version.marked_number},
            *_track(award),
            *_withdrawn(award),
        ],
        "check": _("Anyone can check this badge at"),
        "address": address,
        "code": "code.svg",
        "code_alt": _("QR code that leads to the page of this badge"),
    }
    return _typeset("certificate", data, award, format="pdf", extra={"code.svg": qr_code(address)})


def _track(award: Award) -> list[dict[str, str]]:
    """The name of the track is printed on the badge of a stack."""
    title = StackAward.objects.filter(award=award).values_list("track_title", flat=True).first()
    return [{"label": _("Track"), "value": clean(title)}] if title else []


def _withdrawn(award: Award) -> list[dict[str, str]]:
    """A certificate that is printed after the badge was withdrawn says so."""
    if not award.revoked:
        return []
    return [{"label": _("Withdrawn by its issuer on"), "value": full_day(award.revocation.at)}]


def card(award: Award) -> bytes:
    """The picture for links, 1200 by 627 pixels (the size LinkedIn asks for), as PNG.

    Every site that shows the link asks for it, and the same words give the same picture: it is kept for a day.
    """
    day = award.earned_day
    if award.version.in_pilot:
        day = _("%(day)s, pilot") % {"day": day}
    data = _common(award) | {"issuer": award.issuer.name, "day": day}
    words = json.dumps([data, award.version.content_hash]).encode()
    key = f"card:{hashlib.sha256(words).hexdigest()}"
    found: bytes | None = cache.get(key)
    if found is None:
        found = hallmark.with_palette(_typeset("card", data, award, format="png"), _CARD_COLORS)
        cache.set(key, found, _KEEP_SECONDS)
    return found


def qr_code(address: str) -> bytes:
    """The address as a QR code (SVG), with enough redundancy to survive a photocopier."""
    out = io.BytesIO()
    segno.make_qr(address, error="m").save(out, kind="svg", border=2, dark="#1b2432", xmldecl=False)
    return out.getvalue()


def _common(award: Award) -> dict[str, Any]:
    return {
        "lang": (get_language() or "en").split("-")[0],
        "name": award.name_as_issued,
        "title": clean(award.version.title),
        "mark": "mark.svg",
        "mark_alt": _("Hallmark of %(issuer)s") % {"issuer": award.issuer.name},
    }


def _typeset(
    name: str,
    data: dict[str, Any],
    award: Award,
    *,
    format: Format,
    extra: dict[str, bytes] | None = None,
) -> bytes:
    mark = pictures.struck(award.version, "svg", year=award.earned_on.year)
    files = {"mark.svg": mark, **(extra or {})}
    return typeset(_FOLDER / f"{name}.typ", data, format=format, files=files)
