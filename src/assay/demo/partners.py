"""The partners of the demo: one lets a department issue in its name, one is named as designer; a vendor asks."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import IO, Any

from assay.catalog import actions
from assay.catalog.actions.adopting import starter_catalog
from assay.catalog.content.files import write as as_text
from assay.catalog.models import MicroCredential, NamePart
from assay.credentials import actions as credentials
from assay.credentials.models import EarlierBadge
from assay.demo.district import BEGAN_ON, person
from assay.governance import actions as governance
from assay.governance.exchange.manifest import LESSONS_SCHEMA, SCHEMA
from assay.governance.exchange.package import as_json, write
from assay.lib.clock import held_at
from assay.people.actions import grant
from assay.people.models import Organization, Role
from assay.record.models import MACHINE

INSTITUTE, ADMINISTRATOR = "north-coast-learning-institute", "p-041"
#: By whom and for which department, days ago, and what for: the first is permitted, the second waits.
PERMITTED = ("p-031", "personalized-learning", 40, "We write a pathway on student choice with you.")
WAITING = (
    "p-014",
    "esl-multilingual",
    2,
    "Your faculty teach the course that ours would build on.",
)
#: Who designed two micro-credentials with the district, who answers for it, and what was and is asked of it.
NETWORK, SPEAKER = "great-lakes-admin-network", "p-042"
DESIGNED = "You wrote the scenarios of both communication micro-credentials with us."
WOULD_DESIGN = "We would like to write one on goal conferences with your members."
#: Who asks to become an issuer, and has not shown its domain or signed its privacy agreement.
VENDOR = "Lake Effect Media Literacy Studio"
ASKED: dict[str, Any] = {
    "domain": "lakeeffect.example",
    "contact_name": "Rosalind Achterberg",
    "contact_email": "rosalind.achterberg@lakeeffect.example",
    "texts": {
        "expertise": "We have taught teachers to read news with their students since 2011.",
        "assessor_policy": "Two trained readers for each submission, neither from the learner's school.",
        "privacy_agreement": "The state's student data agreement; we sign it when you tell us to.",
        "accessibility": "Our pages meet WCAG 2.2 AA. Write to us about a barrier; we answer in two days.",
        "sunset_plan": "Whoever has started finishes. The district keeps the badges and their pages.",
    },
}


#: What the demo's author learned, and the starter that arrives from another district as a package.
LESSON = (
    "Ask for two short clips instead of one long one: readers find the pause, and films stay small."
)
EARNED_BEFORE = ("p-001", "p-002")  # of whom the first has claimed it
STARTER, FROM = "mc-checking-for-understanding", "Copper Ridge Schools"
ARRIVES, TITLE = "exit-tickets", "Checking for Understanding with Exit Tickets"


def agree_on_designs() -> None:
    """The network lets the leadership department name it, before the catalog opens."""
    leave = actions.ask_leave(
        Organization.objects.get(ident=NETWORK),
        Organization.objects.get(ident="leadership"),
        DESIGNED,
        part=NamePart.DESIGNER,
        by=person("p-027"),
    )
    actions.give_leave(leave, by=person(SPEAKER))


def lay_out(today: datetime) -> None:
    _exchange(today)
    _earlier(today)
    institute = Organization.objects.get(ident=INSTITUTE)
    grant(person(ADMINISTRATOR), institute, Role.PROGRAM_ADMIN, by=MACHINE, from_on=BEGAN_ON)
    with held_at(today - timedelta(days=6)):
        vetting, _link = governance.ask_to_issue(
            Organization.objects.get(kind="district"), VENDOR, **ASKED
        )
    with held_at(today - timedelta(days=3)):
        chair = person("p-017")
        for item in ("legal_name", "expertise", "accessibility"):
            governance.look_at_item(vetting, item, is_met=True, by=chair)
        governance.look_at_item(
            vetting,
            "privacy_agreement",
            is_met=False,
            remark="The signed page is missing.",
            by=chair,
        )
    with held_at(today - timedelta(days=4)):
        actions.ask_leave(
            Organization.objects.get(ident=NETWORK),
            Organization.objects.get(ident="personalized-learning"),
            WOULD_DESIGN,
            part=NamePart.DESIGNER,
            by=person("p-031"),
        )
    for who, department, days, why in (PERMITTED, WAITING):
        with held_at(today - timedelta(days=days)):
            leave = actions.ask_leave(
                institute, Organization.objects.get(ident=department), why, by=person(who)
            )
        if (who, department, days, why) == PERMITTED:
            with held_at(today - timedelta(days=days - 3)):
                until = (today + timedelta(days=300)).date()
                actions.give_leave(leave, last_on=until, by=person(ADMINISTRATOR))


def _exchange(today: datetime) -> None:
    """One package made of what a department wrote, one arrived from another district, and a lesson learned."""
    author = person("p-031")
    with held_at(today - timedelta(days=9)):
        row = MicroCredential.objects.filter(
            owner__ident="personalized-learning", kind="micro_credential"
        )
        version = row.filter(current__isnull=False).order_by("pk")[0].current
        assert version is not None
        governance.write_lesson(version.micro_credential, LESSON, by=author)
        governance.make_package([version], license="CC-BY-4.0", by=author)
    with held_at(today - timedelta(days=1)):
        governance.receive_package(_from_afar(today), "copper-ridge.zip", by=author)


def _earlier(today: datetime) -> None:
    """Badges of a system that the district used before: one claimed, one that waits, one of somebody who has left."""
    admin = person("p-027")
    learners = [person(one) for one in EARNED_BEFORE]
    emails = [*(one.email for one in learners), "alma.before@tamarackbay.example"]
    head = "E-mail,Badge,Issuer,Earned on,Criteria\n"
    lines = [
        f"{one},Growth Mindset Level 1,Lakeshore Badge Academy,2021-05-14,\n" for one in emails
    ]
    with held_at(today - timedelta(days=12)):
        text = (head + "".join(lines)).encode()
        row = credentials.read_list(_district(), [("lakeshore-2021.csv", text)], by=admin)
        credentials.bring_earlier(row, by=admin)
    with held_at(today - timedelta(days=10)):
        claimed = EarlierBadge.objects.get(email=learners[0].email)
        credentials.claim_earlier(claimed, by=learners[0])


def _district() -> Organization:
    return Organization.objects.get(kind="district")


def _from_afar(today: datetime) -> IO[bytes]:
    """A package as another installation makes it."""
    issuer = {"id": "copper-ridge", "name": FROM}
    here = "https://assay.copperridge.example"
    known = {"id": f"mc-{ARRIVES}", "slug": ARRIVES, "title": TITLE, "issuer": issuer}
    data = starter_catalog()[STARTER].data | known | {"status": "draft"}
    path, lessons = f"micro-credentials/{ARRIVES}.yaml", f"lessons/{ARRIVES}.json"
    said = {
        "text": "Exit tickets on paper work as well as those on a screen.",
        "voice": "committee",
        "written_on": (today - timedelta(days=200)).date().isoformat(),
        "source": f"{FROM}, {here}",
    }
    origin = {"designed_by": FROM, "at": here, "license": "CC-BY-4.0"}
    carried = {"id": known["id"], "file": path, "origin": origin, "anchors": [], "lessons": lessons}
    manifest = {
        "schema": SCHEMA,
        "installation": here,
        "issuer": issuer,
        "created": today.isoformat(timespec="seconds"),
        "micro_credentials": [carried],
    }
    files: dict[str, IO[bytes]] = {
        path: BytesIO(as_text(data).encode()),
        lessons: BytesIO(as_json({"schema": LESSONS_SCHEMA, "lessons": [said]}).encode()),
    }
    content, _known = write(manifest, files)
    return content
