"""Checking a badge, and telling in words what was found."""
