"""Allocation: whose turn it is, and who may take what. Without database."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An assessor as allocation knows them: where they work, whom they must not judge, how much they carry."""

    person: int
    workplaces: frozenset[int]  # schools, departments and offices
    conflicts: frozenset[int]  # persons, declared by either side
    certified: frozenset[tuple[int, str]]  # (micro-credential, scoring version)
    open_leases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A submission that waits for a scoring, as allocation knows it."""

    evaluation: int
    learner: int
    learner_workplaces: frozenset[int]
    micro_credential: int
    major: str
    already: frozenset[int]  # persons who have, or had, a slot of it
    screened: frozenset[int]  # persons who checked it for completeness
    due: str  # ISO day, for the order


def bar(candidate: Candidate, waiting: Waiting) -> str | None:
    """Why this assessor may not score this submission, as a code, or None. Order: the plainest reason first."""
    if candidate.person == waiting.learner:
        return "self"
    if (waiting.micro_credential, waiting.major) not in candidate.certified:
        return "not_certified"
    if candidate.person in waiting.already:
        return "other_slot"
    if candidate.person in waiting.screened:
        return "screened"
    if candidate.workplaces & waiting.learner_workplaces:
        return "same_workplace"
    if waiting.learner in candidate.conflicts:
        return "declared_conflict"
    return None
