"""The verbs of governance."""

from assay.governance.actions.committees import (
    add_seat,
    end_term,
    establish,
    seat_person,
    set_charter,
)

__all__ = ["add_seat", "end_term", "establish", "seat_person", "set_charter"]
