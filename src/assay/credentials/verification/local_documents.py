"""Our own documents, read from our tables: whoever asks about a badge of ours never makes us call ourselves."""

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from assay.catalog.models import Version
from assay.credentials.badge import ob2
from assay.credentials.endorsements import endorsement_lists
from assay.credentials.issuers import identity, status_lists
from assay.credentials.models import Award, Credential, Endorsement, IssuerKey, Share, StatusList
from assay.people.models import Organization
from badgecore.wire import JsonObject, write_json

_PATHS = {
    "badge": re.compile(r"/badges/(?P<pk>[0-9a-f-]{36})(?:/|/badge\.json|/badge\.jwt|/embed/)?"),
    # Its pictures, its certificate, its evidence: named by people, never by a document.
    "badge_file": re.compile(
        r"/(?:badges|awards)/(?P<pk>[0-9a-f-]{36})(?:/(?!ob2\.json|badge\.json|badge\.jwt|embed/).{0,200})?"
    ),
    "ob2": re.compile(r"/badges/(?P<pk>[0-9a-f-]{36})/ob2\.json"),
    "ob2-class": re.compile(r"/badges/classes/(?P<slug>[\w-]+)/(?P<number>[\w.]+)/ob2\.json"),
    "ob2-issuer": re.compile(r"/issuers/(?P<ident>[\w-]+)/ob2\.json"),
    "share": re.compile(r"/s/(?P<token>[\w-]{20,64})(?:/|/badge\.json)?"),
    "did": re.compile(r"/issuers/(?P<ident>[\w-]+)/did\.json"),
    "endorsement": re.compile(r"/endorsements/(?P<pk>[0-9a-f-]{36})/"),
    "endorsement_list": re.compile(r"/endorsements/lists/(?P<name>[\w-]+)"),
    "status": re.compile(r"/issuers/(?P<ident>[\w-]+)/status/(?P<number>\d{1,9})"),
}


_NUMBERED = re.compile(r"/(?:badges|awards|endorsements)/[0-9A-Fa-f-]{36}")
_NAMED = re.compile(
    r"/(?:badges|endorsements)/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE
)

# Whether whoever asks has brought the badge of these bytes along, in whatever form.
Holds = Callable[[bytes], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What stands at an address of ours, in the shape of an answer to a fetch."""

    status: int
    content_type: str
    body: bytes


MISSING = Document(status=404, content_type="text/plain", body=b"")


def is_ours(url: str) -> bool:
    """Whether an address leads to this installation, exactly as our documents write it."""
    try:
        there, here = urlsplit(url), urlsplit(settings.BASE_URL)
        return (there.scheme, there.hostname, there.port) == (here.scheme, here.hostname, here.port)
    except ValueError:
        return False


def as_ours(url: str) -> str:
    """The address as we write it, where a person means this installation: with another scheme, in capitals, with a
    question behind it. "" for any other."""
    try:
        there, here = urlsplit(url), urlsplit(settings.BASE_URL)
        own = there.hostname == here.hostname and (
            there.port == here.port or (here.port is None and there.port in (80, 443))
        )
    except ValueError:
        return ""
    if there.scheme not in ("http", "https") or not own:
        return ""
    path = _NUMBERED.sub(lambda found: found[0].lower(), there.path)
    return settings.BASE_URL + (path or "/")


def in_text(text: str) -> str:
    """The one address of a badge or an endorsement of ours that a text names; "" for none or two."""
    host = urlsplit(settings.BASE_URL).netloc.lower()
    found = {
        settings.BASE_URL + match[0].lower() + "/"
        for match in _NAMED.finditer(text)
        if text[max(0, match.start() - len(host)) : match.start()].lower() == host
    }
    return found.pop() if len(found) == 1 else ""


def nobody_holds(_body: bytes) -> bool:
    return False


def read(url: str, *, holds: Holds = nobody_holds) -> Document:
    """The document a machine gets at an address of ours: for checks, not for showing.

    Of a private badge only for whoever `holds` it already: a picture or a page made by anybody may lead here too.
    """
    kind, found = _match(url)
    if kind == "badge":
        return _credential(found["pk"], holds)
    if kind.startswith("ob2"):
        return _ob2(kind, found, holds)
    if kind == "did":
        return _did_document(found["ident"])
    if kind == "endorsement":
        return _endorsement(found["pk"])
    if kind == "endorsement_list":
        body = endorsement_lists.signed_list(found["name"])
        return _json(body, "application/vc+ld+json") if body else MISSING
    if kind == "status":
        return _status_list(found["ident"], int(found["number"]))
    return MISSING


def open_award(url: str) -> Award | None:
    """The award behind an address that somebody typed: only where its earner opened it, or gave out this very link."""
    kind, found = _match(url)
    if kind in {"badge", "ob2", "badge_file"}:
        award = award_at(url)
        return award if award is not None and award.open_to_anyone else None
    if kind == "share":
        share = Share.objects.working().select_related("award").filter(token=found["token"]).first()
        return share.award if share else None
    return None


def endorsement_at(url: str) -> bytes:
    """The signed bytes of the endorsement at an address that somebody typed, where everybody may see it; b"" else."""
    kind, found = _match(url)
    document = _endorsement(found["pk"]) if kind == "endorsement" else MISSING
    return document.body if document.status == 200 else b""


def award_at(url: str) -> Award | None:
    """The award whose page, or one of whose files, is at an address of ours, whoever may see it."""
    kind, found = _match(url)
    pk = _uuid(found["pk"]) if kind in {"badge", "ob2", "badge_file"} else None
    return Award.objects.select_related("issuer").filter(pk=pk).first() if pk else None


def is_unknown_award(url: str) -> bool:
    """Whether an address of ours is that of a badge, and no award of ours has it."""
    return _match(url)[0] in {"badge", "ob2"} and award_at(url) is None


def is_told_of(url: str, *, holds: Holds) -> bool:
    """Whether a badge or an endorsement stands at an address of ours, as far as whoever asks may know."""
    kind, found = _match(url)
    if kind == "endorsement":
        return _endorsement(found["pk"]).status == 200
    return kind in {"badge", "ob2"} and read(url, holds=holds).status != 404


def standing_bytes(award: Award) -> bytes:
    """The badge as signed, in its newest form."""
    return bytes(Credential.objects.standing().get(award=award).body)


def _match(url: str) -> tuple[str, dict[str, str]]:
    path = urlsplit(url).path
    for kind, pattern in _PATHS.items():
        if found := pattern.fullmatch(path):
            return kind, found.groupdict()
    return "", {}


def _credential(pk: str, holds: Holds) -> Document:
    award_pk = _uuid(pk)
    rows = Credential.objects.standing().select_related("award").only("body", "award__visibility")
    row = rows.filter(award=award_pk).first() if award_pk else None
    if row is None or not (row.award.open_to_anyone or holds(bytes(row.body))):
        return MISSING
    return _json(bytes(row.body), "application/vc+ld+json")


def _endorsement(pk: str) -> Document:
    of = _uuid(pk)
    rows = Endorsement.objects.select_related("award").only(
        "body", "accepted_at", "award__visibility"
    )
    row = rows.filter(pk=of).first() if of else None
    return _json(bytes(row.body), "application/vc+ld+json") if row and row.in_sight else MISSING


def _ob2(kind: str, found: dict[str, str], holds: Holds) -> Document:
    """The three documents of Open Badges 2.0; an assertion that was withdrawn comes with 410, as from its address."""
    if kind == "ob2":
        rows = Award.objects.select_related("version__micro_credential", "revocation")
        pk = _uuid(found["pk"])
        award = rows.filter(pk=pk).first() if pk else None
        if award is None or not (award.open_to_anyone or holds(standing_bytes(award))):
            return MISSING
        written: JsonObject | None = ob2.assertion(award)
        if award.revoked:
            return Document(
                status=410, content_type=ob2.MEDIA_TYPE, body=write_json(written).encode()
            )
    elif kind == "ob2-class":
        versions = Version.objects.public().select_related("micro_credential__issuer")
        version = versions.filter(
            micro_credential__slug=found["slug"], number=found["number"]
        ).first()
        written = ob2.badge_class(version) if version else None
    else:
        organization = Organization.objects.filter(ident=found["ident"]).first()
        written = ob2.issuer(organization) if organization else None
    return _json(write_json(written).encode(), ob2.MEDIA_TYPE) if written else MISSING


def _did_document(ident: str) -> Document:
    organization = Organization.objects.filter(ident=ident).first()
    if organization is None:
        return MISSING
    document = identity.did_document(organization, IssuerKey.objects.of(organization))
    return _json(json.dumps(document).encode(), "application/did+json") if document else MISSING


def _status_list(ident: str, number: int) -> Document:
    row = StatusList.objects.as_served().filter(issuer__ident=ident, number=number).first()
    return _json(status_lists.signed_list(row), "application/vc+ld+json") if row else MISSING


def _json(body: bytes, content_type: str) -> Document:
    return Document(status=200, content_type=content_type, body=body)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
