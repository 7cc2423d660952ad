"""Giving a badge as JWT to who asks for it so."""

from django.db import transaction
from django.utils.translation import gettext as _

from assay.credentials.badge import jwt_form
from assay.credentials.issuers import status_lists
from assay.credentials.issuers.actions.issuer_keys import ensure_issuer
from assay.credentials.models import Award, Credential
from assay.lib.errors import WrongState


def sign_jwt(award: Award) -> str:
    """The JWT form of an award's newest badge, signed when first asked for and kept. Whoever may read it may ask.

    Not in the record: it says what the badge says that was recorded. Raises WrongState for a badge that was withdrawn
    before anybody asked.
    """
    kept = Credential.objects.standing().filter(award=award).values_list("jwt", flat=True).first()
    return kept or _sign(award)


@transaction.atomic
def _sign(award: Award) -> str:
    # The award's row first, as in a withdrawal: whichever is second sees what the first did.
    held = Award.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=award.pk)
    row = Credential.objects.select_for_update(of=("self",)).standing().get(award=held)
    if row.jwt:
        return row.jwt
    if held.revoked:
        raise WrongState(_("A badge that was withdrawn is not signed again."))
    main = ensure_issuer(held.issuer)
    key = ensure_issuer(held.issuer, kind=jwt_form.kind_of_key(main))
    place = (
        None
        if jwt_form.names_issuer(row, key)
        else status_lists.take_place(main if main.did == key.did else key)
    )
    row.jwt, row.jwt_key = (
        jwt_form.signed(jwt_form.compose(row, key=key, place=place), key=key),
        key,
    )
    row.save(update_fields=("jwt", "jwt_key"))
    return row.jwt
