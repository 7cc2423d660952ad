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
from assay.coaching.actions.meetings import (
    call_off,
    go_without_talk,
    log_meeting,
    set_meeting,
)
from assay.coaching.actions.pairings import (
    accept,
    ask_for_coach,
    decline,
    end_pairing,
    find_coach,
    pair,
    take_request_back,
)
from assay.coaching.actions.shares import mark_read, share_draft, stop_sharing

__all__ = (
    "accept",
    "agree",
    "ask_for_coach",
    "begin_cycle",
    "call_off",
    "decline",
    "discard_comment",
    "end_cycle",
    "end_pairing",
    "find_coach",
    "finish_comment",
    "go_without_talk",
    "keep_comment",
    "log_meeting",
    "mark_read",
    "open_comment_again",
    "pair",
    "reply",
    "send_comments",
    "set_meeting",
    "share_draft",
    "stop_sharing",
    "take_request_back",
)
