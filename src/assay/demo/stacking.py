"""A stack that its department made: a principal holds its badge and is in the leader pool; another is a draft."""

from datetime import datetime, timedelta

from assay.catalog import actions as catalog
from assay.credentials import actions as credentials
from assay.demo.district import person
from assay.lib.clock import held_at
from assay.people.models import Organization

HEAD, HOLDER = "p-017", "p-007"


def lay_out(today: datetime) -> None:
    head, holder = person(HEAD), person(HOLDER)
    leadership = Organization.objects.get(ident="leadership")
    with held_at(today - timedelta(days=40)):
        draft = catalog.create_stack("Clear Words in Hard Weeks", owner=leadership, by=head)
        said = {
            "statement": "The holder keeps families and staff informed, in ordinary weeks and in a crisis.",
            "groups": [{"id": "g1", "title": "Communication", "at_least": 1}],
            "members": [
                {"ident": "mc-district-communication-plan", "group": "g1"},
                {"ident": "mc-crisis-communication", "group": "g1"},
            ],
            "recognition": ["department-director-pool-eligibility"],
        }
        stack = catalog.publish_stack(catalog.save_stack(draft, said, by=head), by=head)
    with held_at(today - timedelta(days=12)):
        credentials.award_stack(stack, by=holder)
    with held_at(today - timedelta(days=4)):
        draft = catalog.create_stack("Teams That Read Student Work", owner=leadership, by=head)
        groups = [{"id": "g1", "title": "In the team"}, {"id": "g2", "title": "With a colleague"}]
        begun = {
            "groups": groups,
            "members": [{"ident": "mc-facilitating-learning-teams", "group": "g1"}],
        }
        catalog.save_stack(draft, begun, by=head)
