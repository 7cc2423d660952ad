"""Documents from strangers taken apart and put together again, in a process of their own with bounds of its own.

Run as `python -m assay.evidence.files.sanitizer KIND FROM TO WORDS`. It writes the clean copy and the words in it to
files, and says on standard output what it found, as one JSON object a line: `documents` in the folder above reads it.
Knows no Django, no database, no network.
"""
