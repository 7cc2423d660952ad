"""A micro-credential of the demo that its committee retires: announced with another in its place, one learner in it."""

from datetime import datetime, timedelta

from assay.catalog import actions as catalog
from assay.catalog.models import MicroCredential, Version
from assay.demo.committee import CHAIR
from assay.demo.district import person
from assay.evidence import actions as evidence
from assay.governance import actions
from assay.lib.clock import held_at

RETIRED, SUCCESSOR = "accessible-content-multilingual", "accessible-digital-materials"
HEAD, LEARNER = "p-014", "p-006"
VOTING = (CHAIR, "p-012", "p-013", "p-015", "p-016")


def lay_out(today: datetime) -> None:
    version = Version.objects.open_to_starts().get(micro_credential__slug=RETIRED)
    head, chair, learner = person(HEAD), person(CHAIR), person(LEARNER)
    with held_at(today - timedelta(days=21)):
        evidence.begin(learner, version.micro_credential, by=learner)
        row = actions.propose(
            version, "Few start it, and most of it is asked in another one too.", by=head
        )
        actions.sponsor(row, by=head)
        row = actions.submit(row, by=head)
    with held_at(today - timedelta(days=11)):
        actions.take_up(row, by=chair)
        ballot = actions.open_voting(row, "approved", by=chair)
        for who in VOTING:
            actions.vote(ballot, "for", by=person(who))
        actions.close_voting(ballot, by=chair)
        actions.decide(ballot, "One way to show this is enough.", by=chair)
    with held_at(today - timedelta(days=3)):
        catalog.announce_retirement(
            version,
            "Most of what it asks is asked in another one too, which more educators can assess.",
            closes_on=catalog.earliest_closing(version.micro_credential.home_id),
            successor=MicroCredential.objects.get(slug=SUCCESSOR),
            by=head,
        )
