"""How well judgments agree, told from rows: counted now and then, shown to assessors, leads and everybody."""
