"""The record read for safety: which events tell of it, whose of them somebody may read, and what they say in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assay.people import audit_lines, policy
from assay.people.actions.security import REASONS
from assay.people.models import Membership, Organization, Person, RefusedAttempt, Role
from assay.record.models import Event

#: What counts as security, beside `people.` what touches keys and rules.
VERBS = (
    "people.signed_in",
    "people.signed_out",
    "people.sign_in_refused",
    "people.denied",
    "people.proved_anew",
    "people.sessions_ended",
    "people.factor_added",
    "people.factor_removed",
    "people.factor_renewed",
    "people.password_changed",
    "people.email_changed",
    "people.granted",
    "people.ended",
    "people.kept",
    "people.role_refused",
    "people.joined",
    "people.added",
    "people.deactivated",
    "people.reactivated",
    "credentials.key_rotated",
    "program.policy_set",
)

METHODS: dict[str, str | Promise] = {
    "password": gettext_lazy("password"),
    "code": gettext_lazy("code by e-mail"),
    "totp": gettext_lazy("authenticator app"),
    "webauthn": gettext_lazy("passkey"),
    "recovery_codes": gettext_lazy("recovery code"),
    "all": gettext_lazy("all of them"),
    "password_reset": gettext_lazy("link by e-mail"),
}
HOW: dict[str, str | Promise] = {
    "changed": gettext_lazy("changed"),
    "set": gettext_lazy("set for the first time"),
    "reset": gettext_lazy("reset by a link in an e-mail"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event, with what it says of safety."""

    row: audit_lines.Line
    details: str


def visible_to(by: Person) -> QuerySet[Event]:
    """Security events, newest first: all of them for whoever may read the record, else those of people and roles in
    one's own organizations.
    """
    found = Event.objects.filter(verb__in=VERBS).order_by("-id")
    if policy.can_read_record(by):
        return found
    people = Person.objects.visible_to(by)
    mine = Organization.objects.administered_by(by)
    elsewhere = Q(verb="people.joined") & ~Q(
        particulars__organization__in=list(mine.values_list("pk", flat=True))
    )
    return found.filter(
        Q(subject_kind="people.person", subject_id__in=_numbers(people)) & ~elsewhere
        | Q(
            subject_kind="people.membership",
            subject_id__in=_numbers(Membership.objects.visible_to(by)),
        )
        | Q(subject_kind="people.organization", subject_id__in=_numbers(mine))
    )


def of(person: Person) -> QuerySet[Event]:
    """Events of one's own account, newest first: done by oneself, tried by others, and roles given or ended."""
    about = Q(subject_kind="people.person", subject_id=str(person.pk))
    roles = Q(subject_kind="people.membership", subject_id__in=_numbers(person.memberships.all()))
    return Event.objects.filter(about | roles, verb__in=VERBS).order_by("-id")


def counting(by: Person) -> list[RefusedAttempt]:
    """Windows of refusals that are not over yet, so not in the record; the busiest first, fifty at most."""
    rows = RefusedAttempt.objects.select_related("person").order_by("-times", "-last_at")
    if not policy.can_read_record(by):
        rows = rows.filter(person__in=Person.objects.visible_to(by))
    return list(rows[:50])


def lines(events: Iterable[Event], *, reader: Person, own: bool = False) -> list[Line]:
    """Events in words. Costs what `audit_lines.lines` costs. `own`: of one's own account, where all names are told."""
    events = list(events)
    return [
        Line(row=row, details=details(event))
        for event, row in zip(
            events, audit_lines.lines(events, reader=reader, all_names=own), strict=True
        )
    ]


def details(event: Event) -> str:
    """The event's particulars beside its verb: how, why, how often, whence."""
    told: dict[str, Any] = event.particulars
    words: list[str] = []
    words += [str(METHODS.get(method, method)) for method in told.get("methods", [])]
    if "method" in told:
        words.append(str(METHODS.get(told["method"], told["method"])))
    if "factor" in told:
        words.append(str(METHODS.get(told["factor"], told["factor"])))
    if "how" in told:
        words.append(str(HOW.get(told["how"], told["how"])))
    if "reason" in told:
        words.append(str(REASONS.get(told["reason"], told["reason"])))
    if "role" in told:
        words.append(str(dict(Role.choices).get(told["role"], told["role"])))
    if "place" in told:
        words.append(str(told["place"]))
    if "times" in told:
        words.append(ngettext("%(n)d time", "%(n)d times", told["times"]) % {"n": told["times"]})
    if told.get("addresses"):
        n = told["addresses"]
        words.append(
            ngettext("%(n)d address no one has", "%(n)d addresses no one has", n) % {"n": n}
        )
    if told.get("known_browser") is False:
        words.append(_("new browser"))
    if "sessions" in told:
        words.append(
            ngettext("%(n)d browser", "%(n)d browsers", told["sessions"]) % {"n": told["sessions"]}
        )
    if told.get("network"):
        words.append(_("from %(network)s") % {"network": told["network"]})
    return ", ".join(words)


def _numbers(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Their keys as the record writes them."""
    numbers: QuerySet[Any] = (
        rows.order_by().annotate(number=Cast("pk", CharField(max_length=64))).values("number")
    )
    return numbers
