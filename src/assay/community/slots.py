"""Fillings for pages of other rooms: the way to colleagues, and the next day of one’s groups."""

from typing import Any

from assay.catalog.models import Version
from assay.community import policy
from assay.community.actions.discussions import program_for
from assay.community.models import Cohort, CohortDay, DirectoryEntry
from assay.credentials.models import Award
from assay.evidence.models import Submission
from assay.people.models import Person


def beside_micro_credential(person: Any, version: Version) -> dict[str, Any] | None:
    """For who is signed in: how many can be asked in their program. Two queries.

    The page for everybody says nothing of it: few hold a badge, and a count of few gives them away.
    """
    if not isinstance(person, Person):
        return None
    rows = DirectoryEntry.objects.visible_to(person).exclude(person=person)
    found = rows.filter(micro_credential=version.micro_credential_id).count()
    return {"version": version, "found": found, "discusses": _discusses(person)}


def in_workspace(person: Any, submission: Submission) -> dict[str, Any] | None:
    """Beside a draft of one’s own. One query."""
    if not isinstance(person, Person) or not submission.is_draft:
        return None
    return {
        "slug": submission.version.micro_credential.slug,
        "discusses": _discusses(person),
    }


def _discusses(person: Person) -> bool:
    """Whether the program in which somebody would write has discussions. One query."""
    program = program_for(person)
    return program is not None and policy.has_discussion(program.pk)


def after_award(person: Any, award: Award) -> dict[str, Any] | None:
    """To its earner, while it stands and they have not said so yet. One query."""
    if not isinstance(person, Person) or award.person_id != person.pk or award.revoked:
        return None
    known = DirectoryEntry.objects.of(person)
    if known.filter(micro_credential=award.version.micro_credential_id).exists():
        return None
    return {"slug": award.version.micro_credential.slug}


def next_cohort_day(person: Any, _subject: Any) -> dict[str, Any] | None:
    """One query."""
    if not isinstance(person, Person):
        return None
    mine = Cohort.objects.open().mine(person)
    rows = CohortDay.objects.to_come().filter(cohort__in=mine).select_related("cohort")
    first = rows.first()
    return {"next_day": first} if first else None
