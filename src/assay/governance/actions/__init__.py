"""The verbs of governance."""

from assay.governance.actions.committees import (
    add_seat,
    end_term,
    establish,
    seat_person,
    set_charter,
)
from assay.governance.actions.equating import record_equating
from assay.governance.actions.exchange import (
    bring_in,
    discard_package,
    drop_packages,
    make_package,
    open_package,
    receive_package,
    write_lesson,
)
from assay.governance.actions.extensions import record_extension
from assay.governance.actions.hours import say_hours
from assay.governance.actions.meetings import (
    add_item,
    call_meeting,
    cancel_meeting,
    change_meeting,
    move_item,
    note_attendance,
    remove_item,
    send_agenda,
    step_out,
)
from assay.governance.actions.minutes import (
    approve_minutes,
    publish_minutes,
    unpublish_minutes,
    write_entry,
)
from assay.governance.actions.needs import answer_needs
from assay.governance.actions.opinions import (
    answer_opinion,
    give_opinion,
    give_opinions,
    take_opinion_back,
)
from assay.governance.actions.pilots import widen_pilot
from assay.governance.actions.proposals import (
    check_items,
    choose_needs,
    propose,
    sponsor,
    submit,
    tell_difference,
    withdraw,
)
from assay.governance.actions.reviewing import comment, recuse, review_items, take_up
from assay.governance.actions.vetting import (
    ask_to_issue,
    decide_vetting,
    end_vetting,
    look_at_item,
    note_domain,
    vote_on_vetting,
)
from assay.governance.actions.votes import (
    break_tie,
    close_voting,
    counted,
    decide,
    meet_condition,
    open_items,
    open_voting,
    vote,
)

__all__ = [
    "add_item",
    "add_seat",
    "answer_needs",
    "answer_opinion",
    "approve_minutes",
    "ask_to_issue",
    "break_tie",
    "bring_in",
    "call_meeting",
    "cancel_meeting",
    "change_meeting",
    "check_items",
    "choose_needs",
    "close_voting",
    "comment",
    "counted",
    "decide",
    "decide_vetting",
    "discard_package",
    "drop_packages",
    "end_term",
    "end_vetting",
    "establish",
    "give_opinion",
    "give_opinions",
    "look_at_item",
    "make_package",
    "meet_condition",
    "move_item",
    "note_attendance",
    "note_domain",
    "open_items",
    "open_package",
    "open_voting",
    "propose",
    "publish_minutes",
    "receive_package",
    "record_equating",
    "record_extension",
    "recuse",
    "remove_item",
    "review_items",
    "say_hours",
    "seat_person",
    "send_agenda",
    "set_charter",
    "sponsor",
    "step_out",
    "submit",
    "take_opinion_back",
    "take_up",
    "tell_difference",
    "unpublish_minutes",
    "vote",
    "vote_on_vetting",
    "widen_pilot",
    "withdraw",
    "write_entry",
    "write_lesson",
]
