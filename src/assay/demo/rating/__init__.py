"""Judgment in a model: raters and evidence drawn from seeds, and what second readings bring for what they cost.

Without database. The ranges are those that studies of raters report; docs/explanation/second-readings.md names them.
"""
