"""Submissions and their files, notes, consents and declarations: from draft to handed in."""
