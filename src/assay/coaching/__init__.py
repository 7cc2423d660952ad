"""Somebody helps before anybody judges: coaches, drafts that are shared with them, and what they say of them."""
