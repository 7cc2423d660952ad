"""One credential, all steps in order; the credentials inside it likewise."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal
from urllib.parse import urlsplit

from badgecore.documents import BUNDLED
from badgecore.effort import bounded, is_spent
from badgecore.errors import BadgeError, ContextUnknown, CouldNotFetch, NotABadge
from badgecore.verify import (
    exports,
    legacy,
    openbadges,
    presentations,
    recipient,
    resources,
    shape,
    signature,
    standing,
)
from badgecore.verify.fetching import Fetch, Fetcher
from badgecore.verify.opening import Opened, opened, opened_text, presented, unwrapped
from badgecore.verify.report import Outcome, Report, Step, failed, passed, unknown
from badgecore.verify.trust import Books, Trust, names_of
from badgecore.wire import JsonObject, as_list, is_object

_MAX_DEPTH: Final = 3
_MAX_INNER: Final = 64


@dataclass(slots=True, kw_only=True)
class _Inquiry:
    """What holds for one call of `verify`, embedded credentials included."""

    now: datetime
    fetcher: Fetcher
    trust: Trust
    inner_left: int = _MAX_INNER

    def is_full(self, depth: int) -> bool:
        """Whether one more credential inside is one too many. Counts it."""
        self.inner_left -= 1
        return depth >= _MAX_DEPTH or self.inner_left < 0 or is_spent()


_TOO_MUCH: Final = Report(
    steps=(unknown("file", "too-complex", "too many credentials inside each other"),)
)


def verify(
    data: bytes | str | JsonObject,
    *,
    now: datetime,
    fetch: Fetch | None = None,
    recipient: str | None = None,
    own: str = "",
    trust: Collection[str] = (),
    books: Books | None = None,
) -> Report:
    """Check whatever a person brings: a picture, JSON, a JWT, or an https address of one of them.

    Never raises for what is in `data`. `now` is aware. Without `fetch` nothing is looked up, and what would have been
    stands as could not be checked. `recipient` is an e-mail address or a DID to compare with. `own` is the beginning of
    addresses that `fetch` reads off a shelf of its own, without network: those need no https. `trust` are the issuers
    that the caller vouches for: DIDs, and https addresses where their keys stand; `books`, what it knows of its own.

    Raises ShapeWrong for a name in `trust` that is neither.
    """
    with bounded():
        return _verified(data, _inquiry(now, Fetcher(fetch, own=own), trust, books), recipient)


def _inquiry(
    now: datetime, fetcher: Fetcher, trust: Collection[str], books: Books | None = None
) -> _Inquiry:
    return _Inquiry(
        now=now, fetcher=fetcher, trust=Trust(names=names_of(trust), books=books, fetcher=fetcher)
    )


def _verified(data: bytes | str | JsonObject, inquiry: _Inquiry, wanted: str | None) -> Report:
    try:
        found = opened(data, fetcher=inquiry.fetcher)
    except CouldNotFetch as reason:
        return Report(steps=(unknown("file", reason),))
    except BadgeError as reason:
        return Report(steps=(failed("file", reason),))
    return _opened_up(found, inquiry, wanted)


def _opened_up(found: Opened, inquiry: _Inquiry, wanted: str | None, depth: int = 0) -> Report:
    """The badge itself, or the one inside what was brought; where several are inside, each by itself."""
    if exports.is_credential(found.document):
        return _one(found, inquiry, wanted)
    parts, more = exports.inside(found.document)
    if exports.is_presentation(found.document):
        reports = _shown_in(found, inquiry, wanted)
    elif not parts:
        return _one(found, inquiry, wanted)
    else:
        reports = {}
        for number, part in enumerate(parts):
            if inquiry.is_full(depth):
                reports[f"[{number}]"] = _TOO_MUCH
                break
            try:
                inner = unwrapped(part) if is_object(part) else opened_text(str(part))
            except BadgeError as reason:
                reports[f"[{number}]"] = Report(steps=(failed("file", reason),))
            else:
                inner = replace(inner, container=found.container)
                reports[f"[{number}]"] = _opened_up(inner, inquiry, wanted, depth + 1)
        if more:
            reports["[…]"] = _TOO_MUCH
    return _of_several(reports, found)


def _one(found: Opened, inquiry: _Inquiry, wanted: str | None) -> Report:
    if legacy.is_legacy(found.document):
        report = legacy.verify(found, fetcher=inquiry.fetcher, now=inquiry.now, wanted=wanted)
    else:
        report = _report(found, inquiry, depth=0, wanted=wanted)
    return _as_claims(_by_the_books(report, inquiry))


def _shown_in(found: Opened, inquiry: _Inquiry, wanted: str | None) -> dict[str, Report]:
    """What a holder shows. Their own signature counts for what they say of themself; for a badge its issuer's does."""
    shown = _presented(found.document, inquiry, None, None) if found.jws is None else None
    document = (shown.document if shown else None) or found.document
    reports: dict[str, Report] = {}
    for number, part in enumerate(as_list(document.get("verifiableCredential"))):
        place = f"verifiableCredential[{number}]"
        said = shown.inner.get(place) if shown else None
        if said is not None and is_object(part) and presentations.is_self_asserted(part):
            reports[place] = said
            continue
        if inquiry.is_full(0):
            reports[place] = _TOO_MUCH
            break
        try:
            inner = unwrapped(part) if is_object(part) else opened_text(str(part))
        except BadgeError as reason:
            reports[place] = Report(steps=(failed("file", reason),))
        else:
            reports[place] = _one(inner, inquiry, wanted)
    return reports


def _of_several(reports: dict[str, Report], found: Opened) -> Report:
    """One badge inside speaks for the whole; of several the whole says what is said of the worst."""
    if not reports:
        step = failed("file", NotABadge("nothing is in it that may be a badge"))
        return Report(steps=(step,), document=found.document, container=found.container)
    if len(reports) == 1:
        (report,) = reports.values()
        if report.verdict == "no-badge" or report.step_of("file-opened"):
            return report
        opened_step = passed("file", "file-opened", decides=False)
        return replace(report, steps=(*report.steps[:1], opened_step, *report.steps[1:]))
    return Report(
        steps=(passed("file", "file-several", str(len(reports)), decides=False),),
        document=found.document,
        standard="",
        container=found.container,
        inner=reports,
    )


def _by_the_books(report: Report, inquiry: _Inquiry) -> Report:
    """If the caller is the issuer, its own records decide what a signature that does not hold leaves open."""
    said = None if report.document is None else inquiry.trust.claimed(report.document, report.steps)
    if said is None:
        return report
    place = next(
        (at for at, step in enumerate(report.steps) if step.name in ("dates", "status")),
        len(report.steps),
    )
    before = tuple(
        step
        for step in report.steps[:place]
        if step.name != "issuer" or step.outcome is Outcome.FAILED
    )
    return replace(report, steps=(*before, said, *report.steps[place:]))


# What a badge says of itself, and what is said of it once its signature does not hold.
_CLAIMS: Final = {
    "issuer": "issuer-claimed",
    "dates": "dates-claimed",
    "recipient": "recipient-claimed",
}


def _as_claims(report: Report) -> Report:
    """Nothing that a badge says of itself counts as seen while nobody is known to have signed it."""
    if _holds(report.steps):
        return report
    steps = tuple(
        unknown(step.name, _CLAIMS[step.name], step.detail, decides=False)
        if step.name in _CLAIMS and step.outcome is Outcome.PASSED
        else step
        for step in report.steps
    )
    return replace(report, steps=steps)


def verify_presentation(
    document: JsonObject,
    *,
    now: datetime,
    fetch: Fetch | None = None,
    challenge: str | None = None,
    domain: str | None = None,
    own: str = "",
    trust: Collection[str] = (),
) -> Report:
    """Check a verifiable presentation and every credential in it (VCDM 2.0 §4.13). Never raises for what it holds."""
    with bounded():
        return _presented(
            document, _inquiry(now, Fetcher(fetch, own=own), trust), challenge, domain
        )


def _presented(
    document: JsonObject, inquiry: _Inquiry, challenge: str | None, domain: str | None
) -> Report:
    fetcher, now = inquiry.fetcher, inquiry.now
    try:
        found = presented(document)
    except BadgeError as reason:
        return Report(steps=(failed("file", reason),))
    shown = found.document
    steps = tuple(
        presentations.steps(found, fetcher=fetcher, now=now, challenge=challenge, domain=domain)
    )
    inner: dict[str, Report] = {}
    for number, part in enumerate(as_list(shown.get("verifiableCredential"))):
        if inquiry.is_full(0):
            inner["verifiableCredential"] = _TOO_MUCH
            break
        report = _part(part, inquiry, 0)
        if is_object(part) and presentations.is_self_asserted(part):
            report = _vouched(report, shown, steps)
        inner[f"verifiableCredential[{number}]"] = _as_claims(report)
    if inner:
        steps += (_summary("contents", inner),)
    return Report(
        steps=steps,
        document=shown,
        standard="Verifiable Presentation",
        container=found.container,
        inner=inner,
    )


def _vouched(report: Report, shown: JsonObject, steps: tuple[Step, ...]) -> Report:
    """A credential without a proof of its own holds when its issuer is the holder who signed (VCDM 2.0 §4.13.3)."""
    kept = tuple(step for step in report.steps if step.code != "signature-missing")
    issuer = shape.issuer_id(report.document or {})
    if not shown.get("holder") or issuer != presentations.holder_id(shown):
        kept += (failed("issuer", "issuer-mismatch", f"{issuer} is not the holder"),)
    elif not all(
        step.outcome is Outcome.PASSED for step in steps if step.name in ("signature", "holder")
    ):
        kept += (unknown("issuer", "issuer-unconfirmed", issuer),)
    else:
        kept += (passed("signature", "signature-of-holder"),)
    return replace(report, steps=kept)


def _report(found: Opened, inquiry: _Inquiry, *, depth: int, wanted: str | None = None) -> Report:
    document, inner = found.document, dict[str, Report]()
    standard = openbadges.standard_of(document)
    if not standard:
        steps: tuple[Step, ...] = (failed("file", NotABadge("its type is none that we know")),)
        return Report(steps=steps, document=document, container=found.container)
    steps = (
        passed("file", "file-read", found.container),
        *_basic(found, inquiry),
        *_rules(document),
    )
    steps += tuple(_status(document, steps, inquiry))
    if _holds(steps):
        # Addresses in a document that was changed lead wherever its changer likes: nothing of it is followed.
        steps += tuple(resources.resources(document, fetcher=inquiry.fetcher))
        steps += tuple(_newer(document, inquiry))
    if wanted:
        steps += (recipient.recipient(document, wanted),)
    for name, step in _embedded(document, inquiry, depth, inner):
        inner |= name
        steps += step
    return Report(
        steps=steps, document=document, standard=standard, container=found.container, inner=inner
    )


def _basic(found: Opened, inquiry: _Inquiry) -> Iterator[Step]:
    """Form, vocabulary, signature, issuer and dates: also what a status list has to pass."""
    document = found.document
    faults = [*shape.faults_of(document, bear_empty=True), *openbadges.faults_of(document)]
    yield (
        failed("form", "shape-wrong", "; ".join(faults[:6]))
        if faults
        else passed("form", "form-right")
    )
    urls = [url for url in as_list(document.get("@context")) if isinstance(url, str)]
    strange = [url for url in urls if url not in BUNDLED]
    yield (
        unknown("vocabulary", ContextUnknown(strange[0]))
        if strange
        else passed("vocabulary", "vocabulary-known")
    )
    if found.jws is not None:
        yield from signature.of_jws(
            found.jws, document, fetcher=inquiry.fetcher, now=inquiry.now, trust=inquiry.trust
        )
    else:
        yield from signature.of_proofs(
            document, fetcher=inquiry.fetcher, now=inquiry.now, trust=inquiry.trust
        )
    yield standing.dates(document, now=inquiry.now)


def _rules(document: JsonObject) -> Iterator[Step]:
    yield from openbadges.rules(document)


def _holds(steps: tuple[Step, ...]) -> bool:
    """Whether the signature is right and no issuer disowns the key."""
    disowned = any(step.name == "issuer" and step.outcome is Outcome.FAILED for step in steps)
    return not disowned and any(
        step.name == "signature" and step.outcome is Outcome.PASSED for step in steps
    )


def _status(document: JsonObject, steps: tuple[Step, ...], inquiry: _Inquiry) -> Iterator[Step]:
    if document.get("credentialStatus") and not _holds(steps):
        yield unknown("status", "status-not-looked-up")
        return

    def verify_list(found: Opened) -> Report:
        return Report(steps=tuple(_basic(found, inquiry)), document=found.document)

    yield from standing.status(
        document, fetcher=inquiry.fetcher, now=inquiry.now, verify_list=verify_list
    )


def _newer(document: JsonObject, inquiry: _Inquiry) -> Iterator[Step]:
    """Same issuer, same id, later validFrom: the issuer has replaced it (OB 3.0 §7.1). What cannot be had is no reason
    against a badge (OB 3.0 §7.3), so nothing is said then."""
    for address in _addresses(document, inquiry.fetcher):
        try:
            other = opened_text(inquiry.fetcher.body(address))
        except BadgeError:
            continue
        if other.document == document:
            yield passed("newer", "newest", decides=False)
            return
        same = other.document.get("id") == document.get("id") and shape.issuer_id(
            other.document
        ) == shape.issuer_id(document)
        if not same or not _holds(tuple(_basic(other, inquiry))):
            continue
        mine, theirs = shape.period_of(document)[0], shape.period_of(other.document)[0]
        if mine is not None and theirs is not None and theirs > mine:
            yield failed("newer", "superseded", f"{theirs.isoformat()} at {address}")
        else:
            yield passed("newer", "newest", decides=False)
        return


def _addresses(document: JsonObject, fetcher: Fetcher) -> list[str]:
    """Where the credential says it can be had anew; else its own address, when it lies with its issuer or is ours."""
    services = [entry for entry in as_list(document.get("refreshService")) if is_object(entry)]
    found = [
        str(entry.get("id"))
        for entry in services
        if "1EdTechCredentialRefresh" in shape.types_of(entry)
    ]
    own, issuer = str(document.get("id", "")), shape.issuer_id(document)
    if not found and (
        fetcher.is_own(own) or (own.startswith("https://") and _host(own) == _host(issuer))
    ):
        found = [own]
    return found[:2]


def _host(name: str) -> str:
    if name.startswith("did:web:"):
        return name.split(":")[2].replace("%3A", ":").lower()
    try:
        return urlsplit(name).netloc.lower() or "?"
    except ValueError:
        return "?"


def _embedded(
    document: JsonObject, inquiry: _Inquiry, depth: int, inner: dict[str, Report]
) -> Iterator[tuple[dict[str, Report], tuple[Step, ...]]]:
    for name, places in (
        ("endorsements", _endorsements(document)),
        ("contents", _contents(document)),
    ):
        reports: dict[str, Report] = {}
        for place, part, about in places:
            if inquiry.is_full(depth):
                # Once for all that follow.
                reports[place] = _TOO_MUCH
                break
            report = _as_claims(_part(part, inquiry, depth))
            reports[place] = report if about is None else _spoken_of(report, about)
        if reports:
            yield reports, (_summary(name, reports),)


def _part(part: object, inquiry: _Inquiry, depth: int) -> Report:
    try:
        found = unwrapped(part) if is_object(part) else opened_text(str(part))
    except BadgeError as reason:
        return Report(steps=(failed("file", reason),))
    return _report(found, inquiry, depth=depth + 1)


def _spoken_of(report: Report, about: frozenset[str]) -> Report:
    """An endorsement speaks of the id it names (OB 3.0, EndorsementSubject), wherever somebody may have put it."""
    subjects = as_list((report.document or {}).get("credentialSubject"))
    named = [subject.get("id") for subject in subjects if is_object(subject)]
    if report.document is None or not about.isdisjoint(map(str, named)):
        return report
    step = failed("endorsements", "endorsement-elsewhere", ", ".join(map(str, named)))
    return replace(report, steps=(*report.steps, step))


def _summary(name: str, reports: dict[str, Report]) -> Step:
    """Endorsements speak for themselves and never decide over the badge; what a learner record holds does."""
    words = {report.verdict for report in reports.values()}
    decides = name == "contents"
    title: Literal["contents", "endorsements"] = "contents" if decides else "endorsements"
    if words & {"not-valid", "unsigned", "no-badge"}:
        return failed(title, f"{title}-not-genuine", decides=decides)
    if words & {"revoked", "suspended", "expired", "not-yet-valid", "superseded"}:
        return failed(title, f"{title}-over", decides=False)
    if words - {"valid", "unvouched"}:
        return unknown(title, f"{title}-unclear", decides=decides)
    if "unvouched" in words:
        return unknown(title, f"{title}-unvouched", decides=decides)
    return passed(title, f"{title}-genuine", decides=decides)


def _endorsements(document: JsonObject) -> Iterator[tuple[str, object, frozenset[str]]]:
    """Of the badge, its issuer, its achievement and that one's creator: place, credential, what it may speak of.

    One on the badge itself may speak of all that is in it: achievement, profiles (OB 3.0, AchievementCredential).
    """
    holders: list[tuple[str, object]] = [("", document), ("issuer.", document.get("issuer"))]
    for subject in as_list(document.get("credentialSubject")):
        achievement = subject.get("achievement") if is_object(subject) else None
        if is_object(achievement):
            holders += [
                ("achievement.", achievement),
                ("achievement.creator.", achievement.get("creator")),
            ]
    ids = {place: str(holder.get("id", "")) for place, holder in holders if is_object(holder)}
    for place, holder in holders:
        if not is_object(holder):
            continue
        about = frozenset([ids[place]] if place else ids.values())
        for name in ("endorsement", "endorsementJwt"):
            for number, part in enumerate(as_list(holder.get(name))):
                yield f"{place}{name}[{number}]", part, about


def _contents(document: JsonObject) -> Iterator[tuple[str, object, None]]:
    for subject in as_list(document.get("credentialSubject")):
        if is_object(subject):
            for number, part in enumerate(as_list(subject.get("verifiableCredential"))):
                yield f"verifiableCredential[{number}]", part, None
