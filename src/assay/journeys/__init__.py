"""The learner's own way: self-ratings, goals, plans, starts and suggestions."""
