"""Properties: any sequence of verbs by anybody takes only moves in the table; counts and texts hold together."""

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import outdoors

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.drafts.text_diff import MOST_WORDS, Piece, changes, removed
from assay.evidence.models import Status, Submission
from assay.evidence.tests.factories import again, make_draft, make_submission
from assay.lib.errors import Refusal
from assay.lib.wording import clean, word_count

VERBS = {
    "submit": lambda s, who: actions.submit(s, by=who),
    "withdraw": lambda s, who: actions.withdraw(s, by=who),
    "reopen": lambda s, who: actions.reopen(
        s, [{"code": "item_missing", "step": "", "line": ""}], by=who
    ),
    "close": lambda s, who: actions.close(s, "not_yet", by=who),
    "earn": lambda s, who: actions.close(s, "earned", by=who),
    "next": lambda s, who: actions.open_next_attempt(s, {"c1": "demonstrated"}, by=who),
    "again": lambda s, who: actions.take_up_again(s, by=who),
    "leave": lambda s, who: actions.leave(s, by=who),
    "write": lambda s, who: actions.save_response(s, "p1q2", "Other words.", by=who),
}


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(sorted(VERBS)), st.integers(0, 3)), min_size=1, max_size=8
    )
)
def test_only_moves_in_the_table_are_taken(ada, dee, chi, district, steps):
    from django.db import transaction

    people = (ada, dee, chi, None)
    with outdoors.atomic():
        submission = make_submission(ada, make_version(district), handed_in=False)
        for verb, number in steps:
            before = again(submission)
            try:
                with outdoors.atomic():
                    VERBS[verb](again(submission), people[number])
            except (Refusal, PermissionDenied):
                assert again(submission).status == before.status
            after = again(submission)
            assert after.status == before.status or after.status in Submission.MOVES[before.status]
            assert not (people[number] == dee and after.status != before.status)
            open_ones = Submission.objects.filter(
                start=before.start, status__in=(Status.DRAFT, Status.SUBMITTED)
            )
            assert open_ones.count() <= 1
        transaction.set_rollback(True)


@given(
    words=st.lists(st.from_regex(r"[^\W_]{1,8}", fullmatch=True), max_size=40),
    gap=st.sampled_from([" ", "\n", "  \t"]),
)
def test_a_word_is_counted_once_however_it_is_spaced(words, gap):
    assert word_count(gap.join(words)) == len(words)
    assert word_count(clean(gap.join(words))) <= len(words) + 1


@given(st.text(max_size=60), st.text(max_size=60), st.integers(0, 60))
def test_adding_in_one_place_removes_nothing_and_cutting_counts_what_was_cut(old, piece, at):
    at = min(at, len(old))
    longer = old[:at] + piece + old[at:]
    assert removed(old, longer) == 0
    assert removed(longer, old) == len(piece)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    texts=st.lists(st.text(alphabet="abc defgh", min_size=1, max_size=80), min_size=2, max_size=8)
)
def test_no_stretch_of_twenty_characters_is_ever_lost(ada, district, texts):
    """Whatever is saved in whatever order, what is gone from the text stands among the earlier ones."""
    from django.db import transaction

    with transaction.atomic():
        draft = make_draft(ada, make_version(district))
        for text in texts:
            actions.save_response(draft, "p1q1", text, by=ada)
        response = draft.responses.get(prompt_id="p1q1")
        kept = [response.text, *response.earlier.values_list("text", flat=True)]
        for text in texts:
            assert any(removed(text, one) < 20 for one in kept) or not text.strip()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_table_names_every_state():
    assert set(Submission.MOVES) == set(Status.values)


@given(old=st.text("ab c\n", max_size=60), new=st.text("ab c\n", max_size=60))
def test_the_pieces_of_two_texts_are_both_texts(old: str, new: str) -> None:
    found = changes(old, new)
    words = [p.text for p in found if p.kind != "gone"], [p.text for p in found if p.kind != "new"]
    assert ["".join(part).split() for part in words] == [new.split(), old.split()]


def test_one_word_that_changed_is_marked_alone_and_a_very_long_text_as_a_whole() -> None:
    found = [Piece("same", "I wait"), Piece("gone", " two"), Piece("new", " five")]
    assert [*changes("I wait two seconds", "I wait five seconds")] == [
        *found,
        Piece("same", " seconds"),
    ]
    long = "word " * (MOST_WORDS + 1)
    assert [p.kind for p in changes(long, "short")] == ["gone", "new"]
