"""Micro-credentials, stacks and rubrics, and their frozen versions."""
