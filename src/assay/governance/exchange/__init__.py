"""Exchange packages: micro-credentials, anchors and lessons learned on their way between installations."""
