"""Whether the vault key in force is the one that sealed what lies in the database."""

from typing import TypeVar

from django.db.models import QuerySet

from assay.credentials.models import IssuerKey, PersonKey
from assay.lib.vault import CannotOpen, unseal

Key = TypeVar("Key", IssuerKey, PersonKey)

REMEDY = (
    "Put the vault key back that these were sealed with (ASSAY_VAULT_KEY, or keys/vault.key in ASSAY_VAR). If it is"
    " lost, `assay keys rotate ISSUER` makes an issuer a new key."
)


def shut(keys: "QuerySet[Key]") -> list[Key]:
    """Those of them that the vault key does not open. Some 50 microseconds each."""
    found = []
    for key in keys.iterator():
        try:
            unseal(bytes(key.sealed))
        except CannotOpen:
            found.append(key)
    return found


def shut_issuers() -> list[str]:
    """Idents of the issuers that could sign nothing: the key they sign with was sealed under another."""
    return sorted(
        {key.issuer.ident for key in shut(IssuerKey.objects.signing_now().select_related("issuer"))}
    )
