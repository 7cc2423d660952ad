"""What is asked, on a loaded program: prints JSON lines (name, path, method, headers, body, queries).

Runs inside the product (`python -m bench.pages.asks`), because sessions and queries are counted there.
"""

import json
import sys
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import OuterRef, Subquery  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from assay.assessment.actions import renew_figures, renew_outcomes  # noqa: E402
from assay.assessment.models import Assignment, Figures  # noqa: E402
from assay.catalog.models import Version  # noqa: E402
from assay.coaching.models import Comment, DraftShare  # noqa: E402
from assay.community.models import Cohort, Post, Thread  # noqa: E402
from assay.credentials.models import Award, StatusList  # noqa: E402
from assay.credits.models import License  # noqa: E402
from assay.evidence.models import Submission  # noqa: E402
from assay.governance.models import Committee, Proposal  # noqa: E402
from assay.journeys.models import Goal, Start  # noqa: E402
from assay.lib.clock import now  # noqa: E402
from assay.people.models import Person  # noqa: E402
from assay.program.models import StrategicGoal  # noqa: E402

ASSESSOR, LEAD, APPROVER, ADMINISTRATOR, AUTHOR, WRITER = (
    "p-022",
    "p-023",
    "p-030",
    "p-027",
    "p-031",
    "p-005",
)
#: With more submissions than this, a committee has so many proposals: in the small program as many as fill its pages,
#: so that growth is told from full ones.
SMALL, LARGE = (500, 100), (5_000, 1_000)
#: A full program has as many submissions.
FULL = 1_000
#: Comments on one draft, and posts in one thread, in a full program.
TALK = 10_000
AIM = "What our students need first"
CHAIR, COORDINATOR = "p-017", "p-026"
#: The catalog narrowed, by words, and by two filters at once.
CATALOG = {"filtered": "role=teacher&hours=short", "searched": "q=discussion"}
WORDS = "Three routes through the unit, and all three end at the same two targets. "


def main() -> None:
    settings.ALLOWED_HOSTS.append("testserver")
    public()
    learner()
    assessor()
    desks()
    renew_figures()
    renew_outcomes()
    judgment()
    cases()
    committee()
    credit()
    helping()


def public() -> None:
    """What strangers and other programs read."""
    stranger = Client()
    awards = Award.objects.filter(visibility="public").select_related("version__micro_credential")
    award = awards.order_by("earned_on").first()
    assert award is not None
    micro_credential = award.version.micro_credential
    issuer = micro_credential.issuer.ident
    badge = reverse("credentials:badge", args=[award.pk])
    number = StatusList.objects.order_by("pk").values_list("number", flat=True)[0]
    say("home, a stranger's", stranger, "/")
    say("catalog", stranger, "/catalog/")
    for name, query in CATALOG.items():
        say(f"catalog {name}", stranger, f"/catalog/?{query}")
    say("micro-credential", stranger, f"/catalog/{micro_credential.slug}/")
    say("badge page", stranger, badge)
    say("issuer", stranger, reverse("credentials:issuer", args=[issuer]))
    say("badge JSON", stranger, badge, accept="application/json")
    say(
        "status list",
        stranger,
        reverse("credentials:status_list", args=[issuer, number]),
        accept="application/json",
    )


def learner() -> None:
    """A teacher with a draft, and with work that was handed in."""
    submissions = Submission.objects.filter(start__person__sourced_id=WRITER)
    draft = submissions.filter(status="draft").first()
    given = Submission.objects.exclude(status="draft").filter(start__person__sourced_id="p-001")
    handed_in = given.order_by("pk").first()
    assert draft is not None and handed_in is not None
    client = signed_in(WRITER)
    say("frame", client, "/bench/frame/")
    say("learner's home", client, "/")
    say("workspace", client, reverse("evidence:step", args=[draft.pk, "p1q1"]))
    say("portfolio", signed_in("p-001"), "/portfolio/")
    say("goals", client, "/goals/")
    say("status", signed_in("p-001"), reverse("evidence:detail", args=[handed_in.pk]))
    say(
        "autosave",
        client,
        reverse("evidence:answer", args=[draft.pk, "p1q1"]),
        form={"text": WORDS * 4},
    )


def assessor() -> None:
    lease = Assignment.objects.open().filter(assessor__sourced_id=ASSESSOR).first()
    assert lease is not None
    client = signed_in(ASSESSOR)
    sheet = reverse("assessment:sheet", args=[lease.pk])
    say("assessor's home", client, "/")
    say("assessor's desk", client, reverse("assessment:desk"))
    say("assessor's desk, scored", client, reverse("assessment:desk") + "?state=scored")
    say("score sheet", client, sheet)
    say("saving the sheet", client, sheet, form={"summary": WORDS * 4})


def desks() -> None:
    """The lists of those who look after the rest."""
    lead, approver = signed_in(LEAD), signed_in(APPROVER)
    say("lead's home", lead, "/")
    say("approver's home", approver, "/")
    say("lead's desk", lead, reverse("assessment:lead"))
    say("load", lead, reverse("assessment:load"))
    say("release", approver, reverse("assessment:release"))
    administrator = signed_in(ADMINISTRATOR)
    say("administrator's home", administrator, "/")
    day = Version.objects.order_by("pk").values_list("published_at", flat=True)[0]
    say("all awards", administrator, reverse("credentials:awards"))
    say("people", administrator, reverse("people:list"))
    record = reverse("people:record")
    say("record by person", administrator, f"{record}?{urlencode({'by': 'Ruth Abernathy'})}")
    say("record by day", administrator, f"{record}?day={day:%Y-%m-%d}")
    if Submission.objects.count() >= FULL and not Start.objects.filter(goal__text=AIM).exists():
        fill_goals()
    say("goals served", administrator, reverse("journeys:goals_served"))
    say("authoring", signed_in(AUTHOR), reverse("catalog:authoring"))


def fill_goals() -> None:
    """Each of a generated program's learners made a goal of the program theirs, and began what they began for it."""
    aims = list(StrategicGoal.objects.order_by("pk")[:10])
    learners = Person.objects.filter(starts__isnull=False, goals__strategic_goal=None).distinct()
    at = now()
    Goal.objects.bulk_create(
        Goal(
            person=one,
            source="district",
            text=AIM,
            strategic_goal=aims[n % len(aims)],
            created_at=at,
        )
        for n, one in enumerate(learners.order_by("pk").iterator())
    )
    mine = Goal.objects.filter(person=OuterRef("person"), strategic_goal__isnull=False)
    Start.objects.filter(goal=None).update(goal=Subquery(mine.order_by("pk").values("pk")[:1]))


def judgment() -> None:
    """How well readings agree, what lies behind the figures, and who may assess."""
    lead = signed_in(LEAD)
    behind = reverse("assessment:agreement_readings")
    figures = Figures.objects.order_by("-counted_at", "pk").values_list("pk", flat=True)[0]
    say("agreement", lead, reverse("assessment:agreement"))
    say("agreement by assessor", lead, reverse("assessment:agreement") + "?by=assessor")
    say("behind a figure", lead, behind)
    say("behind a figure of one version", lead, f"{behind}?of={figures}")
    say("behind a figure of few", lead, f"{behind}?show=decisions")
    say("my agreement", signed_in(ASSESSOR), reverse("assessment:my_agreement"))
    say("drift", lead, reverse("assessment:drift"))
    say("assessors", lead, reverse("assessment:assessors"))
    say("lead's week", lead, reverse("assessment:week"))
    say("forecast", lead, reverse("assessment:forecast"))


def cases() -> None:
    """What stands out of the ordinary: lists that are short, however much was judged."""
    lead = signed_in(LEAD)
    for name in ("appeals", "holds", "overrides", "reopenings", "confirmations"):
        say(name, lead, reverse(f"assessment:{name}"))


def committee() -> None:
    """The committee's pages, of one who presides."""
    chair = signed_in(CHAIR)
    found = Committee.objects.order_by("pk")[0]
    submissions = Submission.objects.count()
    for more_than, proposals in (SMALL, LARGE):
        if submissions > more_than:
            fill_board(found, proposals)
    row = Proposal.objects.filter(committee=found, status="in_review").order_by("pk")[0]
    say("committee's board", chair, reverse("governance:board", args=[found.pk]))
    say("committee's seats", chair, reverse("governance:seats", args=[found.pk]))
    say("proposals", chair, reverse("governance:proposals"))
    compared = reverse("governance:comparability")
    say("comparability", chair, compared)
    say("comparability by micro-credential", chair, f"{compared}?by=micro-credential&sort=passed")
    say("proposal", chair, reverse("governance:proposal", args=[row.pk]))


def fill_board(committee: Committee, proposals: int) -> None:
    """So many proposals in all states, each of a version of its own; once for each program."""
    there = committee.proposals.count()
    if there >= proposals:
        return
    like = Proposal.objects.filter(committee=committee, status="in_review").order_by("pk")[0]
    began, version = like.begun_at, like.version
    versions = Version.objects.bulk_create(
        Version(
            micro_credential=version.micro_credential,
            number=f"{1000 + there + n}.0",
            data=version.data,
            title=f"{version.title} {n}",
            updated_at=began,
        )
        for n in range(proposals - there)
    )
    states = ("submitted", "in_review", "revise", "pilot", "approved", "declined", "draft")
    Proposal.objects.bulk_create(
        Proposal(
            committee=committee,
            kind="scoring_revision",
            version=one,
            department=like.department,
            author=like.author,
            sponsor=like.sponsor,
            why=like.why,
            status=states[n % len(states)],
            begun_at=began,
            submitted_at=began,
            answer_by=began.date() + timedelta(days=n % 60),
            decide_by=began.date() + timedelta(days=n % 90),
            days_left=n % 30,
            moved_at=began,
        )
        for n, one in enumerate(versions)
    )


def credit() -> None:
    """Licenses of a learner, and the desk of who looks after credit."""
    coordinator, holder = signed_in(COORDINATOR), signed_in("p-001")
    row = License.objects.filter(person__sourced_id="p-001").order_by("pk")[0]
    say("licenses", holder, reverse("credits:licenses"))
    say("license", holder, reverse("credits:license", args=[row.pk]))
    say("credit desk", coordinator, reverse("credits:desk"))
    say("credit approvals", coordinator, reverse("credits:approvals"))
    say("credit batches", coordinator, reverse("credits:batches"))
    say("missed lead time", coordinator, reverse("credits:lead-time"))
    say("pay for badges", holder, reverse("credits:pay"))
    say("celebrations", holder, reverse("credits:celebrations"))


def helping() -> None:
    """Drafts that are read before anyone judges, and what colleagues say; in a full program as much as one can read."""
    share = DraftShare.objects.select_related("pairing").order_by("pk")[0]
    thread = Thread.objects.filter(cohort=None).order_by("pk")[0]
    if Submission.objects.count() >= FULL:
        fill_talk(share, thread)
    coach, learner = signed_in("p-021"), signed_in(WRITER)
    say("coach's desk", coach, reverse("coaching:desk"))
    say("coach's draft", coach, reverse("coaching:draft", args=[share.pk]))
    say("comments on a draft", learner, reverse("coaching:shared", args=[share.pk]))
    say("coach and colleagues", learner, reverse("coaching:index"))
    say("page of two", learner, reverse("coaching:pairing", args=[share.pairing_id]))
    about = thread.micro_credential.slug
    say("discussion", learner, reverse("community:discussion", args=[about]))
    say("discussion searched", learner, reverse("community:discussion", args=[about]) + "?q=words")
    say("thread", learner, reverse("community:thread", args=[thread.pk]))
    say("examples", learner, reverse("community:exemplars"))
    say("groups", learner, reverse("community:cohorts"))
    cohort = Cohort.objects.order_by("pk")[0]
    say("group", learner, reverse("community:cohort", args=[cohort.pk]))


def fill_talk(share: DraftShare, thread: Thread) -> None:
    """Ten thousand comments on one draft, done but for one, and posts in one thread; a thousand threads."""
    if thread.posts.count() > TALK:
        return
    at = now()
    comment = share.comments.filter(sent_at__isnull=False).order_by("pk")[0]
    Comment.objects.bulk_create(
        Comment(
            share=share,
            by=comment.by,
            step_id=comment.step_id,
            text=WORDS,
            written_at=at,
            sent_at=at,
            done_at=at,
        )
        for _ in range(TALK)
    )
    post = thread.posts.order_by("pk")[0]
    Post.objects.bulk_create(
        Post(thread=thread, by=post.by, place=post.place, text=WORDS, folded=WORDS, written_at=at)
        for _ in range(TALK)
    )
    Thread.objects.bulk_create(
        Thread(
            program=thread.program,
            micro_credential=thread.micro_credential,
            title=f"{thread.title} {n}",
            folded=f"words {n}",
            by=thread.by,
            begun_at=at,
            last_at=at,
            posts_count=1,
        )
        for n in range(TALK // 10)
    )


def signed_in(sourced_id: str) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(Person.objects.get(sourced_id=sourced_id))
    client.get("/people/profile/")  # a page with a form gives the cookie for the next one
    return client


def say(
    name: str,
    client: Client,
    path: str,
    *,
    accept: str = "text/html",
    form: dict[str, str] | None = None,
) -> None:
    """One line: what to ask, and how many queries it took the second time."""
    headers: dict[str, Any] = {"Accept": accept, "Accept-Encoding": "gzip"}
    body = None
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            if form is None:
                response = client.get(path, headers=headers)
            else:
                token = client.cookies["csrftoken"].value
                body, kind_of_body = urlencode(form), "application/x-www-form-urlencoded"
                headers |= {
                    "X-CSRFToken": token,
                    "Content-Type": kind_of_body,
                    "Accept": "application/json",
                }
                response = client.post(path, body, content_type=kind_of_body, headers=headers)
        assert response.status_code == 200, (name, response.status_code, response.content[:300])
    cookies = "; ".join(f"{key}={morsel.value}" for key, morsel in client.cookies.items())
    headers["Cookie"] = cookies
    line = {
        "name": name,
        "path": path,
        "method": "POST" if form else "GET",
        "headers": headers,
        "body": body,
        "queries": len(queries),
    }
    sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
