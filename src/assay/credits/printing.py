"""What is printed of credit: a transcript, a letter or a certificate, each as a tagged PDF."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assay.credentials.badge.printing import qr_code
from assay.credits.models import Recognition
from assay.credits.transcripts import BadgeLine, CreditLine, said
from assay.lib.wording import clean
from assay.ui.appearance import program_name
from assay.ui.typesetting import typeset
from assay.ui.words import full_day, short_day

_FOLDER: Final = Path(__file__).parent / "print"


def transcript(facts: Mapping[str, Any], *, address: str, made_on: date, until: date) -> bytes:
    """A transcript as PDF/UA-1, with the address at which anyone can check it as a link and a QR code."""
    told = said(facts)
    data = {
        "lang": (get_language() or "en").split("-")[0],
        "title": _("Transcript"),
        "name": clean(told.name),
        "made": _("As of %(day)s") % {"day": full_day(made_on)},
        "badges": [_badge(one) for one in told.badges],
        "elsewhere": [
            [clean(one.title), short_day(one.ended_on), f"{one.number} {one.kind}", one.rule]
            for one in told.elsewhere
        ],
        "words": {
            "badges": _("Badges and credit"),
            "badge_heads": [_("Badge"), _("Earned on"), _("Credit"), _("Status")],
            "no_badges": _("No badge yet"),
            "no_credit": _("No credit"),
            "elsewhere": _("Hours elsewhere"),
            "elsewhere_about": _("Entered by the holder and not checked here."),
            "elsewhere_heads": [_("Title"), _("Ended on"), _("How many"), _("License")],
            "check": _("Check it"),
            "check_about": _(
                "Anyone can see at this address that this transcript is genuine, and what has changed since."
            ),
            "until": _("The address answers until %(day)s.") % {"day": full_day(until)},
        },
        "address": address,
        "code": "code.svg",
        "code_alt": _("QR code that leads to the page that checks this transcript"),
    }
    files = {"code.svg": qr_code(address)}
    return typeset(_FOLDER / "transcript.typ", data, format="pdf", files=files)


def _badge(one: BadgeLine) -> dict[str, Any]:
    return {
        "title": clean(one.title),
        "language": one.language.split("-")[0],
        "issuer": _("%(issuer)s, version %(number)s")
        % {"issuer": clean(one.issuer), "number": one.number},
        "day": short_day(one.earned_on),
        "withdrawn": _("Withdrawn by its issuer on %(day)s.") % {"day": short_day(one.withdrawn_on)}
        if one.withdrawn_on
        else "",
        "credit": [_credit(line) for line in one.credit],
    }


def _credit(line: CreditLine) -> dict[str, str]:
    amount = f"{line.amount} {line.unit}"
    return {
        "amount": f"{amount}, {line.money}" if line.money else amount,
        "rule": rule_text(line),
        "status": line.status,
        "day": short_day(line.day),
    }


def rule_text(line: CreditLine) -> str:
    """The rule and which record of it."""
    if not line.by:
        return line.rule
    return _("%(rule)s, as of %(day)s") % {
        "rule": line.rule,
        "day": short_day(date.fromisoformat(line.by)),
    }


def recognition_paper(
    row: Recognition,
    *,
    name: str,
    badge: str,
    language: str,
    earned_on: date,
    in_pilot: bool = False,
    is_sample: bool = False,
) -> bytes:
    """A letter or a certificate for one badge, on one page of PDF/UA-1: whose, of what, which day, who says so."""
    data = {
        "lang": (get_language() or "en").split("-")[0],
        "kind": row.kind,
        "title": clean(row.name),
        # The head of the page says it already where the program is its own installation.
        "place": "" if row.organization.name == program_name() else clean(row.organization.name),
        "name": clean(name),
        "badge": clean(badge),
        "badge_lang": language.split("-")[0],
        "earned": _("earned the badge"),
        "pilot": _("Pilot") if in_pilot else "",
        "day": _("on %(day)s") % {"day": full_day(earned_on)},
        "words": [line.strip() for line in clean(row.words).split("\n") if line.strip()],
        "said_by": clean(row.said_by),
        "sample": _("Sample, given to no one") if is_sample else "",
    }
    return typeset(_FOLDER / "recognition.typ", data, format="pdf")
