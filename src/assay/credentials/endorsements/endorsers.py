"""Who endorses: what a person is to the one they speak for, and whom a name or an address means."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from assay.credentials.issuers import identity
from assay.credentials.models import Award, IssuerKey
from assay.credentials.models.endorsements import Endorsement, PersonKey
from assay.lib.errors import BadInput
from assay.lib.wording import clean_line
from assay.people.models import Membership, Person, Role
from badgecore.model import Profile

# What a reader wants to know of somebody first.
_WEIGHTY = (
    Role.PRINCIPAL,
    Role.COACH,
    Role.DEPARTMENT_HEAD,
    Role.LEAD_ASSESSOR,
    Role.COMMITTEE_CHAIR,
    Role.PROGRAM_ADMIN,
    Role.AUTHOR,
)


def capacity(person: Person, *, language: str) -> str:
    """ "Principal, Pine Ridge Elementary": the weightiest role they hold today and where; "" where they hold none."""
    held = sorted(person.current_memberships, key=_weight)
    if not held:
        return ""
    first = held[0]
    with override(language):
        role = first.get_role_display() if first.role in _WEIGHTY else _("Colleague")
    return f"{role}, {first.organization.name}"[:200]


def _weight(membership: Membership) -> int:
    # Of two without weight, the school tells more than the district.
    if membership.role in _WEIGHTY:
        return _WEIGHTY.index(membership.role)
    return len(_WEIGHTY) + (membership.organization.kind != "school")


def holds(person: Person, award: Award) -> bool:
    """Whether this person holds a badge of the same micro-credential that stands."""
    held = award.version.micro_credential_id
    return Award.objects.standing().filter(person=person, version__micro_credential=held).exists()


def profile(row: Endorsement, key: identity.Key, *, language: str) -> Profile:
    """The endorser as the endorsement names them."""
    if row.by_organization is not None and isinstance(key, IssuerKey):
        return identity.profile(row.by_organization, key.did)
    with override(language):
        said = (
            _told_of(row.capacity, row.confirmed_domain) if row.confirmed_domain else row.capacity
        )
    return Profile(id=key.did, name=row.name_as_signed, description=said or None)


def _told_of(capacity: str, domain: str) -> str:
    """What a guest's endorsement says of who signed it: their own words, and the little that is known."""
    known = _("Name and role in their own words; known by an e-mail address at %(domain)s.") % {
        "domain": domain
    }
    return f"{capacity.rstrip('.')}. {known}" if capacity else known


def meant(words: str) -> Person:
    """Who of the program is meant by a whole name or an e-mail address. Raises BadInput, saying what to write instead.

    No beginnings and no lists: whoever asks knows the person already.
    """
    words = clean_line(words)
    if not words:
        raise _unclear(_("Write the name or the e-mail address of the person you ask."))
    people = Person.objects.get_queryset().filter(is_active=True).holding()
    found = list(
        people.filter(email__iexact=words)[:2]
        if "@" in words
        else people.filter(display_name__iexact=words)[:2]
    )
    if not found:
        raise _unclear(
            _(
                "No one in the program has this name or address. Write it in full, as "
                "they use it here."
            )
        )
    if len(found) > 1:
        raise _unclear(_("More than one person has this name. Write their e-mail address instead."))
    return found[0]


def at(address: str) -> Person | None:
    """Who of the program is known by this address, if anybody."""
    people = Person.objects.get_queryset().filter(is_active=True).holding()
    return people.filter(email__iexact=clean_line(address)).first()


def _unclear(message: str) -> BadInput:
    return BadInput(message, fields={"whom": message})


def names_of(dids: set[str]) -> dict[str, str]:
    """The organizations and people here behind these names: a name inside a badge proves nothing, a key of ours does.

    One query, and a second where a name is a bare key that is no organization's.
    """
    names = dict(IssuerKey.objects.filter(did__in=dids).values_list("did", "issuer__name"))
    keys = {
        did.removeprefix("did:key:") for did in dids - names.keys() if did.startswith("did:key:")
    }
    if keys:
        people = PersonKey.objects.filter(multikey__in=keys)
        for multikey, name, domain in people.values_list(
            "multikey", "person__display_name", "guest__domain"
        ):
            names[f"did:key:{multikey}"] = name or somebody_at(domain)
    return names


def guests_domain(did: str) -> str:
    """Where the guest who signs under this name reads mail; "" for anybody else."""
    key = PersonKey.objects.filter(multikey=did.removeprefix("did:key:"), guest__isnull=False)
    return (
        (key.values_list("guest__domain", flat=True).first() or "")
        if did.startswith("did:key:")
        else ""
    )


def somebody_at(domain: str) -> str:
    """A guest, as far as they are known here. Their name is their own statement, so a check does not repeat it."""
    return _("someone with an e-mail address at %(domain)s") % {"domain": domain}
