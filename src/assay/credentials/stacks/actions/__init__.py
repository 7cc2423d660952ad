"""The verbs about stacks that somebody earns."""
