"""What each page may cost: processor milliseconds of the whole server, and queries.

Milliseconds are what was promised. Queries are a budget of ours, so that one more is seen: what a page asks by its
parts, each prepared (decision 19) and some tenths of a millisecond with its rows. Three are the frame's.
"""

from dataclasses import dataclass

#: From full pages to the large program; what is smaller than the clock of processor time tells nothing.
MOST_GROWTH, GROWTH_SLACK_MS = 1.3, 0.5


@dataclass(frozen=True)
class Aim:
    """Of one page or answer."""

    cpu_ms: float
    queries: int


AIMS = {
    "frame": Aim(1.5, 4),
    "home, a stranger's": Aim(3, 4),
    "catalog": Aim(3, 4),
    "catalog filtered": Aim(10, 12),
    "catalog searched": Aim(10, 12),
    "micro-credential": Aim(3, 6),
    "badge page": Aim(3, 6),
    "issuer": Aim(3, 6),
    "badge JSON": Aim(1.5, 3),
    "status list": Aim(1, 3),
    "learner's home": Aim(
        8, 18
    ),  # five for suggestions; drafts, badges and what others ask, each room its own; colleagues
    "assessor's home": Aim(10, 12),
    "lead's home": Aim(10, 12),
    "approver's home": Aim(10, 12),
    "administrator's home": Aim(10, 12),
    "workspace": Aim(8, 12),
    "status": Aim(8, 12),
    "portfolio": Aim(8, 12),
    "goals": Aim(
        8, 17
    ),  # ratings, starts, plan, badges and goals; the needs and strategic goals they serve
    "autosave": Aim(3, 8),
    "assessor's desk": Aim(
        10, 13
    ),  # rules, closed days, readings again, three lists, their hours and pay
    "assessor's desk, scored": Aim(10, 14),  # and what came of each
    "score sheet": Aim(
        8, 14
    ),  # roles, comments and stems, four of what must not be read, four of evidence
    "saving the sheet": Aim(4, 10),
    "lead's desk": Aim(
        10, 14
    ),  # counts of three tabs, what waits by language, who reads it, who may not
    "load": Aim(10, 15),  # the same of each assessor, with their hours and what they did
    "release": Aim(10, 12),
    "all awards": Aim(10, 12),
    "people": Aim(10, 12),
    "record by person": Aim(10, 12),
    "record by day": Aim(10, 12),
    "goals served": Aim(10, 12),
    "authoring": Aim(10, 12),
    "agreement": Aim(10, 12),
    "agreement by assessor": Aim(10, 12),
    "behind a figure": Aim(10, 12),
    "behind a figure of one version": Aim(10, 12),
    "behind a figure of few": Aim(10, 12),
    "my agreement": Aim(10, 12),
    "drift": Aim(10, 12),
    "assessors": Aim(10, 12),
    "lead's week": Aim(10, 17),  # nine tiles, each with a list of its own
    "forecast": Aim(10, 12),
    "appeals": Aim(10, 12),
    "holds": Aim(10, 12),
    "overrides": Aim(10, 12),
    "reopenings": Aim(10, 12),
    "confirmations": Aim(10, 12),
    "committee's board": Aim(
        10, 15
    ),  # a list for each of four columns, seats, terms, the next meeting
    "committee's seats": Aim(10, 12),
    "proposals": Aim(10, 12),
    "comparability": Aim(10, 12),
    "comparability by micro-credential": Aim(10, 12),
    "proposal": Aim(
        10, 28
    ),  # who may do what of nine acts, a vote, a decision, threads, what it repeats
    "licenses": Aim(8, 12),
    "license": Aim(8, 12),
    "credit desk": Aim(10, 12),
    "credit approvals": Aim(10, 12),
    "credit batches": Aim(10, 12),
    "missed lead time": Aim(18, 14),  # asked anew each time, by days that depend on its rows
    "pay for badges": Aim(10, 16),
    "celebrations": Aim(10, 12),
    "coach's desk": Aim(10, 12),
    "coach's draft": Aim(15, 15),
    "comments on a draft": Aim(15, 14),
    "coach and colleagues": Aim(10, 14),
    "page of two": Aim(10, 14),
    "discussion": Aim(10, 12),
    "discussion searched": Aim(10, 12),
    "thread": Aim(15, 12),
    "examples": Aim(10, 12),
    "groups": Aim(10, 12),
    "group": Aim(10, 14),
}
