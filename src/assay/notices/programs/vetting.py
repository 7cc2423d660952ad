"""Vetting: whoever decides hears of who asks; who asked hears what was decided, and of the end."""

from django.urls import reverse

from assay.governance.models import SeatKind, Vetting
from assay.governance.policy import sitting
from assay.notices.actions import tell
from assay.notices.letters import send_to
from assay.people.models import Membership, Person, Role
from assay.record.delivery import on
from assay.record.models import Event


@on("governance.vetting_asked")
def tell_who_decides(event: Event) -> None:
    vetting = _vetting(event)
    path = reverse("governance:vetting", args=[vetting.pk])
    for person in _deciding(vetting):
        tell("vetting_asked", person, event, path=path, organization=vetting.legal_name)


@on("governance.vetting_decided")
def tell_what_was_decided(event: Event) -> None:
    vetting = _vetting(event)
    _write("vetted" if event.particulars["outcome"] == "vetted" else "not_vetted", vetting, event)


@on("governance.vetting_ended")
def tell_of_the_end(event: Event) -> None:
    _write("vetting_ended", _vetting(event), event)


def _write(name: str, vetting: Vetting, event: Event) -> None:
    """To the address that was written on the public page; its reader may have no account."""
    partner = vetting.organization
    path = (
        reverse("governance:partner", args=[partner.ident])
        if partner is not None
        else reverse("governance:become_issuer")
    )
    send_to(
        name,
        vetting.contact_email,
        event,
        locale=vetting.locale,
        path=path,
        organization=vetting.legal_name,
        until_on=vetting.until_on,
        name_of_contact=vetting.contact_name,
        reason=vetting.reason,
        ending=vetting.ending,
    )


def _deciding(vetting: Vetting) -> list[Person]:
    committee = sitting(vetting.program)
    if committee is not None:
        chairs = committee.terms().filter(seat__kind=SeatKind.CHAIR).select_related("person")
        return [term.person for term in chairs]
    held = Membership.objects.current().filter(
        role=Role.PROGRAM_ADMIN, organization=vetting.program
    )
    return list(Person.objects.filter(pk__in=held.values("person")))


def _vetting(event: Event) -> Vetting:
    rows = Vetting.objects.select_related("program", "organization")
    return rows.get(pk=event.subject_id)
