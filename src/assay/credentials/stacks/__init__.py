"""Stacks that somebody earns: how far they are by their badges, the badge for the whole, and what a withdrawal asks."""
