"""What waits for somebody: each room says it once."""

import pytest

from assay.catalog import slots
from assay.ui.work import announce


def test_a_room_cannot_silence_what_it_announced_before() -> None:
    with pytest.raises(LookupError):
        announce("catalog", lambda _person: ())
    announce("catalog", slots.work)  # the same again is no harm
