"""Words that join others, as Spanish says them."""

import pytest

from assay.lib.wording import before_word


@pytest.mark.parametrize(
    ("joint", "word", "said"),
    [
        ("o", "imagen", "o"),
        ("o", "otra", "u"),
        ("o", "Hora", "u"),
        ("o", "8", "u"),
        ("o", "11", "u"),
        ("o", "110", "o"),
        ("y", "imagen", "e"),
        ("y", "historia", "e"),
        ("y", "hielo", "y"),
        ("y", "video", "y"),
        ("or", "other", "or"),
        ("and", "inquiry", "and"),
    ],
)
def test_a_joint_before_the_same_sound_changes(joint: str, word: str, said: str) -> None:
    assert before_word(joint, word) == said
