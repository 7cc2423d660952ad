"""The report of an endorsement in words: alone, or inside a badge."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from assay.credentials.verification.sentences import SENTENCES
from badgecore.verify import Outcome, Report


def is_endorsement(document: dict[str, Any] | None) -> bool:
    kinds = (document or {}).get("type")
    return isinstance(kinds, list) and "EndorsementCredential" in kinds


def endorsements_in(report: Report) -> Iterator[tuple[str, Report]]:
    """The endorsements a badge carries, by their place in it."""
    return ((place, inner) for place, inner in report.inner.items() if "endorsement" in place)


def told(inner: Report, name: str, status: str) -> tuple[str, str]:
    """One endorsement as a line of the badge's report: who, and whether it holds."""
    name = name or _("someone")
    if status == "passed":
        title, text = (
            _("Endorsed by %(name)s"),
            _("Their signature is right, and they have not withdrawn it."),
        )
    elif status == "unknown":
        title = _("It carries an endorsement in the name of %(name)s")
        text = _(
            "We found nothing wrong, but could not check whether it is theirs or still in force."
        )
    elif inner.verdict == "revoked":
        title, text = (
            _("%(name)s has withdrawn an endorsement"),
            _("The badge itself is not touched by that."),
        )
    else:
        title = _("An endorsement in the name of %(name)s does not hold")
        text = " ".join(
            filter(None, (_wrong(inner), _("The badge itself is not touched by that.")))
        )
    return title % {"name": name}, text


def title(verdict: str) -> str:
    """The verdict over an endorsement that stands alone."""
    return {
        "valid": _("This endorsement is genuine"),
        "revoked": _("Its endorser has withdrawn this endorsement."),
        "unsigned": _("This endorsement is not signed: anyone could have made it."),
        "unvouched": _(
            "This endorsement is unchanged since it was signed, but no one vouches for "
            "who signed it."
        ),
        "unclear": _(
            "We found nothing wrong with this endorsement, but not everything could be checked."
        ),
        "unclear-signature": _(
            "Whether its endorser made it could not be checked: it is a claim and no more."
        ),
    }.get(verdict) or _("Do not rely on this endorsement: something about it is not right.")


def by_guest(domain: str) -> tuple[str, str]:
    """The verdict over a sound endorsement of somebody outside: no more than is known of them."""
    text = _(
        "Every check passed a moment ago. All we know of who signed it is that they read mail at %(domain)s."
    )
    return _("This endorsement is signed, and unchanged since"), text % {"domain": domain}


def of_step(code: str, own: str) -> dict[str, str]:
    """Words of a check that speak of an endorsement where the table speaks of a badge; none where they fit both.

    `own` is who here signed it, "" for anybody else.
    """
    if code.startswith("issuer-") and own:
        text = _("It carries their digital signature, and it matches the key they keep with us.")
        return {"title": _("It was signed by %(name)s") % {"name": own}, "text": text}
    words = {
        "signature-right": _(
            "Every word of it is covered by the signature. One altered letter would break it."
        ),
        "not-revoked": _(
            "The endorser’s list of withdrawn endorsements was read just now. It is not on it."
        ),
        "revoked": _("Its endorser took it back. It no longer counts."),
        "in-force": _("This endorsement does not expire."),
    }
    if code == "form-right":
        return {"title": _("It is an endorsement made to an open standard: Open Badges 3.0")}
    return {"text": words[code]} if code in words else {}


def _wrong(inner: Report) -> str:
    code = next(
        (step.code for step in inner.steps if step.outcome is Outcome.FAILED and step.decides), ""
    )
    return str(SENTENCES.get(code, ""))
