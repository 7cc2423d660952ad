from hypothesis import given
from hypothesis import strategies as st

from assay.journeys.reasons import sentence
from assay.journeys.suggestions import Aim, Option, Row, Situation, suggest


def option(n: int, title: str = "", **facts: object) -> Option:
    return Option(
        micro_credential=n,
        ident=f"mc-{n}",
        slug=f"s{n}",
        number="1.0",
        status="published",
        title=title or f"Title {n}",
        **facts,
    )


def codes(found: list, n: int = 0) -> list[str]:
    return [reason.code for reason in found[n].reasons]


TALK = option(
    1,
    "Wait time",
    competencies=frozenset({8, 81}),
    roles=frozenset({"teacher"}),
    tags=frozenset({"starter"}),
)
CHECK = option(2, "Checking", competencies=frozenset({6}), roles=frozenset({"teacher"}))
LEAD = option(3, "Leading", competencies=frozenset({50}), roles=frozenset({"principal"}))
ALL = [TALK, CHECK, LEAD]


def test_who_has_said_nothing_gets_what_many_begin_with() -> None:
    found = suggest(ALL, Situation())
    assert [s.option for s in found] == [TALK]
    assert codes(found) == ["starter"]


def test_a_goal_goes_before_a_fit() -> None:
    found = suggest(
        ALL, Situation(job="teacher", stage="early", aims=(Aim(text="Grow", competency=6),))
    )
    assert found[0].option == CHECK
    assert codes(found)[0] == "goal"


def test_the_lowest_rating_speaks_and_a_high_one_sends_to_evidence() -> None:
    found = suggest(ALL, Situation(ratings={8: 3, 81: 1, 6: 4}))
    assert found[0].option == TALK
    assert found[0].reasons[0].competency == 81
    assert codes(found)[0] == "gap"
    assert "strength" in codes(found, 1)


def test_what_is_open_or_earned_is_not_suggested() -> None:
    assert suggest(ALL, Situation(taken=frozenset({1}))) == []


def test_what_is_made_for_another_job_needs_a_reason_of_ones_own() -> None:
    assert LEAD not in [
        s.option for s in suggest(ALL, Situation(job="teacher", stage="administrator"))
    ]
    assert LEAD in [
        s.option for s in suggest(ALL, Situation(job="teacher", planned=frozenset({3})))
    ]


def test_the_next_in_a_stack_one_is_in_comes_up_and_more_so_near_its_end() -> None:
    early = Situation(
        earned=frozenset({"mc-9"}), stacks=(Row(title="Row", done=1, needed=4, left=("mc-2",)),)
    )
    late = Situation(
        earned=frozenset({"mc-9"}), stacks=(Row(title="Row", done=3, needed=4, left=("mc-2",)),)
    )
    assert codes(suggest(ALL, early)) == ["stack"]
    assert suggest(ALL, late)[0].weight > suggest(ALL, early)[0].weight
    none = Situation(
        earned=frozenset({"mc-9"}), stacks=(Row(title="Row", done=0, needed=4, left=("mc-2",)),)
    )
    assert suggest(ALL, none) == []


def test_a_capstone_comes_only_when_its_stack_is_otherwise_done() -> None:
    capstone = option(
        7, "Capstone", capstone=True, competencies=frozenset({6}), tags=frozenset({"starter"})
    )
    assert suggest([capstone], Situation(ratings={6: 1})) == []
    done = Situation(stacks=(Row(title="Row", done=4, needed=4, left=("mc-7",)),))
    assert codes(suggest([capstone], done)) == ["stack"]


def test_what_builds_on_something_earned_says_on_what() -> None:
    after = option(4, after=frozenset({"mc-1"}))
    facts = Situation(earned=frozenset({"mc-1"}), earned_titles={"mc-1": "Wait time"})
    assert sentence(suggest([after], facts)[0].reasons[0], {}) == (
        "Because it builds on “Wait time”, which you have earned."
    )


def test_what_fits_is_named() -> None:
    one = option(
        5, roles=frozenset({"teacher"}), bands=frozenset({"3-5"}), stages=frozenset({"early"})
    )
    found = suggest([one], Situation(job="teacher", band="3-5", stage="established"))
    assert sentence(found[0].reasons[0], {}) == "Matches your profile: Teacher, Grades 3 to 5"
    assert suggest([one], Situation(band="3-5", stage="early", subject="science"))[0].weight == 5
    assert suggest([one], Situation(band="3-5")) == []


numbers = st.integers(1, 6)


@given(
    st.lists(numbers, unique=True),
    st.dictionaries(numbers, st.integers(1, 4)),
    st.sets(numbers),
    st.sets(numbers),
    st.sampled_from(["", "teacher", "principal"]),
)
def test_every_suggestion_says_why_and_none_is_taken(
    ids: list[int], ratings: dict[int, int], planned: set[int], taken: set[int], job: str
) -> None:
    options = [
        option(n, competencies=frozenset({n, 7 - n}), roles=frozenset({"teacher"})) for n in ids
    ]
    facts = Situation(ratings=ratings, planned=frozenset(planned), taken=frozenset(taken), job=job)
    found = suggest(options, facts, limit=3)
    assert len(found) <= 3
    assert found == suggest(reversed(options), facts, limit=3)
    for one in found:
        assert one.option.micro_credential not in taken
        assert sentence(one.reasons[0], {7: "Seven"}).startswith(("Because ", "Matches "))
    assert [s.weight for s in found] == sorted((s.weight for s in found), reverse=True)


def test_what_the_program_calls_essential_comes_up_and_one_s_own_goal_goes_before_it() -> None:
    ranked = {6: "essential", 81: "useful"}
    found = suggest(ALL, Situation(essential=ranked))
    assert [s.option for s in found] == [TALK, CHECK]  # useful, and many begin with it
    assert (found[1].reasons[0].code, found[1].reasons[0].about) == ("essential", "essential")
    assert (
        sentence(found[1].reasons[0], {6: "Checks"})
        == "Because “Checks” is essential in this program."
    )
    own = suggest(ALL, Situation(essential=ranked, aims=(Aim(text="Grow", competency=81),)))
    assert codes(own)[0] == "goal" and own[0].option == TALK
    assert suggest([LEAD], Situation(job="teacher", essential={50: "essential"})) == []
