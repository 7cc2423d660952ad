"""Whether a not-yet leads to a talk with a coach: offered after some, asked for after more, as the policy says."""

from assay.assessment.models import Evaluation
from assay.assessment.policy.staff import issuer_key
from assay.coaching.talks import can_be_had, was_had_since
from assay.program.policies import SubmissionPolicy, in_force


def talk_after(evaluation: Evaluation) -> str:
    """ "required" before the next attempt is handed in, "offered", or "".

    Never required where no one coaches the learner, or where one was had since the decision.
    """
    submission = evaluation.submission
    rules = in_force(SubmissionPolicy, within=issuer_key(evaluation))
    if submission.outcome != "not_yet" or submission.counted < rules.offer_coaching_after:
        return ""
    learner = submission.start.person
    if not can_be_had(learner):
        return ""
    since = submission.closed_at
    if submission.counted < rules.max_attempts_before_coaching:
        return "offered"
    return "" if since is not None and was_had_since(learner, since) else "required"
