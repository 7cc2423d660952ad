"""Colleagues in the demo: a cohort, a PLC of a school, a log, and work shown as an example."""
