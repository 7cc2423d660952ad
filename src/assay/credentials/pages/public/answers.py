"""Answers that are not pages: files and JSON, with the headers that keep them safe and fresh."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from assay.credentials import addresses, grounds
from assay.credentials.actions import sign_jwt
from assay.credentials.badge import brief_form, ob2, pictures, printing
from assay.credentials.models import Award, Credential
from assay.lib.errors import Gone
from assay.lib.prepared import prepared
from badgecore.wire import write_json

JSON_TYPES = ("application/vc+ld+json", "application/ld+json", "application/json", "application/vc")
# What readers of badges as JWT ask for: the W3C's name, the one of RFC 7519, and plain text (OB 3.0 §8.2).
JWT_TYPES = ("application/vc+jwt", "application/jwt", "text/plain")
_MINUTES = "public, max-age=300"
_NEVER = "private, no-store"


def credential_of(award: Award) -> Credential:
    """The newest signed form."""
    return _standing(award.pk)[0]


@prepared
def _standing(award: UUID) -> QuerySet[Credential]:
    return Credential.objects.standing().filter(award=award)


@prepared
def _body(award: UUID) -> QuerySet[Credential, bytes | memoryview]:
    return Credential.objects.standing().filter(award=award).values_list("body", flat=True)


def credential_answer(award: Award, content_type: str) -> HttpResponse:
    """The credential, byte for byte as it was signed. Scripts of any origin may read it: it is public or it is 404.

    Of a withdrawn badge, who asks for a credential gets the signed bytes still, whose own status entry leads to the
    list that says so; who asks for plain JSON gets a statement that it was withdrawn, with the credential inside.
    """
    if content_type in JWT_TYPES:
        body = sign_jwt(award).encode()
    else:
        body = bytes(_body(award.pk)[0])
    if award.revoked and content_type == "application/json":
        body = _withdrawn(award, body)
    response = HttpResponse(body, content_type=content_type)
    if award.revoked:
        response["X-Credential-Status"] = "revoked"
    return headed(response, award, cross_origin=True)


def _withdrawn(award: Award, body: bytes) -> bytes:
    """What can be said of a withdrawn badge without touching what was signed: around it."""
    with override(award.version.language):
        reason = grounds.word(award.revocation.ground)
    said = {
        "id": addresses.badge(award.pk),
        "revoked": True,
        "revokedOn": localdate(award.revocation.at).isoformat(),
        "revocationReason": reason,
    }
    return write_json(said).encode()[:-1] + b',"credential":' + body + b"}"


def file_answer(award: Award, name: str, *, attach: bool = True) -> HttpResponse:
    """A file of an award by its name; raises Http404 for another name."""
    if name == "badge.json":
        response = HttpResponse(bytes(_body(award.pk)[0]), content_type="application/json")
    elif name == "badge.jwt":
        response = HttpResponse(sign_jwt(award), content_type="application/jwt")
    elif name == "badge-brief.json":
        response = HttpResponse(brief_form.brief(award), content_type="application/json")
    elif name == "badge-ob2.png":
        response = HttpResponse(ob2.picture(award), content_type="image/png")
    elif name in {"badge.png", "badge.svg"}:
        kind: pictures.Kind = "png" if name.endswith("png") else "svg"
        body = pictures.baked(
            credential_of(award),
            award.version,
            kind,
            year=award.earned_on.year,
            withdrawn=award.revoked,
        )
        response = HttpResponse(body, content_type=pictures.MEDIA[kind])
    elif name == "certificate.pdf":
        response = HttpResponse(printing.certificate(award), content_type="application/pdf")
    elif name == "card.png":
        if award.revoked:
            raise Gone(_("This badge was withdrawn, so it no longer has a card."))
        response, attach = HttpResponse(printing.card(award), content_type="image/png"), False
    else:
        raise Http404
    if award.revoked:
        response["X-Credential-Status"] = "revoked"
    if attach:
        stem = award.version.micro_credential.slug
        badge = _("badge")
        words = {
            "certificate.pdf": _("certificate"),
            "badge-ob2.png": f"{badge}-ob2",
            "badge-brief.json": f"{badge}-{_('brief')}",
        }
        word = words.get(name, badge)
        if award.revoked:
            word = f"{word}-{_('withdrawn')}"
        response["Content-Disposition"] = (
            f'attachment; filename="{stem}-{_ascii(word)}.{name.rsplit(".", 1)[1]}"'
        )
    return headed(response, award, cross_origin=True)


def headed(response: HttpResponse, award: Award, *, cross_origin: bool = False) -> HttpResponse:
    """Caches may keep for minutes what is open to anyone, and nothing else; search engines find only what is public."""
    response["Cache-Control"] = _MINUTES if award.open_to_anyone else _NEVER
    if award.visibility != "public":
        response["X-Robots-Tag"] = "noindex"
    if cross_origin and award.open_to_anyone:
        response["Access-Control-Allow-Origin"] = "*"
    return response


def public_json(body: bytes, content_type: str, *, seconds: int = 300) -> HttpResponse:
    """JSON that is public by its nature: issuer, keys, status lists."""
    response = HttpResponse(body, content_type=content_type)
    response["Cache-Control"] = f"public, max-age={seconds}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _ascii(text: str) -> str:
    return text.encode("ascii", "ignore").decode().replace('"', "") or "badge"
