"""Search in one's own words: the full-text index and the synonyms that lead to the program's words."""
