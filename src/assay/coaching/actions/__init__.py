"""The verbs of coaching."""

from assay.coaching.actions.comments import (
    discard_comment,
    finish_comment,
    keep_comment,
    open_comment_again,
    reply,
    send_comments,
)
from assay.coaching.actions.cycles import agree, begin_cycle, end_cycle
from assay.coaching.actions.log_entries import bring_entry, take_entry_back
from assay.coaching.actions.meetings import (
    call_off,
    go_without_talk,
    log_meeting,
    set_meeting,
)
from assay.coaching.actions.pairings import (
    MOST_PEERS,
    accept,
    ask_for_coach,
    ask_peer,
    decline,
    end_pairing,
    end_without_ground,
    find_coach,
    pair,
    take_request_back,
)
from assay.coaching.actions.peer_offers import (
    end_offer,
    offer_to_read,
    pause_offer,
    resume_offer,
)
from assay.coaching.actions.shares import mark_read, share_draft, stop_sharing

__all__ = (
    "MOST_PEERS",
    "accept",
    "agree",
    "ask_for_coach",
    "ask_peer",
    "begin_cycle",
    "bring_entry",
    "call_off",
    "decline",
    "discard_comment",
    "end_cycle",
    "end_offer",
    "end_pairing",
    "end_without_ground",
    "find_coach",
    "finish_comment",
    "go_without_talk",
    "keep_comment",
    "log_meeting",
    "mark_read",
    "offer_to_read",
    "open_comment_again",
    "pair",
    "pause_offer",
    "reply",
    "resume_offer",
    "send_comments",
    "set_meeting",
    "share_draft",
    "stop_sharing",
    "take_entry_back",
    "take_request_back",
)
