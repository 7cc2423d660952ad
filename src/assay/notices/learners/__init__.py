"""Whoever learns: news of their evidence and decisions, their badges, goals, credit, and of versions they began."""
