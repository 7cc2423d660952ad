"""The JWT form of a badge (VC-JWT, OB 3.0 §8.2): what the signed JSON says, said once more as a compact JWS.

It is made from the signed bytes, so that the two forms never differ in what they tell; only the issuer's name may,
where the issuer is known by its key alone and a JWT needs a key of another kind.
"""

import uuid

from django.conf import settings

from assay.credentials import addresses
from assay.credentials.issuers import identity
from assay.credentials.issuers.signing import NotAsSigned
from assay.credentials.models import Credential, IssuerKey, StatusList
from badgecore import did
from badgecore.keys import Kind
from badgecore.model import StatusEntry
from badgecore.proofs import jose
from badgecore.wire import JsonObject, read_object


def kind_of_key(issuer: IssuerKey) -> Kind:
    """ES256 by default. RS256 where it is set and the issuer is a did:web: no reader knows an RSA key by its name."""
    wants_rsa = settings.JWT_ALGORITHM == "RS256" and identity.is_web(issuer)
    return "RSA" if wants_rsa else "P-256"


def names_issuer(credential: Credential, key: IssuerKey) -> bool:
    """Whether the JWT form by this key has the issuer's name of the signed JSON, and so its place in the list."""
    return bool(_read(credential)["issuer"]["id"] == key.did)


def compose(
    credential: Credential, *, key: IssuerKey, place: tuple[StatusList, int] | None
) -> JsonObject:
    """The document to sign. `place` is the one it gets in a list of its own issuer, where the JSON's is another's."""
    document = _read(credential)
    subject, before = document["credentialSubject"], document["issuer"]["id"]
    # `sub` is required and repeats the subject's id (OB 3.0 §8.2.4.1). Without a wallet it is a name that says nothing
    # of the person and is the same for every form of this one award.
    document["credentialSubject"] = {"id": subject_id(credential.award_id)} | subject
    if before != key.did:
        # What others say of the issuer, they signed of its other name.
        issuer = {
            name: value for name, value in document["issuer"].items() if name != "endorsement"
        }
        document["issuer"] = issuer | {"id": key.did}
    creator = subject["achievement"].get("creator")
    if isinstance(creator, dict) and creator.get("id") == before:
        achievement = subject["achievement"] | {"creator": creator | {"id": key.did}}
        document["credentialSubject"]["achievement"] = achievement
    if "refreshService" in document:
        # Whoever holds a token gets a token (OB 3.0, refreshService: in the same format).
        document["refreshService"] = document["refreshService"] | {
            "id": addresses.fresh_jwt(credential.award_id)
        }
    if place is not None:
        places, index = place
        address = addresses.status_list(places.issuer.ident, places.number)
        document["credentialStatus"] = StatusEntry.at(address, index).to_json()
    return document


def signed(document: JsonObject, *, key: IssuerKey) -> str:
    """The compact JWS, read back and verified before anybody keeps it."""
    public = identity.public_key(key)
    token = jose.sign(
        document, key=identity.private_key(key), kid=did.jwt_method_name(key.did, public)
    )
    again = jose.Jws.read(token)
    again.check(public)
    if jose.credential_of(again) != document:
        raise NotAsSigned(str(document.get("id")))
    return token


def subject_id(award_id: uuid.UUID) -> str:
    return f"urn:uuid:{uuid.uuid5(award_id, 'subject')}"


def _read(credential: Credential) -> JsonObject:
    return {
        name: value
        for name, value in read_object(bytes(credential.body)).items()
        if name != "proof"
    }
