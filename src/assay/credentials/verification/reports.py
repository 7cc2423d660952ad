"""A verification report as a page, or a command, tells it: a verdict, then what was looked at, in words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.credentials.endorsements import endorsers
from assay.credentials.verification import claims, endorsement_reports, local_documents
from assay.credentials.verification.claims import Facts, facts
from assay.credentials.verification.own_books import OwnBooks
from assay.credentials.verification.sentences import ADVICE, SENTENCES, STEPS, VERDICTS
from badgecore.verify import Outcome, Report, Step
from badgecore.verify.identity import host_of

_KINDS = {"valid": "genuine", "unclear": "unknown", "unvouched": "unknown", "superseded": "unknown"}
# What concerns the file more than the badge is told in one line, unless something is wrong with it.
_FORMAL = ("file", "form", "vocabulary", "rules")
# What a reader asks first comes first; what is wrong with the file before all of it.
_ORDER = {"issuer": 1, "signature": 2, "status": 3, "dates": 4}
# How the badge came to be checked is told, though nothing is wrong with it.
_ON_THE_WAY = ("file-opened", "file-named", "file-several")
# Of the list, and not of what is in it.
_OF_THE_LIST = ("status-none", "status-list-short", "status-list-foreign")
_QUIET = ("newest", "resources-same")
_SOUND = ("valid", "unclear", "unvouched")
# What we know of a badge in our own name says more than what is wrong with its signature.
_KNOWN = ("issuer-issued-another", "issuer-never-issued")
# Of these the name of an issuer is what a badge says, and no more.
_NAMES_ONLY = ("issuer-claimed", "issuer-in-key", "issuer-trusted")
_UNREAD = ("not-valid", "unsigned", "no-badge")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was looked at. `status` is passed, failed, unknown or note."""

    status: str
    title: str
    text: str
    detail: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """`kind` is genuine, unknown or refused, `verdict` the core's word, which has a picture of its own.

    `facts` is what the badge says of itself, for a badge that was read.
    """

    kind: str
    verdict: str
    title: str
    text: str
    lines: tuple[Line, ...]
    facts: Facts | None = None
    newer_url: str = (
        ""  # where a newer one stands, when this one was replaced and that one may be opened
    )


def told(
    report: Report, *, asked_recipient: bool = False, books: OwnBooks | None = None
) -> Telling:
    """The report in words. One query, for whose key signed; one more where people endorse or a key is not ours; none
    where `books` were asked before."""
    said = None
    if report.document is not None and not report.is_several:
        said = facts(report.document, report.standard)
    names = (books.names if books else endorsers.names_of)(_dids(report))
    issuer = _our_issuer(report, names)
    steps = sorted(filter(_shown, report.steps), key=lambda step: _ORDER.get(step.name, 0))
    lines = [
        *_several(report),
        *(_line(step, report, said, issuer) for step in steps),
        *_endorsed(report, names),
        *_formal(report),
    ]
    if (
        said is not None
        and said.has_recipient
        and not asked_recipient
        and report.verdict not in _UNREAD
    ):
        lines.append(_recipient_note())
    if endorsement_reports.is_endorsement(report.document):
        lines = [replace(line, **endorsement_reports.of_step(line.code, issuer)) for line in lines]
    title, text = _title(report), _counted(report)
    if report.verdict == "valid" and issuer and (domain := endorsers.guests_domain(_did(report))):
        title, text = endorsement_reports.by_guest(domain)
    return Telling(
        kind=_KINDS.get(report.verdict, "refused"),
        verdict=report.verdict,
        title=title,
        text=text,
        lines=tuple(lines),
        facts=said,
        newer_url=_newer_url(report),
    )


def _several(report: Report) -> Iterator[Line]:
    """Of several badges in one file, a line for each: what it is called, and its verdict."""
    for place, inner in report.inner.items() if report.is_several else ():
        name = facts(inner.document, inner.standard).name if inner.document else ""
        kind = _KINDS.get(inner.verdict, "refused")
        yield Line(
            status={"genuine": "passed", "unknown": "unknown"}.get(kind, "failed"),
            title=name or _("A badge without a name"),
            text=f"{VERDICTS[inner.said]} {_counted(inner)}",
            detail=f"{place}: {inner.verdict}",
            code=inner.verdict,
        )


def _shown(step: Step) -> bool:
    if step.code in _ON_THE_WAY:
        return True
    if step.code in _QUIET or step.name == "endorsements":
        return False
    return step.name not in _FORMAL or step.outcome is not Outcome.PASSED


def _formal(report: Report) -> list[Line]:
    formal = [step for step in report.steps if step.name in _FORMAL]
    if not formal or any(step.outcome is not Outcome.PASSED for step in formal):
        return []
    title = _("It is a badge of an open standard: %(standard)s") % {"standard": report.standard}
    text = _(
        "Its form and its vocabulary are those of the standard, so any other verifier can read it too."
    )
    return [
        Line(
            status=report.mark(formal[0]),
            title=title,
            text=text,
            detail=_codes(formal),
            code="form-right",
        )
    ]


def _line(step: Step, report: Report, said: Facts | None, own_issuer: str) -> Line:
    title, text = _words(step, report, said, own_issuer)
    return Line(
        status=report.mark(step),
        title=title,
        text=text,
        detail=_detail(step, report),
        code=step.code,
    )


def _words(step: Step, report: Report, said: Facts | None, own_issuer: str) -> tuple[str, str]:
    sentence = str(SENTENCES.get(step.code) or step.sentence)
    if step.code in _NAMES_ONLY or (step.name == "issuer" and step.outcome is Outcome.PASSED):
        return _issuer_words(step, report, said, own_issuer, sentence)
    if step.name == "signature":
        if step.code == "signature-right":
            sentence = _(
                "Every word of the badge is covered by the signature. One altered letter would break it."
            )
        if step.code == "hosted-copy-same":
            return _("It is the same as the issuer’s own copy"), sentence
        title = _by_outcome(
            step,
            _("Nothing in it was changed since it was signed"),
            _("The signature does not hold"),
            _("It could not be seen whether it was changed"),
        )
        return title, sentence
    if step.name == "status" and step.code not in _OF_THE_LIST:
        title = _by_outcome(
            step,
            _("It has not been withdrawn"),
            _("It has been withdrawn"),
            _("It could not be seen whether it was withdrawn"),
        )
        if step.outcome is Outcome.PASSED:
            sentence = _(
                "The issuer’s public list of withdrawn badges was read just now. This badge is not on it."
            )
            if report.standard == "Open Badges 2.0" and not _is_signed(report):
                sentence = _(
                    "The issuer’s own copy was read just now. It says nothing of a withdrawal."
                )
        return title, sentence
    if step.code in ("dates-claimed", "recipient-claimed"):
        return str(STEPS[step.name]), sentence
    if step.name == "dates":
        return _date_words(step, report, sentence)
    if step.name == "recipient":
        title = _by_outcome(
            step,
            _("It belongs to the address you gave"),
            _("It belongs to another address"),
            _("We could not compare who it belongs to"),
        )
        return title, sentence
    return str(STEPS[step.name]), sentence


def _is_signed(report: Report) -> bool:
    return any(step.code == "signature-right" for step in report.steps)


def _by_outcome(step: Step, passed: str, failed: str, unknown: str) -> str:
    return {Outcome.PASSED: passed, Outcome.FAILED: failed, Outcome.UNKNOWN: unknown}[step.outcome]


def _issuer_words(
    step: Step, report: Report, said: Facts | None, own_issuer: str, sentence: str
) -> tuple[str, str]:
    """A domain vouches for the key, never for the name that the badge gives its issuer: both are told."""
    name = own_issuer or (said.issuer if said else "")
    if own_issuer:
        text = _(
            "The badge carries the issuer’s digital signature, and it matches the key the issuer keeps with us."
        )
        return _("It was issued by %(issuer)s") % {"issuer": own_issuer}, text
    if step.code in _NAMES_ONLY or not name:
        title = _("It names %(issuer)s as its issuer") % {"issuer": name or _("someone")}
        return title, sentence
    text = _(
        "The badge carries the issuer’s digital signature, made with a key that the issuer publishes as its own."
    )
    if domain := host_of(_did(report)):
        text = _(
            "It is signed with a key that %(host)s publishes as its own. The name is the one that it gives itself."
        )
        text %= {"host": domain}
    if step.code == "issuer-hosted":
        where = claims.host(step.detail) or _("one place")
        text = _("The badge, its description and its issuer’s own page are all at %(host)s.") % {
            "host": where
        }
    return _("It was issued by %(issuer)s") % {"issuer": name}, text


def _date_words(step: Step, report: Report, sentence: str) -> tuple[str, str]:
    start, end = claims.days(report.document or {}, report.standard)
    if step.code == "expired":
        return (_("It expired on %(day)s") % {"day": end} if end else sentence), sentence
    if step.code == "not-yet-valid":
        return (
            _("It comes into force on %(day)s") % {"day": start} if start else sentence
        ), sentence
    if end:
        return _("It is in force until %(day)s") % {"day": end}, sentence
    return _("It has no end date"), _("This badge does not expire.")


def _recipient_note() -> Line:
    return Line(
        status="note",
        title=_("You can check who it belongs to"),
        text=_(
            "The badge holds a coded form of its earner’s e-mail address. If they give you the address, you can see "
            "whether it matches."
        ),
        detail=_("Identity: salted SHA-256 of an e-mail address"),
        code="recipient-not-asked",
    )


def _title(report: Report) -> str:
    if endorsement_reports.is_endorsement(report.document):
        return endorsement_reports.title(report.said)
    return str(VERDICTS[report.said])


def _counted(report: Report) -> str:
    open_steps = [step for step in report.steps if step.outcome is Outcome.UNKNOWN and step.decides]
    if report.verdict == "valid":
        if any(
            inner.verdict not in _SOUND
            for _place, inner in endorsement_reports.endorsements_in(report)
        ):
            return _("Every check of the badge itself passed a moment ago.")
        return _("Every check passed a moment ago.")
    if report.said == "unclear":
        count = len(open_steps)
        return ngettext(
            "%(count)s check had no answer. That says nothing against the badge.",
            "%(count)s checks had no answer. That says nothing against the badge.",
            count,
        ) % {"count": count}
    known = next((step for step in report.steps if step.code in _KNOWN), None)
    if known is not None:
        return str(SENTENCES[known.code])
    if report.verdict in ("not-valid", "no-badge") and not report.is_several:
        wrong = next(step for step in report.steps if step.outcome is not Outcome.PASSED)
        for step in report.steps:
            if step.outcome is Outcome.FAILED and step.decides:
                wrong = step
                break
        return str(SENTENCES.get(wrong.code) or wrong.sentence)
    if report.verdict == "superseded":
        return _(
            "This copy is unchanged. Since then the issuer has signed a newer one, which "
            "is at its address."
        )
    return str(ADVICE[report.said])


def _newer_url(report: Report) -> str:
    """The address of a badge that replaced this one; not of one of ours that its earner keeps to themself."""
    if report.verdict != "superseded":
        return ""
    url = claims.web((report.document or {}).get("id"))
    return url if not local_documents.is_ours(url) or local_documents.open_award(url) else ""


def _our_issuer(report: Report, names: dict[str, str]) -> str:
    """Who here signed it, an organization or a person; "" for all others."""
    step = report.step("issuer")
    passed = step is not None and step.outcome is Outcome.PASSED
    return names.get(_did(report), "") if passed else ""


def _did(report: Report) -> str:
    issuer = (report.document or {}).get("issuer")
    did = issuer.get("id") if isinstance(issuer, dict) else issuer
    return did[:300] if isinstance(did, str) else ""


def _dids(report: Report) -> set[str]:
    """Who signed the badge and what others say of it."""
    return {
        _did(report),
        *(_did(inner) for _place, inner in endorsement_reports.endorsements_in(report)),
    } - {""}


def _endorsed(report: Report, names: dict[str, str]) -> Iterator[Line]:
    """Each endorsement that a badge carries, by whom, and whether it holds."""
    for place, inner in endorsement_reports.endorsements_in(report):
        own = _our_issuer(inner, names)
        claimed = claims.text(claims.first((inner.document or {}).get("issuer")).get("name"))
        status = "unknown" if inner.verdict in _SOUND else "failed"
        if inner.verdict == "valid":
            status = "passed"
        elif inner.verdict == "revoked":
            status = "note"  # it was theirs to take back, and says nothing against the badge
        title, text = endorsement_reports.told(inner, own or claimed, status)
        status = "note" if status == "passed" and not report.is_signed else status
        yield Line(
            status=status,
            title=title,
            text=text,
            detail=f"{place}: {inner.verdict}",
            code="endorsement",
        )


def _detail(step: Step, report: Report) -> str:
    parts = [step.code, step.detail]
    if step.name == "signature":
        proof = claims.first((report.document or {}).get("proof"))
        parts += [
            claims.text(proof.get("cryptosuite")),
            claims.text(proof.get("verificationMethod")),
        ]
    return ", ".join(part for part in parts if part)


def _codes(steps: list[Step]) -> str:
    return ", ".join(f"{step.name}: {step.code}" for step in steps)
