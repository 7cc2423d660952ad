"""A badge told in brief (ecdsa-sd-2023): what was earned, from whom and when; no levels, no evidence, no endorsements.

The issuer signs every statement by itself, and the brief form shows some of them: nobody can read or guess what was
left out, and what is shown verifies as a whole badge does.
"""

import secrets

from django.conf import settings
from django.utils.translation import gettext as _

from assay.credentials.badge.actions.jwt_signing import sign_jwt
from assay.credentials.issuers import identity
from assay.credentials.issuers.actions.issuer_keys import ensure_issuer
from assay.credentials.models import Award
from assay.lib.clock import now
from assay.lib.errors import Gone, WrongState
from badgecore.proofs import ecdsa_sd, jose
from badgecore.wire import JsonObject, write_json

# What the brief form does not tell. The address to refresh from leads to the whole badge.
LEFT_OUT = frozenset({"result", "resultDescription", "evidence", "endorsement", "refreshService"})
_FRAME = frozenset({"@context", "id", "type", "proof"})


def brief(award: Award) -> bytes:
    """UTF-8 JSON with a derived proof, made anew each time and verified before it is given.

    Raises Gone for a withdrawn badge, WrongState where the issuer has no key for it.
    """
    if award.revoked:
        raise Gone(_("This badge was withdrawn, so it no longer has a short version."))
    if not is_offered():
        raise WrongState(
            _("This issuer signs tokens with RSA and has no key for the short version.")
        )
    key = ensure_issuer(award.issuer, kind="P-256")
    # The token's document names the issuer by the very key that this form needs, and has a place in that name's list.
    whole = _without_others(jose.credential_of(jose.Jws.read(sign_jwt(award))))
    if whole["issuer"]["id"] != key.did:
        raise WrongState(
            _(
                "The key that signed this badge is no longer used. Sign your badge again, "
                "then try again."
            )
        )
    private, public = identity.private_key(key), identity.public_key(key)
    mandatory = ecdsa_sd.mandatory_pointers(whole)
    signed = ecdsa_sd.sign_base(
        whole,
        key=private,
        verification_method=identity.method(key),
        created=now(),
        mandatory=mandatory,
        random=secrets.token_bytes,
    )
    shown = ecdsa_sd.derive(signed, signed["proof"], reveal=_pointers(whole))
    ecdsa_sd.check(shown, shown["proof"], public)
    return write_json(shown).encode()


def is_offered() -> bool:
    """Not where issuers sign tokens by RSA: this form needs a P-256 key."""
    return not (settings.SECURE and settings.JWT_ALGORITHM == "RS256")


def _without_others(document: JsonObject) -> JsonObject:
    """Nothing said by others: their words carry proofs of their own, which cannot be shown in part."""
    subject = document["credentialSubject"]
    own = _thinned(document, "endorsement") | {
        "issuer": _thinned(document["issuer"], "endorsement")
    }
    return own | {
        "credentialSubject": subject
        | {"achievement": _thinned(subject["achievement"], "endorsement")}
    }


def _thinned(json: JsonObject, *names: str) -> JsonObject:
    return {name: value for name, value in json.items() if name not in names}


def _pointers(document: JsonObject) -> list[str]:
    """JSON pointers to what is shown: all but LEFT_OUT of the badge, its subject and its achievement."""
    subject, achievement = (
        document["credentialSubject"],
        document["credentialSubject"]["achievement"],
    )
    hidden = _FRAME | LEFT_OUT
    return [
        *(f"/{name}" for name in document if name not in hidden | {"credentialSubject"}),
        *(f"/credentialSubject/{name}" for name in subject if name not in hidden | {"achievement"}),
        *(f"/credentialSubject/achievement/{name}" for name in achievement if name not in hidden),
    ]
