"""What is typeset in a process of its own leaves no threads behind for whoever forks later."""

import multiprocessing

from assay.ui.typesetting import in_a_child, picture_of

_DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path d="M0 0h8v8z"/></svg>'
)


def test_a_page_is_made_by_a_process_that_ends_with_it() -> None:
    with in_a_child():
        assert picture_of(_DRAWING, 8, 8).startswith(b"\x89PNG")
    assert not multiprocessing.active_children()
