"""In any order of verbs, what a learner and who helps them write is read by those two alone, and what is closed is
closed at the next request; and no page of theirs says who assesses.

That whoever helps judges nothing is held beside it (`src/assay/assessment/tests/judging/test_any_order.py`).
"""

import contextlib
from dataclasses import dataclass, field, replace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assay.assessment import actions as assessment
from assay.assessment.tests.factories import attest, make_lead, take_next
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.coaching import actions
from assay.coaching.models import Comment, DraftShare, Pairing
from assay.evidence import actions as evidence
from assay.evidence.models import Artifact, Submission
from assay.evidence.tests.factories import again, fill, make_draft, make_submission
from assay.lib.errors import Refusal
from assay.people.models import Membership, Organization, Person
from assay.people.tests.factories import make_district, make_person
from tests import outdoors

SAID = "Between us two alone: where is the second one?"
ANSWER = "Between us two alone: it comes at the end."
HELPERS = ("coach", "another coach", "colleague")
VERBS = (
    "share", "share a part", "stop", "comment", "answer", "end", "pair", "hand in", "return", "move away"
)  # fmt: skip
Step = tuple[str, str]
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.sampled_from(HELPERS)), min_size=3, max_size=9
)
OFTEN = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


@dataclass
class World:
    """Whoever could be in the way of a draft, and what this test knows of who has been let in."""

    learner: Person
    helpers: dict[str, Person]
    others: dict[str, Person]
    draft: Submission
    pairings: dict[str, Pairing] = field(default_factory=dict)
    #: By helper, whether the first part is all that is open; a helper who is not in it has nothing open.
    let_in: dict[str, bool] = field(default_factory=dict)
    is_draft: bool = True

    def person(self, helper: str) -> Person:
        return Person.objects.get(pk=self.helpers[helper].pk)

    def press(self, verb: str, helper: str) -> None:
        """Press it as who may; note who is let in and who no more where it was not refused."""
        pairing, by = self.pairings.get(helper), self.learner
        if verb == "pair" and helper not in self.pairings:
            self.pair(helper)
        elif verb == "hand in" and self.is_draft:
            evidence.submit(self.draft, by=by)
            self.is_draft = False
        elif verb == "return" and not self.is_draft:
            evidence.reopen(
                self.draft, [{"code": "unreadable", "words": "One clip does not play."}], by=None
            )
            self.is_draft = True
        elif pairing is None:
            return
        elif verb in ("share", "share a part"):
            parts = ("part1",) if verb == "share a part" else ("part1", "part2", "part3")
            actions.share_draft(self.draft, pairing, parts=parts, by=by)
            self.let_in[helper] = verb == "share a part"
        elif verb == "end":
            actions.end_pairing(pairing, by=by)
            self.let_in.pop(helper, None)
            del self.pairings[helper]
        elif verb == "move away":
            Membership.objects.filter(person=self.helpers[helper]).delete()
            role = "coach" if helper != "colleague" else "learner"
            make_person(self.helpers[helper], role=role, organization=make_district("Far Away"))
            self.let_in.pop(helper, None)
            del self.pairings[helper]
            self.helpers.pop(helper)
        elif share := DraftShare.objects.filter(pairing=pairing).first():
            if verb == "stop":
                actions.stop_sharing(share, by=by)
                self.let_in.pop(helper)
            elif verb == "comment":
                actions.keep_comment(share, "p1q1", SAID, by=self.person(helper))
                actions.send_comments(share, by=self.person(helper))
            elif comment := Comment.objects.filter(share=share, sent_at__isnull=False).first():
                actions.reply(comment, ANSWER, by=by)

    def pair(self, helper: str) -> None:
        person, place = self.person(helper), self.learner.current_memberships[0].organization
        if helper == "colleague":
            offer = actions.offer_to_read(self.draft.version.micro_credential, 5, by=person)
            self.pairings[helper] = actions.ask_peer(offer, by=self.learner)
            actions.accept(self.pairings[helper], by=person)
        else:
            self.pairings[helper] = actions.pair(self.learner, person, place, by=None)


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def draft(ada: Person, version: Version) -> Submission:
    return fill(make_draft(ada, version))


@pytest.fixture
def cleo(district: Organization) -> Person:
    """A coach of the district."""
    return make_person("Cleo Guide", role="coach", organization=district)


@pytest.fixture
def cor(district: Organization) -> Person:
    """Another coach of the district."""
    return make_person("Cor Other", role="coach", organization=district)


@pytest.fixture
def world(
    ada: Person, bo: Person, cleo: Person, cor: Person, lea: Person, chi: Person, dee: Person,
    draft: Submission, version: Version, district: Organization,
) -> World:  # fmt: skip
    """One learner and who may help, and in `others` all who judge, lead, administer, guard or come from elsewhere."""
    evidence.begin(bo, version.micro_credential, by=bo)
    others = {"lead": lea, "approver": chi, "another district": dee}
    roles = ("assessor", "screener", "principal", "program-admin", "privacy-officer", "coach")
    for role in roles:
        others[f"some {role}"] = make_person(f"Some {role}", role=role, organization=district)
    assessor = others["some assessor"]
    attest(assessor, version, lea)
    handed_in = make_submission(make_person("Someone Else", organization=district), version)
    assessment.open_evaluation(handed_in)
    helpers = {"coach": cleo, "another coach": cor, "colleague": bo}
    return World(ada, helpers, others, draft)


@pytest.mark.django_db
@OFTEN
@example(steps=[("pair", "coach"), ("share", "coach"), ("comment", "coach"), ("stop", "coach")])
@example(steps=[("pair", "colleague"), ("share", "colleague"), ("hand in", "coach")])
@example(
    steps=[
        ("pair", "coach"),
        ("share", "coach"),
        ("comment", "coach"),
        ("answer", "coach"),
        ("share a part", "coach"),
        ("move away", "coach"),
    ]
)
@given(steps=STEPS)
def test_those_two_alone_read_it_and_only_what_is_open(steps: list[Step], world: World) -> None:
    world = replace(
        world, helpers=dict(world.helpers), pairings={}, let_in={}, draft=again(world.draft)
    )
    with outdoors.atomic():
        for step in steps:
            with contextlib.suppress(Refusal), outdoors.atomic():
                world.press(*step)
            check(world, {**world.helpers, "learner": world.learner})
        check(world, {**world.helpers, **world.others, "learner": world.learner})
        transaction.set_rollback(True)


def check(world: World, everyone: dict[str, Person]) -> None:
    """Every share, each of its pages and files, for everybody, against what this test knows."""
    clients = {}
    for name, person in everyone.items():
        clients[name] = Client()
        clients[name].force_login(Person.objects.get(pk=person.pk))
    names = {pairing.pk: helper for helper, pairing in world.pairings.items()}
    last = Artifact.objects.filter(submission=world.draft).latest("pk")
    for share in DraftShare.objects.all():
        helper = names.get(share.pairing_id)
        for name, client in clients.items():
            is_open = name == helper and name in world.let_in and world.is_draft
            page = client.get(reverse("coaching:draft", args=[share.pk]))
            assert page.status_code == (200 if is_open else 404), (name, "draft")
            own = client.get(reverse("coaching:shared", args=[share.pk]))
            assert own.status_code == (200 if name == "learner" else 404), (name, "own page of it")
            file = client.post(reverse("coaching:file", args=[share.pk, last.pk]))
            has_file = is_open and not world.let_in[name]
            assert (file.status_code < 400) == has_file, (name, "file", file.status_code)
    for pairing in Pairing.objects.all():
        helper = names.get(pairing.pk)
        for name, client in clients.items():
            page = client.get(reverse("coaching:pairing", args=[pairing.pk]))
            if name not in ("learner", helper):
                assert page.status_code == 404 or helper is None, (name, "page of two")
                assert SAID not in page.content.decode()
    for name in everyone.keys() & world.others.keys():
        for address in ("/", "/coaching/", "/coaching/desk/", "/coaching/requests/"):
            said = clients[name].get(address).content.decode()
            assert SAID not in said and ANSWER not in said, (name, address)


@pytest.mark.django_db
def test_no_page_of_theirs_says_who_assesses(
    world: World, version: Version, district: Organization, lea: Person
) -> None:
    """While it is read by an assessor, whoever helped sees that it is handed in, and not with whom it lies."""
    reader = make_person("Readwin Unseen", role="assessor", organization=district)
    attest(reader, version, lea)
    for verb in ("pair", "share", "comment", "hand in"):
        world.press(verb, "coach")
    evaluation = assessment.open_evaluation(world.draft)
    assessment.screen(evaluation, complete=True, by=make_lead(district))
    assert take_next(reader).evaluation == evaluation
    share = DraftShare.objects.get()
    of_two = reverse("coaching:pairing", args=[share.pairing_id])
    own = reverse("coaching:shared", args=[share.pk])
    seats = {world.person("coach"): ("/", "/coaching/desk/", of_two), world.learner: (own, of_two)}
    for person, addresses in seats.items():
        client = Client()
        client.force_login(Person.objects.get(pk=person.pk))
        for address in addresses:
            page = client.get(address)
            assert page.status_code == 200 and "Readwin" not in page.content.decode(), address
