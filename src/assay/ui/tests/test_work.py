"""What waits for somebody: each room says it once."""

from collections.abc import Iterable
from typing import Any

import pytest

from assay.ui import work


def nothing(_person: Any) -> Iterable[work.WorkKind]:
    return ()


def test_a_room_cannot_silence_what_it_announced_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_rooms", {})
    work.announce("a-room", nothing)
    work.announce("a-room", nothing)  # the same again is no harm
    with pytest.raises(LookupError, match="a-room"):
        work.announce("a-room", lambda _person: ())
