"""The record: one append-only row an event, chained by hash; later rooms listen."""
