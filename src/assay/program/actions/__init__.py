"""The verbs of program: its rules change from a day on, and nothing of what was in force is lost."""

from assay.program.actions.appearance import set_appearance
from assay.program.actions.checklist import add_item, end_item, reword_item, set_checklist
from assay.program.actions.exceptions import (
    carry_exceptions,
    date_exception,
    exceptions_of,
    grant_exception,
    tend_exceptions,
    usual_last_day,
)
from assay.program.actions.extensions import (
    decide_extension,
    end_extension,
    propose_extension,
)
from assay.program.actions.goals import (
    add_strategic_goal,
    end_strategic_goal,
    reword_strategic_goal,
    set_strategic_goals,
)
from assay.program.actions.mandates import (
    NoMandate,
    give_mandate,
    give_mandate_back,
    has_mandate,
    let_committee_sit,
    use_mandate,
)
from assay.program.actions.needs import (
    MOST_LETTERS,
    answer_need,
    let_go_of_need,
    merge_needs,
    take_up_need,
    take_vote_back,
    voice_need,
    vote_for_need,
)
from assay.program.actions.periods import close_period, open_period
from assay.program.actions.policies import change_policy, set_policy
from assay.program.actions.starting import start_with

__all__ = [
    "MOST_LETTERS",
    "NoMandate",
    "add_item",
    "add_strategic_goal",
    "answer_need",
    "carry_exceptions",
    "change_policy",
    "close_period",
    "date_exception",
    "decide_extension",
    "end_extension",
    "end_item",
    "end_strategic_goal",
    "exceptions_of",
    "give_mandate",
    "give_mandate_back",
    "grant_exception",
    "has_mandate",
    "let_committee_sit",
    "let_go_of_need",
    "merge_needs",
    "open_period",
    "propose_extension",
    "reword_item",
    "reword_strategic_goal",
    "set_appearance",
    "set_checklist",
    "set_policy",
    "set_strategic_goals",
    "start_with",
    "take_up_need",
    "take_vote_back",
    "tend_exceptions",
    "use_mandate",
    "usual_last_day",
    "voice_need",
    "vote_for_need",
]
