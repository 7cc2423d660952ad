"""Mailboxes: two spellings of one address reach the same person."""

import re

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from assay.lib.errors import BadInput
from assay.lib.wording import clean_line
from assay.people.models import Person

_PLAIN = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
)  # before the @, without the quoted forms of RFC 5322


def mailbox(address: str) -> str:
    """Where mail to an address ends up: what follows a plus is the reader's own affair."""
    name, _at, domain = address.strip().lower().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def is_own(address: str, person: Person) -> bool:
    """True if mail to this address reaches the person themselves: "ada+friend@" is "ada@"."""
    own = {person.email, *EmailAddress.objects.filter(user=person).values_list("email", flat=True)}
    return mailbox(address) in {mailbox(found) for found in own}


def checked_address(text: str) -> str:
    """An address a letter can go to, its domain as ASCII, so that no letter of another script passes for one of ours.

    Raises BadInput.
    """
    name, _at, domain = clean_line(text).rpartition("@")
    try:
        address = f"{name}@{domain.encode('idna').decode()}".lower()
        validate_email(address)
        usable = _PLAIN.fullmatch(name) is not None
    except (ValidationError, UnicodeError):
        usable = False
    if not usable:
        message = _("This is not an e-mail address that we can write to.")
        raise BadInput(message, fields={"address": message})
    return address
