"""The verbs of journeys."""

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
    "change_goal",
    "change_plan",
    "finish",
    "finish_all",
    "forget_ratings",
    "leave",
    "plan",
    "put_aside",
    "rate",
    "reach",
    "reopen",
    "repin",
    "serve",
    "set_goal",
    "start",
    "take_up",
    "unplan",
    "void",
]
