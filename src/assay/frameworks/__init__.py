"""Published sets of standards and competencies, as exchanged in CASE."""
