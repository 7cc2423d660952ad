"""A case in the demo: somebody in a recording wants their voice out, its earner has answered, no panel is named yet."""

from datetime import datetime, timedelta

from assay.credentials import actions
from assay.credentials.models import Award
from assay.demo.district import person
from assay.lib.clock import held_at

EARNER, APPROVER = "p-003", "p-030"
STORY = (
    "A colleague in the second recording writes that nobody asked them, and wants their voice out of it. The permission"
    " forms that were counted do not include theirs."
)
ANSWER = (
    "They agreed by word of mouth, and I did not ask for the form. I am sorry. I can take that piece out: what the"
    " badge rests on is in the other two."
)


def lay_out(today: datetime) -> None:
    """Opened six days ago and answered two days ago: it waits for a panel.

    The only chair checked that submission, so an administrator names it.
    """
    award = Award.objects.get(person__sourced_id=EARNER)
    with held_at(today - timedelta(days=6)):
        case = actions.open_case(award, ground="consent_breach", reason=STORY, by=person(APPROVER))
    with held_at(today - timedelta(days=2)):
        actions.answer_case(case, ANSWER, by=award.person)
