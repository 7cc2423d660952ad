"""Notes on what happened to accounts, for whoever looks after their safety: ids, figures, coarse networks, never an
address that was typed, never a secret.

Refusals come from anybody and as often as they like. They are counted in a row of their own, outside the record, whose
end one process holds at a time; once a window is over, the schedule notes what came together in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assay.lib.clock import now
from assay.lib.errors import WrongState
from assay.lib.limits import mark
from assay.people.models import Actor, Person, RefusedAttempt
from assay.record.actions import Entry, note, note_all
from assay.record.models import MACHINE

REASONS = {
    "wrong-password": _("wrong password"),
    "wrong-code": _("wrong code from an e-mail"),
    "wrong-factor": _("wrong second step"),
    "closed-account": _("closed account"),
    "too-many": _("too many tries"),
    "denied": _("not allowed"),
}
WINDOW = timedelta(minutes=15)
MOST_MARKS = 10


def count_refusal(
    reason: str, *, network: str, account: str = "", person: Person | None = None, place: str = ""
) -> None:
    """Count a refusal in the window that runs for it.

    `account` is an address as it was typed: only a keyed mark of it is kept, and the same is done whether there is
    such an account or not.
    """
    who = mark(account) if account else (f"#{person.pk}" if person else "")
    at = now()
    same = RefusedAttempt.objects.filter(reason=reason, who=who, network=network, place=place[:120])
    if same.update(times=F("times") + 1, last_at=at):
        return
    if account:
        person = Person.objects.filter(email=account.strip().lower()).only("pk").first()
    try:
        with transaction.atomic():
            RefusedAttempt.objects.create(
                reason=reason,
                who=who,
                network=network,
                place=place[:120],
                person=person,
                first_at=at,
                last_at=at,
                closes_at=at + WINDOW,
            )
    except IntegrityError:  # another try was a moment quicker
        same.update(times=F("times") + 1, last_at=at)


@transaction.atomic
def note_refusals() -> int:
    """Note the windows that are over, and delete them: how many events. The schedule runs it."""
    over = (
        RefusedAttempt.objects.select_for_update(of=("self",))
        .filter(closes_at__lte=now())
        .order_by("pk")[:2000]
    )
    rows = list(over.select_related("person"))
    if not rows:
        return 0
    events = note_all(_entries(rows))
    RefusedAttempt.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(events)


def _entries(rows: Iterable[RefusedAttempt]) -> list[Entry]:
    """One for each account there is and each denial; one for all addresses nobody has, of a network."""
    strangers: dict[tuple[str, str], list[RefusedAttempt]] = defaultdict(list)
    entries: list[Entry] = []
    for row in rows:
        if row.person is None:
            strangers[row.reason, row.network].append(row)
        elif row.reason == "denied":
            facts = {"place": row.place, "times": row.times, "network": row.network}
            entries.append(
                Entry(verb="people.denied", subject=row.person, by=row.person, particulars=facts)
            )
        else:
            facts = {"reason": row.reason, "times": row.times, "network": row.network}
            entries.append(
                Entry(
                    verb="people.sign_in_refused", subject=row.person, by=MACHINE, particulars=facts
                )
            )
    for (reason, network), some in strangers.items():
        marks = [row.who for row in some if row.who]
        told = {
            "reason": reason,
            "times": sum(row.times for row in some),
            "network": network,
            "addresses": len(marks),
            "marks": marks[:MOST_MARKS],
        }
        entries.append(
            Entry(verb="people.sign_in_refused", subject=some[0], by=MACHINE, particulars=told)
        )
    return entries


def note_sign_in(
    person: Person, *, methods: Sequence[str], network: str, known_browser: bool
) -> None:
    """`methods`: how they proved who they are, in order: password, code, totp, webauthn, recovery_codes."""
    note(
        "people.signed_in",
        person,
        by=person,
        methods=list(methods),
        network=network,
        known_browser=known_browser,
    )


def note_sign_out(person: Person) -> None:
    note("people.signed_out", person, by=person)


def note_proved_anew(person: Person, *, method: str, network: str) -> None:
    """Somebody who is signed in showed once more that it is them."""
    note("people.proved_anew", person, by=person, method=method, network=network)


def note_factor_added(person: Person, *, factor: str) -> None:
    """`factor`: totp, webauthn, recovery_codes."""
    note("people.factor_added", person, by=person, factor=factor)


def note_factor_removed(person: Person, *, factor: str) -> None:
    note("people.factor_removed", person, by=person, factor=factor)


def note_factor_renewed(person: Person, *, factor: str) -> None:
    """New recovery codes; the old ones open nothing any more."""
    note("people.factor_renewed", person, by=person, factor=factor)


@transaction.atomic
def take_factors_away(person: Person, *, by: Actor) -> int:
    """For somebody who lost phone and recovery codes; how many factors. A command's, for whoever has seen that it is
    them: from a page, one stolen session would open every account.
    """
    from allauth.mfa.models import Authenticator  # its models need ours to be there

    if by is not None:
        raise PermissionDenied
    taken: int = Authenticator.objects.filter(user=person).delete()[0]
    if not taken:
        raise WrongState(gettext("This account has no second step."))
    note("people.factor_removed", person, by=by, factor="all")
    return taken


def note_password_changed(person: Person, *, how: str, network: str) -> None:
    """`how`: changed, set (there was none), reset (by a link in an e-mail)."""
    note("people.password_changed", person, by=person, how=how, network=network)


def note_email_changed(person: Person, *, network: str) -> None:
    note("people.email_changed", person, by=person, network=network)


@transaction.atomic
def end_sessions(sessions: Sequence[UserSession], *, by: Person) -> None:
    """Sign somebody's other browsers out, at once and everywhere."""
    for session in sessions:
        session.end()
    note("people.sessions_ended", by, by=by, sessions=len(sessions))
