from datetime import UTC, datetime, timedelta

import pytest

from assay.lib.clock import held_at
from assay.lib.models import Turn
from assay.lib.periodic_work import Repeat, run_due

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_work_runs_when_due_and_not_again_before() -> None:
    ran: list[int] = []
    work = Repeat(name="count", every=timedelta(minutes=5), run=lambda: ran.append(1))
    with held_at(NOON):
        assert [name for name, _ in run_due([work])] == ["count"]
        assert list(run_due([work])) == []
    with held_at(NOON + timedelta(minutes=6)):
        list(run_due([work]))
    assert len(ran) == 2


def test_one_broken_piece_keeps_no_other_from_its_turn() -> None:
    ran: list[int] = []

    def broken() -> None:
        raise ValueError("no")

    both = [
        Repeat(name="broken", every=timedelta(minutes=5), run=broken),
        Repeat(name="fine", every=timedelta(minutes=5), run=lambda: ran.append(1)),
    ]
    assert dict(run_due(both))["broken"] == "stopped by ValueError"
    assert ran and Turn.objects.get(pk="broken").last_outcome == "stopped by ValueError"
