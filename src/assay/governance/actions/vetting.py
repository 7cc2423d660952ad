"""An organization asks to become an issuer; it is looked at item by item, decided on, and vetted until a day."""

import re
from collections.abc import Mapping
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.governance import policy
from assay.governance.models import (
    Choice,
    Vetting,
    VettingItem,
    VettingLook,
    VettingStatus,
    VettingVote,
)
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come, hold
from assay.lib.states import move
from assay.lib.wording import clean, clean_line
from assay.people.actions import add_person, change_organization, create_organization, grant
from assay.people.models import Organization, OrganizationKind, Person, Role
from assay.record.actions import note
from assay.record.models import MACHINE

MOST_CHARACTERS = 3000  # of each text
#: What is written on the public page about each item but the legal name and the domain.
TEXTS = (
    VettingItem.EXPERTISE,
    VettingItem.ASSESSOR_POLICY,
    VettingItem.PRIVACY,
    VettingItem.ACCESSIBILITY,
    VettingItem.SUNSET,
)
_DOMAIN = re.compile(r"(?=.{4,200}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


@transaction.atomic
def ask_to_issue(
    program: Organization,
    legal_name: str,
    *,
    domain: str,
    contact_name: str,
    contact_email: str,
    texts: Mapping[str, str],
    locale: str = "en",
) -> tuple[Vetting, str]:
    """Ask a program to be vetted as an issuer; nobody needs an account. Returns the row and its secret link.

    `texts`: by item. Raises BadInput with `fields`, WrongState while the same domain is being looked at.
    """
    legal_name, contact_name = clean_line(legal_name)[:200], clean_line(contact_name)[:120]
    domain = re.sub(r"^https?://|/.*$", "", clean_line(domain).lower()).rstrip(".")
    said = {item: clean(texts.get(item, "")).strip() for item in TEXTS}
    _check(legal_name, domain, contact_name, said)
    link = Vetting.fresh_secret()
    taken = _("This domain is being looked at already. Who asked first can follow it.")
    with first_come(taken, field="domain"):
        row = Vetting.objects.create(
            program=program,
            legal_name=legal_name,
            domain=domain,
            contact_name=contact_name,
            contact_email=contact_email,
            locale=locale,
            code=f"assay-{Vetting.fresh_secret()}",
            link_hash=Vetting.hash_of(link),
            asked_at=now(),
            **{str(item): text for item, text in said.items()},
        )
    note("governance.vetting_asked", row, by=MACHINE, program=program.pk)
    return row, link


@transaction.atomic
def look_at_item(
    vetting: Vetting, item: str, *, is_met: bool, remark: str = "", by: Person
) -> None:
    """Say whether an item is met, and why not where it is not. The domain is looked at by the machine alone.

    Raises PermissionDenied, BadInput, WrongState once it is decided.
    """
    if not policy.can_look_at(by, vetting):
        raise PermissionDenied
    if item not in VettingItem.values or item == VettingItem.DOMAIN:
        raise BadInput(_("Choose one from the list."), fields={"item": _("Choose one.")})
    remark = clean(remark).strip()[:MOST_CHARACTERS]
    if not is_met and not remark:
        message = _("Say what is missing.")
        raise BadInput(message, fields={"remark": message})
    _still_open(vetting)
    VettingLook.objects.create(
        vetting=vetting, item=item, is_met=is_met, remark=remark, looked_by=by, looked_at=now()
    )
    note("governance.vetting_looked_at", vetting, by=by, item=item, is_met=is_met)


@transaction.atomic
def note_domain(vetting: Vetting, where: str) -> None:
    """Keep what the machine found at the domain: "dns", "file" or "" for nothing. Raises WrongState once decided."""
    _still_open(vetting)
    item, met = VettingItem.DOMAIN, bool(where)
    VettingLook.objects.create(
        vetting=vetting, item=item, is_met=met, remark=where, looked_at=now()
    )
    note("governance.vetting_looked_at", vetting, by=MACHINE, item=str(item), is_met=met)


@transaction.atomic
def vote_on_vetting(vetting: Vetting, choice: str, *, by: Person) -> None:
    """One member's word on it; another word before the decision takes its place.

    Raises PermissionDenied, BadInput, WrongState once it is decided.
    """
    if not policy.can_vote_on_vetting(by, vetting):
        raise PermissionDenied
    if choice not in Choice.values:
        raise BadInput(_("Choose one from the list."), fields={"choice": _("Choose one.")})
    _still_open(vetting)
    said = {"choice": choice, "cast_at": now()}
    VettingVote.objects.update_or_create(vetting=vetting, person=by, defaults=said)
    note("governance.vetting_voted", vetting, by=by)


@transaction.atomic
def decide_vetting(
    vetting: Vetting, outcome: str, reason: str, *, until_on: date | None = None, by: Person
) -> None:
    """Vetted until a day, which makes it an issuer here, or declined. Where a committee sits, by its votes.

    Raises PermissionDenied; BadInput without a reason or for a day that is no later; WrongState while an item is not
    met, too few have voted, or most voted otherwise.

    Keeps D11 of docs/reference/promises.md.
    """
    if not policy.can_decide_vetting(by, vetting):
        raise PermissionDenied
    vetted, reason = outcome == VettingStatus.VETTED, clean(reason).strip()[:MOST_CHARACTERS]
    wrong: dict[str, str] = {}
    if outcome not in (VettingStatus.VETTED, VettingStatus.DECLINED):
        wrong["outcome"] = _("Choose one.")
    if not reason:
        wrong["reason"] = _("Say why.")
    if vetted and (until_on is None or until_on <= today()):
        wrong["until_on"] = _("Choose a last day that is later than today.")
    if wrong:
        raise BadInput(_("Some of this cannot be used as it is."), fields=wrong)
    _still_open(vetting)
    if vetted and (lacking := not_met(vetting)):
        names = ", ".join(str(VettingItem(item).label) for item in lacking)
        raise WrongState(_("Not yet met: %(items)s.") % {"items": names})
    in_favor, against = _counted(vetting, vetted=vetted)
    move(
        vetting,
        to=outcome,
        reason=reason,
        until_on=until_on if vetted else None,
        organization=_as_issuer(vetting, until_on) if vetted else None,
        in_favor=in_favor,
        against=against,
        decided_by=by,
        decided_at=now(),
    )
    said = {"outcome": outcome, "organization": vetting.organization_id}
    note("governance.vetting_decided", vetting, by=by, **said)


@transaction.atomic
def end_vetting(vetting: Vetting, ending: str, *, by: Person) -> None:
    """Its organization publishes nothing new from today. `ending` says what happens to its micro-credentials.

    What it published and awarded stays. Raises PermissionDenied, BadInput, WrongState where it is over.
    """
    if not policy.can_decide_vetting(by, vetting):
        raise PermissionDenied
    ending = clean(ending).strip()[:MOST_CHARACTERS]
    if not ending:
        message = _("Say what happens to its micro-credentials.")
        raise BadInput(message, fields={"ending": message})
    if vetting.state == "ran_out":
        raise WrongState(_("Its last day is over."))
    move(vetting, to=VettingStatus.ENDED, ending=ending, ended_by=by, ended_at=now())
    if vetting.organization is not None:
        change_organization(vetting.organization, by=MACHINE, vetted_on=None, vetted_until=None)
    note("governance.vetting_ended", vetting, by=by, organization=vetting.organization_id)


def latest_looks(vetting: Vetting) -> dict[str, VettingLook]:
    """What counts of each item: the last that was found. One query."""
    return {look.item: look for look in vetting.looks.select_related("looked_by")}


def not_met(vetting: Vetting) -> list[str]:
    """Items that nobody found met, in the order of the list."""
    found = latest_looks(vetting)
    return [item for item in VettingItem.values if item not in found or not found[item].is_met]


def _still_open(vetting: Vetting) -> None:
    hold(vetting)
    vetting.refresh_from_db()
    if vetting.status != VettingStatus.ASKED:
        raise WrongState(_("This is decided."))


def _counted(vetting: Vetting, *, vetted: bool) -> tuple[int | None, int | None]:
    """Votes of those who sit today, for and against; none where no committee sits. A tie is the chair's to break."""
    committee = policy.sitting(vetting.program)
    if committee is None:
        return None, None
    seated = set(committee.terms().values_list("person", flat=True))
    cast = [vote.choice for vote in vetting.votes.all() if vote.person_id in seated]
    if len(cast) < committee.quorum(len(seated)):
        raise WrongState(_("Too few have voted so far: the committee has no quorum."))
    in_favor, against = cast.count(Choice.FOR), cast.count(Choice.AGAINST)
    if in_favor != against and vetted != (in_favor > against):
        raise WrongState(_("Most voted otherwise."))
    return in_favor, against


def _as_issuer(vetting: Vetting, until_on: date | None) -> Organization:
    """The partner, the same as before where this domain was vetted earlier."""
    earlier = Vetting.objects.filter(domain=vetting.domain, organization__isnull=False)
    before = earlier.select_related("organization").order_by("pk").last()
    if before is not None and before.organization is not None:
        change_organization(
            before.organization, by=MACHINE, vetted_on=today(), vetted_until=until_on
        )
        return before.organization
    initials = re.sub(
        r"[^A-Z]", "", "".join(word[0] for word in vetting.legal_name.upper().split())
    )
    partner = create_organization(
        name=vetting.legal_name,
        kind=OrganizationKind.PARTNER,
        parent=None,
        by=MACHINE,
        letters=initials[:3],
        url=f"https://{vetting.domain}",
        email=vetting.contact_email,
        vetted_on=today(),
        vetted_until=until_on,
    )
    grant(_contact(vetting), partner, Role.PROGRAM_ADMIN, by=MACHINE)
    return partner


def _contact(vetting: Vetting) -> Person:
    """The account of who asked: theirs already, or a new one that only a message to their address opens."""
    found = Person.objects.filter(email=vetting.contact_email.lower()).first()
    return found or add_person(
        vetting.contact_email, vetting.contact_name, by=MACHINE, locale=vetting.locale
    )


def _check(
    legal_name: str, domain: str, contact_name: str, said: Mapping[VettingItem, str]
) -> None:
    wrong: dict[str, str] = {}
    if not legal_name:
        wrong["legal_name"] = _("Write the legal name.")
    if not _DOMAIN.fullmatch(domain):
        wrong["domain"] = _("Write a domain, such as example.org.")
    if not contact_name:
        wrong["contact_name"] = _("Write a name.")
    for item, text in said.items():
        if not text:
            wrong[str(item)] = _("Write a few sentences.")
        elif len(text) > MOST_CHARACTERS:
            wrong[str(item)] = _("Say it in %(n)s characters at most.") % {"n": MOST_CHARACTERS}
    if wrong:
        raise BadInput(_("Some of this cannot be used as it is."), fields=wrong)
