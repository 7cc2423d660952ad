"""What a wallet shows us: a presentation, signed by its own key over our challenge; and whose a credential is."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from assay.credentials.models import Credential
from assay.lib.clock import now
from assay.lib.errors import BadInput
from badgecore.verify import verify_presentation
from badgecore.wire import read_object


def holder_of(presentation: object, *, challenge: str) -> str:
    """The DID whose key signed, for `challenge` and nothing else. Nothing is fetched: a wallet's DID is its key.

    Raises BadInput, in words for whoever reads the wallet's log.
    """
    if not isinstance(presentation, dict):
        raise BadInput(_("A verifiable presentation is expected here, as a JSON object."))
    proof, holder = presentation.get("proof"), presentation.get("holder")
    proof = proof[0] if isinstance(proof, list) and len(proof) == 1 else proof
    if not isinstance(proof, dict):
        raise BadInput(_("The presentation needs one proof."))
    did = holder.get("id") if isinstance(holder, dict) else holder
    method = str(proof.get("verificationMethod", "")).partition("#")[0]
    if not isinstance(did, str) or not did.startswith("did:key:") or len(did) > 300:
        raise BadInput(_("The presentation needs a holder that is a did:key."))
    if method != did:
        raise BadInput(_("The presentation was signed by another key than its holder’s."))
    if proof.get("proofPurpose") != "authentication":
        raise BadInput(_("The proof has to be made for authentication."))
    if proof.get("challenge") != challenge:
        raise BadInput(_("The proof answers a different challenge from the one in this offer."))
    # Not every wallet says for whom it signs; one that does must name us.
    if str(proof.get("domain", "")) not in {
        "",
        settings.BASE_URL,
        urlsplit(settings.BASE_URL).netloc,
    }:
        raise BadInput(_("The proof was made for a different site, not for this one."))
    if presentation.get("verifiableCredential"):
        raise BadInput(_("The presentation must hold no credentials: only the key is asked for."))
    report = verify_presentation(presentation, now=now(), challenge=challenge)
    if report.verdict != "valid":
        wrong = next(
            (step.code for step in report.steps if step.outcome.value != "passed"), report.verdict
        )
        raise BadInput(
            _(
                "What the wallet sent could not be confirmed (%(code)s). Make a new offer and try again."
            )
            % {"code": wrong}
        )
    return did


def subject_of(credential: Credential) -> str:
    """The DID a badge was signed for, or "" where it names none."""
    subject: Any = read_object(bytes(credential.body)).get("credentialSubject")
    return str(subject.get("id", "")) if isinstance(subject, dict) else ""
