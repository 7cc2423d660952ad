"""Until when each thing is kept: never longer than it was told, never deleted before a learner had the time."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assay.evidence.retention.rules import (
    FIRST_NOTICE_DAYS,
    LAST_NOTICE_DAYS,
    Idle,
    Promise,
    Rule,
    announced_until,
    idle_until,
    is_over,
    last_notice_until,
    promise,
    until,
)
from assay.program.policies import RetentionPolicy

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
POLICIES = st.builds(
    RetentionPolicy,
    keep_originals_days_after_decision=st.integers(30, 3650),
    keep_streaming_copy_months=st.integers(1, 120),
    keep_drafts_idle_days=st.integers(90, 3650),
    consent_record_keep_years=st.integers(1, 50),
)


def test_the_figures_of_the_field_guide():
    closed, policy = date(2026, 8, 31), RetentionPolicy()
    assert promise(closed, policy) == Promise(
        originals_until=date(2026, 11, 29), streaming_until=date(2028, 8, 31)
    )
    assert until(Rule.ORIGINAL, closed, policy) == date(2026, 11, 29)
    assert until(Rule.LINK_COPY, closed, policy) == date(2026, 11, 29)
    assert until(Rule.TAKEN_OUT, closed, policy) == closed
    assert until(Rule.CONSENT, closed, policy) == date(2033, 8, 31)
    assert idle_until(Idle(changed_on=date(2026, 1, 1)), policy) == date(2027, 2, 5)


def test_what_is_kept_until_a_day_is_over_on_the_next():
    day = date(2026, 11, 29)
    assert not is_over(day, day)
    assert is_over(day, day + timedelta(days=1))
    assert not is_over(None, day)


@given(DAYS, POLICIES, POLICIES, st.sampled_from(list(Rule)))
def test_a_promise_is_never_put_off_and_a_shorter_policy_holds(closed, then, now, rule):
    told = promise(closed, then)
    kept = until(rule, closed, now, told)
    if rule in (Rule.ORIGINAL, Rule.LINK_COPY):
        assert kept == min(told.originals_until, promise(closed, now).originals_until)
    if rule == Rule.STREAMING_COPY:
        assert kept == min(told.streaming_until, promise(closed, now).streaming_until)
    assert kept >= closed


@given(DAYS, POLICIES, st.integers(0, 5000), st.integers(0, 60))
def test_a_learner_has_thirty_days_from_the_first_e_mail_and_seven_from_the_last(
    changed, policy, waited, late
):
    """Also where the daily work did not run for years, or the policy got shorter meanwhile."""
    draft = Idle(changed_on=changed)
    first = changed + timedelta(days=waited)
    draft = replace(draft, told_until=announced_until(draft, policy, first))
    assert idle_until(draft, policy) >= first + timedelta(days=FIRST_NOTICE_DAYS)
    last = first + timedelta(days=late)
    draft = replace(draft, told_until=last_notice_until(draft, policy, last))
    assert idle_until(draft, policy) >= last + timedelta(days=LAST_NOTICE_DAYS)
    assert idle_until(draft, policy) >= changed + timedelta(days=policy.keep_drafts_idle_days)


@given(DAYS, POLICIES, st.integers(0, 5000))
def test_a_draft_stays_as_long_as_it_may_be_handed_in(changed, policy, days):
    last = changed + timedelta(days=days)
    assert idle_until(Idle(changed_on=changed, open_until=last), policy) >= last
