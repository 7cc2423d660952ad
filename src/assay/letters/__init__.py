"""The post: every e-mail is a row first, and leaves from the worker alone (decision 11)."""
