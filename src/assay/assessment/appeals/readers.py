"""Who may read a submission again after an appeal: certified for its version, not involved, and with no tie."""

from assay.assessment import policy
from assay.assessment.districts import reaches
from assay.assessment.judging.allocation import Candidate, Waiting, bar
from assay.assessment.judging.queue import kept_apart
from assay.assessment.languages import languages_read
from assay.assessment.models import Appeal, Assessor, Assignment
from assay.assessment.reach import ANYWHERE
from assay.assessment.workplaces import workplaces_of
from assay.people.models import Person, ReadingPurpose, districts_of
from assay.program.policies import AssessmentPolicy, in_force


def appeal_readers(row: Appeal) -> list[Person]:
    """Those whom nothing bars, whoever holds least first. Seven queries."""
    version = row.evaluation.submission.version
    learner = row.evaluation.submission.start.person_id
    of_version = Assessor.objects.at_work().filter(
        micro_credential=version.micro_credential_id, major=version.major
    )
    people = {one.person_id: one.person for one in of_version.select_related("person")}
    apart = kept_apart(list(people), in_force(AssessmentPolicy))
    tied = {pk for pk in people if learner in apart[pk]}
    workplaces = workplaces_of({learner, *people})
    homes = districts_of(sorted(people))
    everywhere = {district for held_in in homes.values() for district in held_in}
    reach = reaches({row.evaluation_id: learner}, ReadingPurpose.APPEALS, everywhere)
    waiting = Waiting(
        evaluation=row.evaluation_id,
        learner=learner,
        learner_workplaces=workplaces.get(learner, frozenset()),
        micro_credential=version.micro_credential_id,
        major=version.major,
        already=policy.involved_in(row) | ({row.lead_id} if row.lead_id else set()),
        screened=frozenset(),
        due=row.due_on.isoformat(),
        reach=reach.get(row.evaluation_id, ANYWHERE),
        language=row.evaluation.submission.language,
    )
    held, languages = _held(list(people)), languages_read(sorted(people))
    free = [
        person
        for pk, person in people.items()
        if bar(_candidate(pk, workplaces, homes, languages, tied, waiting), waiting) is None
    ]
    return sorted(free, key=lambda person: (held.get(person.pk, 0), person.display_name))


def _candidate(
    pk: int,
    workplaces: dict[int, frozenset[int]],
    homes: dict[int, frozenset[int]],
    languages: dict[int, frozenset[str]],
    tied: set[int],
    waiting: Waiting,
) -> Candidate:
    return Candidate(
        person=pk,
        workplaces=workplaces.get(pk, frozenset()),
        conflicts=frozenset({waiting.learner}) if pk in tied else frozenset(),
        certified=frozenset({(waiting.micro_credential, waiting.major)}),
        open_leases=0,
        languages=languages.get(pk, frozenset()),
        districts=homes.get(pk, frozenset()),
    )


def _held(people: list[int]) -> dict[int, int]:
    """Person -> how much lies open with them."""
    held: dict[int, int] = {}
    rows = Assignment.objects.open().filter(assessor__in=people)
    for pk in rows.values_list("assessor", flat=True):
        held[pk] = held.get(pk, 0) + 1
    return held
