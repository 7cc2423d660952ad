"""Fillings for pages of others: who has not said where they work, and whose role asks for a second step."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.letters.models import SLOW, Letter
from assay.lib.clock import now, today
from assay.lib.counts import Listed
from assay.lib.prepared import prepared
from assay.people import policy, second_factor
from assay.people.models import (
    DataSharingAgreement,
    Invitation,
    OrganizationKind,
    Person,
    Role,
    administered_paths,
)
from assay.record.models import Stumble
from assay.ui.work import CallWords, WorkKind, pieces


def workplace_missing(person: Any, _subject: Any) -> dict[str, Any] | None:
    """On the home page of a learner whose school nobody knows, while the program has schools to choose from."""
    if not isinstance(person, Person) or not person.has_role_somewhere(Role.LEARNER):
        return None
    kinds = (OrganizationKind.SCHOOL, OrganizationKind.DEPARTMENT)
    if any(m.organization.kind in kinds for m in person.current_memberships):
        return None
    return {} if policy.workplaces_open_to(person).exists() else None


def second_factor_bar(person: Any, _subject: Any) -> dict[str, Any] | None:
    """Above every page of whoever holds a role that asks for a second step, and has none."""
    asking = person.memberships_asking() if isinstance(person, Person) else []
    if not asking:
        return None
    first = second_factor.sleeps_from(asking[0])
    late = first <= today()
    said = [m for m in asking if not late or second_factor.sleeps_from(m) <= today()]
    return {
        "roles": ", ".join(dict.fromkeys(str(m.get_role_display()) for m in said)),
        "until": None if late else first - timedelta(days=1),
    }


def work(person: Person) -> Iterable[WorkKind]:
    """On the home page of administrators: what did not go through. One query, beside that of the home district."""
    if not policy.can_administer_people(person):
        return
    if policy.can_look_after_letters(person):
        letters, record = reverse("people:letters"), reverse("people:record")
        yield WorkKind(
            desk="people",
            label=_("E-mails that did not leave"),
            note=_("People are waiting for them"),
            url=letters,
            rows=Listed(_stuck_letters, now() - SLOW),
            call=CallWords(
                heading=_("An e-mail did not leave"),
                text=_("It is for %(name)s. The list says why, and you can try it again."),
                url=letters,
                button=_("See why, and try again"),
                row_button=_("See why"),
            ),
            order=60,
        )
        yield WorkKind(
            desk="people",
            label=_("Steps that failed"),
            note=_("They follow by themselves"),
            url=record,
            rows=Listed(_failed_steps),
            call=CallWords(
                heading=_("A step that follows by itself failed"),
                text=_("The list says which, and you can try it again."),
                url=record,
                button=_("See which, and try again"),
                row_button=_("See which"),
            ),
            order=61,
        )
    if policy.can_see_agreements(person):
        agreements = f"{reverse('people:data-sharing')}?show=proposed"
        yield WorkKind(
            desk="people",
            label=_("Data-sharing agreements to answer"),
            note=_("Proposed by another district"),
            url=agreements,
            rows=Listed(_proposed_to, [o.pk for o in person.organizations_as(Role.PROGRAM_ADMIN)]),
            call=CallWords(
                heading=_("%(name)s proposes a data-sharing agreement"),
                text=_("Read what it covers. Nothing is shared until you accept it."),
                url=agreements,
                button=_("Read the proposal"),
                row_button=_("Read it"),
            ),
            order=64,
            quiet=True,
        )
    invitations = reverse("people:invitations")
    yield WorkKind(
        desk="people",
        label=_("Invitations that ran out"),
        note=_("No one came in by them"),
        url=invitations,
        rows=Listed(_run_out, administered_paths(person), now()),
        call=CallWords(
            heading=_("The invitation of %(name)s ran out"),
            text=_("Send it again, or withdraw it."),
            url=invitations,
            button=_("Open the invitations"),
            row_button=_("Open list"),
        ),
        order=65,
    )


@prepared
def _stuck_letters(due_before: datetime) -> QuerySet[Letter, Any]:
    rows = Letter.objects.stuck(due_before).order_by("due_at", "pk")
    return pieces(rows, key="pk", name="to", state="state", since="due_at")


@prepared
def _failed_steps() -> QuerySet[Stumble, Any]:
    rows = Stumble.objects.order_by("pk")
    return pieces(rows, key="pk", state="said", since="event__at")


@prepared
def _proposed_to(districts: Sequence[int]) -> QuerySet[DataSharingAgreement, Any]:
    rows = DataSharingAgreement.objects.proposed().filter(second__pk__in=districts)
    rows = rows.order_by("proposed_at", "pk")
    return pieces(rows, key="pk", name="first__name", since="proposed_at")


@prepared
def _run_out(paths: Sequence[str], at: datetime) -> QuerySet[Invitation, Any]:
    rows = Invitation.objects.under(paths).run_out(at).order_by("expires_at", "pk")
    return pieces(rows, key="pk", name="email", since="expires_at")
