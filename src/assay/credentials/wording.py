"""Typed text as badges and endorsements carry it."""

from assay.lib.wording import clean


def worded(text: str) -> str:
    """A text as badges carry it: cleaned, and a space for each tab, over which an older verifier stumbles."""
    return clean(text).replace("\t", " ")
