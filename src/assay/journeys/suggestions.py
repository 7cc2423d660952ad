"""Suggestions to a learner, with reasons: ranking over facts. Without database and Django.

Nothing is locked and nothing is hidden: this only orders what may come first, and every suggestion says its reasons.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assay.catalog.content.stack_progress import Earned

#: What it weighs that the program calls a competency so (E2).
ESSENTIAL = {"essential": 18, "important": 10, "useful": 4}

#: What it weighs that a strategic goal somebody has made theirs is tied to it: with it, more than all else together.
TIED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A micro-credential open to starts."""

    micro_credential: int
    ident: str
    slug: str
    number: str
    status: str
    language: str = "en"  # of the title
    title: str
    hours: int = 0
    capstone: bool = False
    competencies: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    bands: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()  # idents that are good to have done before
    serves: frozenset[int] = frozenset()  # strategic goals that are tied to it


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """An open goal, with the competency it is tied to, if any, and those of its plan."""

    text: str
    goal: int | None = None  # its number
    competency: int | None = None
    strategic: int | None = None  # the goal of the program or school that it is about
    planned: frozenset[int] = frozenset()  # micro-credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A stack somebody is in: its title, how far they are, and the idents that would count next."""

    title: str
    done: int
    needed: int
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything known of a learner: all of it optional, all of it theirs."""

    job: str = ""
    subject: str = ""
    band: str = ""
    stage: str = ""
    ratings: Mapping[int, int] = field(
        default_factory=dict
    )  # competency -> level 1 to 4, the newest
    aims: tuple[Aim, ...] = ()
    planned: frozenset[int] = frozenset()
    taken: frozenset[int] = frozenset()  # micro-credentials open or earned: not suggested
    earned: frozenset[str] = frozenset()  # idents
    earned_titles: Mapping[str, str] = field(default_factory=dict)
    badges: tuple[Earned, ...] = ()  # those in force, as stacks reckon with them
    stacks: tuple[Row, ...] = ()
    essential: Mapping[int, str] = field(
        default_factory=dict
    )  # competency -> essential | important | useful, as the program ranks them


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why: a code that `reasons.py` puts into words, with what it speaks of."""

    code: str  # planned | goal | gap | strength | stack | after | essential | starter | fit
    weight: int
    about: str = ""
    competency: int | None = None
    goal: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    option: Option
    reasons: tuple[Reason, ...]  # the weightiest first

    @property
    def weight(self) -> int:
        return sum(reason.weight for reason in self.reasons)


def suggest(options: Iterable[Option], situation: Situation, *, limit: int = 4) -> list[Suggestion]:
    """The best few, each with at least one reason. Equal ones stand by hours, then by title: short ones first."""
    found = []
    for option in options:
        if option.micro_credential in situation.taken:
            continue
        reasons = reasons_for(option, situation)
        if reasons:
            found.append(Suggestion(option=option, reasons=reasons))
    found.sort(key=lambda s: (-s.weight, s.option.hours, s.option.title))
    return found[:limit]


def reasons_for(option: Option, situation: Situation) -> tuple[Reason, ...]:
    """Every reason that speaks for an option, weightiest first. One that suits another job has none but one's own."""
    own = [*_plan(option, situation), *_goals(option, situation), *_ratings(option, situation)]
    way = [*_stacks(option, situation), *_after(option, situation)]
    if option.capstone:
        return _sorted(way)
    if not own and situation.job and option.roles and situation.job not in option.roles:
        return ()
    rest = [*_essential(option, situation), *_starter(option, situation), *_fit(option, situation)]
    return _sorted([*own, *way, *rest])


def _sorted(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(sorted(reasons, key=lambda reason: -reason.weight))


def _plan(option: Option, situation: Situation) -> Iterable[Reason]:
    if option.micro_credential in situation.planned:
        yield Reason(code="planned", weight=60)


def _goals(option: Option, situation: Situation) -> Iterable[Reason]:
    served = aim_served(option, situation)
    if served is not None:
        tied = served.strategic in option.serves
        yield Reason(
            code="goal",
            weight=TIED if tied else 50,
            about=served.text,
            competency=served.competency,
            goal=served.goal,
        )


def aim_served(option: Option, situation: Situation) -> Aim | None:
    """The goal that an option would serve: first the one it is planned for, then one whose strategic
    goal is tied to it, then one of the same competency."""
    planned = (aim for aim in situation.aims if option.micro_credential in aim.planned)
    tied = (aim for aim in situation.aims if aim.strategic in option.serves)
    alike = (aim for aim in situation.aims if aim.competency in option.competencies)
    return next(planned, None) or next(tied, None) or next(alike, None)


def _ratings(option: Option, situation: Situation) -> Iterable[Reason]:
    """By the lowest rating among its competencies: new (1) weighs most; who could show others (4) goes for evidence."""
    rated = sorted((situation.ratings[c], c) for c in option.competencies if c in situation.ratings)
    if not rated:
        return
    level, competency = rated[0]
    if level <= 2:
        yield Reason(code="gap", weight=45 if level == 1 else 40, competency=competency)
    elif level == 4:
        yield Reason(code="strength", weight=25, competency=competency)


def _stacks(option: Option, situation: Situation) -> Iterable[Reason]:
    for stack in situation.stacks:
        if stack.done and option.ident in stack.left:
            yield Reason(
                code="stack",
                weight=20 + round(15 * stack.done / max(stack.needed, 1)),
                about=stack.title,
            )
            return


def _after(option: Option, situation: Situation) -> Iterable[Reason]:
    for ident in sorted(option.after & situation.earned):
        yield Reason(code="after", weight=30, about=situation.earned_titles.get(ident, ""))
        return


def _essential(option: Option, situation: Situation) -> Iterable[Reason]:
    """By the most essential of its competencies. It weighs less than anything of the learner's own."""
    ranked = [
        (ESSENTIAL[situation.essential[c]], -c, situation.essential[c])
        for c in option.competencies
        if c in situation.essential
    ]
    if ranked:
        weight, competency, standing = max(ranked)
        yield Reason(code="essential", weight=weight, competency=-competency, about=standing)


def _starter(option: Option, situation: Situation) -> Iterable[Reason]:
    if "starter" in option.tags and not situation.earned:
        yield Reason(code="starter", weight=15)


def _fit(option: Option, situation: Situation) -> Iterable[Reason]:
    """How well it fits the profile: nothing said is no reason, and something said that does not fit is none either.

    `about` names what fits, as "role=teacher;grade_band=3-5".
    """
    said = (
        ("role", situation.job, option.roles, 5),
        ("career_stage", situation.stage, option.stages, 3),
        ("grade_band", situation.band, option.bands, 2),
        ("subject", situation.subject, option.subjects, 4),
    )
    fitting = [
        (kind, value, points) for kind, value, values, points in said if value and value in values
    ]
    weight = sum(points for _kind, _value, points in fitting)
    if weight >= 5:
        yield Reason(
            code="fit",
            weight=weight,
            about=";".join(f"{kind}={value}" for kind, value, _points in fitting),
        )
