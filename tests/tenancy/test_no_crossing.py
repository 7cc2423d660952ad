"""No sequence of verbs by people of one organization gives any of them a row of another's."""

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.assessment import actions as assessment
from assay.assessment import policy as judging
from assay.assessment.models import Assessor, Assignment, Conflict, Evaluation
from assay.assessment.tests.factories import take_next
from assay.catalog import actions as catalog
from assay.catalog import policy as authoring
from assay.catalog.models import Version
from assay.credentials import actions as credentials
from assay.credentials import policy as keeping
from assay.credentials.models import Award
from assay.evidence import actions as evidence
from assay.evidence.models import Artifact, Submission
from assay.lib.errors import Refusal
from assay.people import actions as people
from assay.people.models import Invitation, Membership, Organization, OrganizationKind, Person, Role
from assay.program import actions as program
from tests.tenancy.world import TENANTS, World, covers

pytestmark = pytest.mark.django_db
Rows = set[tuple[str, Any]]
REASON = "A parent asks us whether their child is in it."


def seen_by(person: Person, *, among: Rows) -> Rows:
    """Which of some rows a person's roles show them, by the questions that the pages ask."""
    evaluations = Evaluation.objects.all()
    led = judging.programs_led_by(person)
    found: dict[str, Any] = {
        "person": Person.objects.visible_to(person),
        "organization": Organization.objects.administered_by(person),
        "invitation": Invitation.objects.all().visible_to(person),
        "membership": Membership.objects.all().visible_to(person),
        "version": Version.objects.written_in(authoring.places_of(person)),
        "award": Award.objects.issued_by(keeping.kept_by(person))
        | Award.objects.visible_to(person),
        "assessor": Assessor.objects.all().visible_to(person),
        "conflict": Conflict.objects.all().visible_to(person, led),
        "assignment": Assignment.objects.visible_to(person),
        "submission": Submission.objects.visible_to(person),
    }
    rows = {
        (kind, pk) for kind, query in found.items() for pk in query.values_list("pk", flat=True)
    }
    pool = Person.objects.get_queryset().serving(led, *judging.ASSESSORS)
    rows |= {("person", pk) for pk in pool.values_list("pk", flat=True)} if led else set()
    for query in (
        evaluations.led_by(person),
        evaluations.released_by(person),
        evaluations.checked_by(person),
    ):
        rows |= {("evaluation", pk) for pk in query.values_list("pk", flat=True)}
    asked = evaluations.filter(pk__in=[pk for kind, pk in among if kind == "evaluation"])
    work = asked.select_related(
        "submission__start__person", "submission__version__micro_credential__issuer"
    )
    for evaluation in work.prefetch_related("assignments"):
        if judging.may_open(person, evaluation) or judging.can_inspect(person, evaluation):
            rows.add(("evaluation", evaluation.pk))
    return rows & among


def tenant_of(place: Organization, world: World) -> str:
    """The nearest of the three that an organization belongs to."""
    inside = [t for t, top in world.places.items() if place.path.startswith(top.path)]
    return max(inside, key=lambda t: len(world.places[t].path), default="")


def others(world: World, tenant: str) -> Rows:
    """Every row that is none of this tenant's business: of people it does not look after, of programs not its own."""

    def strange(person: Person) -> bool:
        homes = {
            tenant_of(m.organization, world)
            for m in person.memberships.select_related("organization")
        }
        return not any(covers(tenant, home) for home in homes)

    def program_of(issuer: Organization) -> str:
        return tenant_of(issuer, world)

    rows: Rows = {("person", p.pk) for p in Person.objects.all() if strange(p)}
    rows |= {
        ("organization", o.pk)
        for o in Organization.objects.all()
        if not covers(tenant, tenant_of(o, world))
    }
    for kind, model in (("invitation", Invitation), ("membership", Membership)):
        placed: Any = model.objects.select_related("organization")
        rows |= {
            (kind, row.pk)
            for row in placed
            if not covers(tenant, tenant_of(row.organization, world))
        }
    for version in Version.objects.select_related("micro_credential__issuer"):
        if program_of(version.micro_credential.issuer) != tenant:
            rows.add(("version", version.pk))
    for evaluation in Evaluation.objects.select_related(
        "submission__version__micro_credential__issuer"
    ):
        if program_of(evaluation.submission.version.micro_credential.issuer) != tenant:
            rows |= {("evaluation", evaluation.pk), ("submission", evaluation.submission_id)}
            rows |= {("assignment", a.pk) for a in evaluation.assignments.all()}
    rows |= {
        ("award", a.pk)
        for a in Award.objects.select_related("issuer")
        if program_of(a.issuer) != tenant
    }
    for assessor in Assessor.objects.select_related("micro_credential__issuer"):
        if program_of(assessor.micro_credential.issuer) != tenant:
            rows.add(("assessor", assessor.pk))
    rows |= {
        ("conflict", c.pk) for c in Conflict.objects.all() if strange(c.person) and strange(c.other)
    }
    return rows


def crossing(world: World, tenant: str) -> list[str]:
    """Which of a tenant's people hold what is another's; nobody, if all is well."""
    strange = others(world, tenant)
    found = []
    for person in staff(world, tenant):
        taken = sorted(seen_by(person, among=strange), key=str)
        found += [f"{person} of {tenant} sees {kind} {pk}" for kind, pk in taken]
    return found


def staff(world: World, tenant: str) -> list[Person]:
    """As the database has them now: with whatever roles they came by."""
    return list(
        Person.objects.filter(
            pk__in=[world.people[role, tenant].pk for role in Role.values]
        ).order_by("pk")
    )


@pytest.mark.parametrize("tenant", TENANTS)
def test_the_world_begins_well_apart(world: World, tenant: str) -> None:
    assert crossing(world, tenant) == []
    assert len(others(world, tenant)) > 60
    own = {("person", person.pk) for person in staff(world, tenant)}
    assert any(seen_by(person, among=own) for person in staff(world, tenant))


class Deed:
    """One press of one button by one of a tenant's people, drawn from numbers."""

    def __init__(self, world: World, tenant: str, by: Person, numbers: tuple[int, ...]) -> None:
        self.world, self.tenant, self.by, self.numbers = world, tenant, by, list(numbers)
        self.came: list[
            Person
        ] = []  # who took an invitation: they came by their own will, and are looked after now

    def one(self, rows: Any) -> Any:
        """Some row, anybody's."""
        rows = list(rows)
        return rows[self.numbers.pop() % len(rows)]

    def near(self, own: Any, all_: Any) -> Any:
        """As often one of their own as anybody's: or nearly everything would be refused at once."""
        return self.one(own if self.numbers[-1] % 3 else all_)

    def person(self) -> Person:
        return self.near(staff(self.world, self.tenant), Person.objects.order_by("pk"))

    def place(self) -> Organization:
        top = self.world.places[self.tenant]
        return self.near(
            Organization.objects.within(top).order_by("pk"), Organization.objects.order_by("pk")
        )

    def evaluation(self) -> Evaluation:
        return self.one(Evaluation.objects.order_by("pk"))

    def version(self) -> Version:
        return self.one(Version.objects.select_related("micro_credential").order_by("pk"))

    def role(self) -> str:
        return self.one(Role.values)

    def invite_and_take(self) -> None:
        somebody = self.person()
        people.accept(
            people.invite(somebody.email, self.place(), self.role(), by=self.by), by=somebody
        )
        self.came.append(somebody)

    def attest(self) -> None:
        version = self.version()
        assessment.attest(
            self.person(), version.micro_credential, version.major, by=self.by, basis="expert"
        )

    def found_and_rule(self) -> None:
        kind = self.one(OrganizationKind.values)
        made = people.create_organization(
            name="Of Our Own", kind=kind, parent=self.place(), by=self.by
        )
        people.grant(self.person(), made, self.role(), by=self.by)

    def announce_a_retirement(self) -> Any:
        version = self.version()
        first = catalog.earliest_closing(version.micro_credential.home_id)
        return catalog.announce_retirement(version, REASON, closes_on=first, by=self.by)

    def begin_a_draft(self) -> None:
        catalog.create(
            "Something New", owner=self.place(), issuer=self.one([None, self.place()]), by=self.by
        )


VERBS: dict[str, Callable[[Deed], object]] = {
    "grant": lambda d: people.grant(d.person(), d.place(), d.role(), by=d.by),
    "end": lambda d: people.end_membership(d.one(Membership.objects.order_by("pk")), by=d.by),
    "invite": Deed.invite_and_take,
    "set workplace": lambda d: people.set_workplace(d.person(), d.place(), by=d.by),
    "state workplace": lambda d: people.state_workplace(d.by, d.place(), by=d.by),
    "be a district": lambda d: people.change_organization(
        d.place(), kind=d.one(OrganizationKind.values), by=d.by
    ),
    "found": Deed.found_and_rule,
    "close account": lambda d: people.deactivate(d.person(), by=d.by),
    "attest": Deed.attest,
    "end attestation": lambda d: assessment.end_basis(
        d.one(Assessor.objects.order_by("pk")), by=d.by
    ),
    "declare": lambda d: assessment.declare_conflict(d.person(), d.person(), "family", by=d.by),
    "end conflict": lambda d: assessment.end_conflict(
        d.one(Conflict.objects.order_by("pk")), by=d.by
    ),
    "take screening": lambda d: assessment.take_screening(d.evaluation(), by=d.by),
    "screen": lambda d: assessment.screen(d.evaluation(), complete=True, by=d.by),
    "next": lambda d: assessment.offer_next(d.by),
    "take back": lambda d: assessment.take_back(d.one(Assignment.objects.order_by("pk")), by=d.by),
    "accept": lambda d: assessment.accept(
        d.one(Assignment.objects.filter(status="offered").order_by("pk")), by=d.by
    ),
    "decline": lambda d: assessment.decline(
        d.one(Assignment.objects.filter(status="offered").order_by("pk")), by=d.by
    ),
    "recuse": lambda d: assessment.recuse(
        d.one(Assignment.objects.order_by("pk")), "family", by=d.by
    ),
    "settle": lambda d: assessment.take_adjudication(d.evaluation(), by=d.by),
    "release": lambda d: assessment.release(d.evaluation(), by=d.by),
    "return": lambda d: assessment.send_back(d.evaluation(), "Again.", by=d.by),
    "inspect": lambda d: assessment.inspect(d.evaluation(), REASON, by=d.by),
    "draft": Deed.begin_a_draft,
    "write": lambda d: catalog.save_draft(d.version(), {"title": "Ours Now"}, by=d.by),
    "new version": lambda d: catalog.start_new_version(d.version(), by=d.by),
    "publish": lambda d: catalog.publish(d.version(), by=d.by),
    "retire": Deed.announce_a_retirement,
    "revoke": lambda d: credentials.revoke(
        d.one(Award.objects.order_by("pk")), ground="error", by=d.by
    ),
    "reissue": lambda d: credentials.reissue(d.one(Award.objects.order_by("pk")), by=d.by),
    "rotate": lambda d: credentials.rotate_key(d.place(), by=d.by),
    "hold": lambda d: evidence.hold(d.one(Artifact.objects.order_by("pk")), "privacy", by=d.by),
    "close": lambda d: evidence.close(d.one(Submission.objects.order_by("pk")), "earned", by=d.by),
    "rules": lambda d: program.set_policy("assessment", {"business_days_target": 9}, by=d.by),
}
#: Those who can do most press as often as all the others together.
_STRONG = [
    Role.values.index(role) for role in ("program-admin", "lead-assessor", "approver", "author")
]
WHO = st.one_of(st.integers(0, len(Role.values) - 1), st.sampled_from(_STRONG))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(sorted(VERBS)),
        WHO,
        st.tuples(*[st.integers(0, 10_000)] * 4),
    ),
    min_size=3,
    max_size=12,
)
#: What nobody may change of another's, whatever they press.
KEPT: dict[str, tuple[Any, tuple[str, ...]]] = {
    "evaluation": (Evaluation, ("status",)),
    "award": (Award, ("status",)),
    "version": (Version, ("status", "title")),
    "membership": (Membership, ("until_on", "role")),
    "organization": (Organization, ("kind", "name", "ended_on")),
    "person": (Person, ("is_active",)),
    "assignment": (Assignment, ("status",)),
    "assessor": (Assessor, ("ended_at",)),
}


def as_it_stands(strange: Rows) -> dict[tuple[str, Any], Any]:
    return {
        (kind, row["pk"]): row
        for kind, (model, fields) in KEPT.items()
        for row in model.objects.filter(pk__in=[pk for k, pk in strange if k == kind]).values(
            "pk", *fields
        )
    }


def live(world: World, tenant: str, steps: list[tuple[str, int, tuple[int, ...]]]) -> None:
    """Let a tenant's people press, then see that they hold and have changed nothing of anybody else's."""
    with transaction.atomic():
        strange = others(world, tenant)
        before = as_it_stands(strange)
        for verb, who, numbers in steps:
            deed = Deed(world, tenant, staff(world, tenant)[who], numbers)
            with (
                contextlib.suppress(Refusal, PermissionDenied, IndexError, LookupError),
                transaction.atomic(),
            ):
                VERBS[verb](deed)
            strange -= {("person", person.pk) for person in deed.came}
        taken = [
            f"{p} of {tenant} sees {row}"
            for p in staff(world, tenant)
            for row in seen_by(p, among=strange)
        ]
        assert not taken, (steps, taken)
        changed = {key: row for key, row in as_it_stands(strange).items() if row != before[key]}
        assert not changed, (steps, changed)
        transaction.set_rollback(True)


UNHURRIED = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@pytest.mark.parametrize("tenant", TENANTS)
@settings(max_examples=4, **UNHURRIED)  # type: ignore[arg-type]
@given(steps=STEPS)
def test_whatever_they_press_they_get_nothing_of_anybody_else(
    world: World, tenant: str, steps: list[tuple[str, int, tuple[int, ...]]]
) -> None:
    live(world, tenant, steps)


@pytest.mark.slow
@pytest.mark.parametrize("tenant", TENANTS)
@settings(max_examples=60, **UNHURRIED)  # type: ignore[arg-type]
@given(steps=STEPS)
def test_whatever_they_press_for_long(
    world: World, tenant: str, steps: list[tuple[str, int, tuple[int, ...]]]
) -> None:
    live(world, tenant, steps)


@pytest.mark.parametrize("tenant", TENANTS)
def test_an_administrator_who_gives_every_role_they_can_gets_nothing(
    world: World, tenant: str
) -> None:
    """The way that was open: make oneself, or a colleague, whatever it takes; attest for everything; take the next."""
    with transaction.atomic():
        strange = others(world, tenant)
        admin, colleague = (
            world.people[Role.PROGRAM_ADMIN, tenant],
            world.people[Role.LEARNER, tenant],
        )
        for role in Role.values:
            for place in Organization.objects.all():
                for person in (admin, colleague):
                    with contextlib.suppress(Refusal, PermissionDenied), transaction.atomic():
                        people.grant(person, place, role, by=admin)
        for version in Version.objects.select_related("micro_credential"):
            with contextlib.suppress(Refusal, PermissionDenied), transaction.atomic():
                assessment.attest(
                    Person.objects.get(pk=admin.pk),
                    version.micro_credential,
                    version.major,
                    by=Person.objects.get(pk=colleague.pk),
                    basis="expert",
                )
        for person in (Person.objects.get(pk=admin.pk), Person.objects.get(pk=colleague.pk)):
            with contextlib.suppress(Refusal, PermissionDenied), transaction.atomic():
                take_next(person)
            assert not seen_by(person, among=strange)
        transaction.set_rollback(True)
