"""What is typeset in a process of its own: for whoever forks later, and by whoever has typeset before."""

import pytest
import typst

from assay.ui.typesetting import NotDrawn, in_a_child, picture_of

_DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path d="M0 0h8v8z"/></svg>'
)


def test_it_makes_the_same_also_after_one_was_made_here() -> None:
    here = picture_of(_DRAWING, 8, 8)
    with in_a_child():
        assert picture_of(_DRAWING, 8, 8) == here


def test_what_it_refuses_is_refused_alike() -> None:
    with in_a_child(), pytest.raises((NotDrawn, typst.TypstError)):
        picture_of(b"<svg", 8, 8)
