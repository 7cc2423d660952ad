"""A small department asks the pool for readers; who is asked says yes or no; it ends by itself when it is done."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.districts import districts_of_place
from assay.assessment.languages import languages_read
from assay.assessment.models import (
    Assessor,
    Assignment,
    Availability,
    Evaluation,
    ReaderInvitation,
    ReaderRequest,
    agreed,
)
from assay.assessment.pool.forecast import kind_of
from assay.assessment.pool.forecast_facts import kept, shortage_of
from assay.assessment.reach import Reach, crosses
from assay.catalog.models import MicroCredential
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come
from assay.people.models import Organization, Person, ReadingPurpose, districts_of, readers_agreed
from assay.program.policies import AssessmentPolicy, in_force
from assay.record.actions import note
from assay.record.models import MACHINE

#: So many are asked at once, whoever carries least of their share first.
MOST_INVITED = 40
MOST_READINGS = 500
#: Over so many weeks what somebody took is held against their share.
_WEEKS = 4


@transaction.atomic
def ask_for_readers(
    place: Organization,
    *,
    by: Person,
    kinds: Sequence[int] | None = None,
    readings: int | None = None,
    until_on: date | None = None,
) -> ReaderRequest:
    """Ask the pool for what the place's own assessors cannot give; what is left open is taken from the forecast.

    `kinds`: as the forecast numbers them. Where all are in other languages, only those who read one of them are asked.

    Raises PermissionDenied, WrongState where they can, where nobody can be asked or a request is open, BadInput.
    """
    if not policy.can_ask_for_readers(by, place):
        raise PermissionDenied
    short = shortage_of(kept([place.path]))
    if not short.readings:
        raise WrongState(_("Your own assessors can give what the next two weeks need."))
    wanted = [kind_of(kind) for kind in (short.kinds if kinds is None else kinds)]
    chosen = _checked_kinds(place, {of for of, _code in wanted})
    languages = sorted({code for _of, code in wanted if code})
    readings = short.readings if readings is None else readings
    until_on = until_on or short.until_on
    _check(readings, until_on)
    people = _to_invite(place, chosen, by)
    if all(code for _of, code in wanted):
        reads = languages_read(people)
        people = [one for one in people if reads.get(one, frozenset()) & set(languages)]
    if not people:
        raise WrongState(_("No one else in the pool has room and could read this."))
    with first_come(_("A request of this department is open. End it before you ask again.")):
        request = ReaderRequest.objects.create(
            place=place,
            readings=readings,
            languages=languages,
            until_on=until_on,
            asked_by=by,
            asked_at=now(),
        )
    request.micro_credentials.set(chosen)
    ReaderInvitation.objects.bulk_create(
        ReaderInvitation(request=request, person_id=person) for person in people
    )
    note(
        "assessment.readers_asked",
        request,
        by=by,
        place=place.pk,
        kinds=[row.pk for row in chosen],
        readings=readings,
        languages=languages,
        invited=people,
    )
    return request


@transaction.atomic
def answer_reader_request(invitation: ReaderInvitation, answer: str, *, by: Person) -> None:
    """Say that one can help, or not now; until the request ends one may change one's mind.

    Raises PermissionDenied, BadInput, WrongState once it has ended or for the same answer twice.
    """
    if not policy.can_answer_reader_request(by, invitation):
        raise PermissionDenied
    if answer not in (ReaderInvitation.YES, ReaderInvitation.NO):
        raise BadInput(_("Choose yes or no."))
    if not invitation.request.is_open:
        raise WrongState(_("This request has ended. Thank you all the same."))
    rows = ReaderInvitation.objects.filter(pk=invitation.pk).exclude(answer=answer)
    if rows.update(answer=answer, answered_at=now()) != 1:
        raise WrongState(_("You have given this answer before."))
    invitation.refresh_from_db()
    note(
        "assessment.reader_request_answered",
        invitation.request,
        by=by,
        invitation=invitation.pk,
        answer=answer,
    )


@transaction.atomic
def end_reader_request(request: ReaderRequest, *, by: Person) -> None:
    """Take it back. Raises PermissionDenied, WrongState the second time."""
    if not policy.can_ask_for_readers(by, request.place):
        raise PermissionDenied
    if not _end(request, ReaderRequest.TAKEN_BACK):
        raise WrongState(_("This request has ended before."))
    note("assessment.reader_request_ended", request, by=by, how=ReaderRequest.TAKEN_BACK)


def end_done_requests(evaluation: Evaluation) -> None:
    """After a reading: end the requests that now have what they asked for."""
    kind = evaluation.submission.version.micro_credential_id
    for request in ReaderRequest.objects.open().filter(micro_credentials=kind):
        if request.given() >= request.readings:
            _end_by_itself(request, ReaderRequest.DONE)


def end_run_out_requests() -> int:
    """End those whose last day has passed. Returns how many."""
    rows = ReaderRequest.objects.run_out(today())
    return sum(_end_by_itself(request, ReaderRequest.RAN_OUT) for request in rows)


@transaction.atomic
def _end_by_itself(request: ReaderRequest, how: str) -> int:
    if not _end(request, how):
        return 0
    note("assessment.reader_request_ended", request, by=MACHINE, how=how)
    return 1


def _end(request: ReaderRequest, how: str) -> bool:
    rows = ReaderRequest.objects.open().filter(pk=request.pk)
    if rows.update(ended_at=now(), how_ended=how) != 1:
        return False
    request.refresh_from_db()
    return True


def _checked_kinds(place: Organization, wanted: Collection[int]) -> list[MicroCredential]:
    under = MicroCredential.objects.all().under([place.path]).select_related("issuer", "current")
    chosen = list(under.filter(pk__in=wanted, current__isnull=False).order_by("pk"))
    if not chosen or len(chosen) != len(wanted):
        message = _("Choose at least one micro-credential of your department.")
        raise BadInput(message, fields={"kinds": message})
    return chosen


def _check(readings: int, until_on: date) -> None:
    wrong = {}
    if not 1 <= readings <= MOST_READINGS:
        wrong["readings"] = _("Ask for 1 to %(most)d readings.") % {"most": MOST_READINGS}
    if not today() <= until_on <= today() + timedelta(days=92):
        wrong["until_on"] = _("Choose a day from today to three months from now.")
    if wrong:
        raise BadInput(_("Some of this cannot be used as it is."), fields=wrong)


def _to_invite(place: Organization, chosen: Sequence[MicroCredential], by: Person) -> list[int]:
    """Assessors of the pool who read one of these already, or read something and could be certified for one.

    Not the place's own, nor who is away, has no room, or belongs to a district that nothing lets read what is here.
    """
    programs = list({row.issuer_id: row.issuer for row in chosen}.values())
    pool = Person.objects.get_queryset().serving(programs, *policy.ASSESSORS)
    away = Availability.objects.filter(away_until__gt=today()).values("person")
    reading = Assessor.objects.at_work().values("person")
    own = Person.objects.get_queryset().within([place])
    people = pool.filter(pk__in=reading).exclude(pk__in=away).exclude(pk=by.pk)
    if place.program != place:  # of a whole program everybody is its own
        people = people.exclude(pk__in=own.values("pk"))
    found = sorted(_may_read(place, list(people.values_list("pk", flat=True))))
    load = _loads(found)
    return sorted((one for one in found if load[one] < 1), key=lambda one: (load[one], one))[
        :MOST_INVITED
    ]


def _may_read(place: Organization, people: list[int]) -> list[int]:
    here = districts_of_place(place)
    agreed_on = readers_agreed(ReadingPurpose.SCORING)
    shared = frozenset(reader for owner, reader in agreed_on if owner in here)
    reach, homes = Reach(districts=here, shared=shared), districts_of(people)
    return [one for one in people if not crosses(homes.get(one, frozenset()), reach)]


def _loads(people: list[int]) -> dict[int, float]:
    """What each took within four weeks, as a part of their share; a share of nothing is a full one."""
    usual, shares = in_force(AssessmentPolicy).share_per_week, agreed(people)
    taken = dict.fromkeys(people, 0)
    since = now() - timedelta(weeks=_WEEKS)
    for person in (
        Assignment.objects.filter(assessor__in=people)
        .taken_since(since)
        .values_list("assessor", flat=True)
    ):
        taken[person] += 1
    found = {}
    for person, many in taken.items():
        share = float(shares.get(person, usual))
        found[person] = many / (_WEEKS * share) if share else 1.0
    return found
