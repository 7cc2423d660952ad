"""The feedback that learners are given: a lead's sample of ten a week, held against the standard."""
