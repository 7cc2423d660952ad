"""The verbs of journeys."""

from assay.journeys.actions.evaluations import (
    answer_proposal,
    end_evaluator,
    name_evaluator,
    propose_goal,
    take_proposal_back,
)
from assay.journeys.actions.goals import (
    change_goal,
    change_plan,
    plan,
    put_aside,
    reach,
    set_goal,
    take_up,
    unplan,
)
from assay.journeys.actions.log_entries import EntryWords, change_entry, delete_entry, write_entry
from assay.journeys.actions.ratings import forget_ratings, rate
from assay.journeys.actions.starts import (
    finish,
    finish_all,
    leave,
    reopen,
    repin,
    serve,
    start,
    void,
)

__all__ = [
    "EntryWords",
    "answer_proposal",
    "change_entry",
    "change_goal",
    "change_plan",
    "delete_entry",
    "end_evaluator",
    "finish",
    "finish_all",
    "forget_ratings",
    "leave",
    "name_evaluator",
    "plan",
    "propose_goal",
    "put_aside",
    "rate",
    "reach",
    "reopen",
    "repin",
    "serve",
    "set_goal",
    "start",
    "take_proposal_back",
    "take_up",
    "unplan",
    "void",
    "write_entry",
]
