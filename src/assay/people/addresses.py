"""Mailboxes: two spellings of one address reach the same person."""

from allauth.account.models import EmailAddress

from assay.people.models import Person


def mailbox(address: str) -> str:
    """Where mail to an address ends up: what follows a plus is the reader's own affair."""
    name, _at, domain = address.strip().lower().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def is_own(address: str, person: Person) -> bool:
    """True if mail to this address reaches the person themselves: "ada+friend@" is "ada@"."""
    own = {person.email, *EmailAddress.objects.filter(user=person).values_list("email", flat=True)}
    return mailbox(address) in {mailbox(found) for found in own}
