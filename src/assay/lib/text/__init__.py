"""Texts read with care: structured files against a shape, and spellings of one word folded together. Pure."""
