"""Comparing two states of a text. Pure."""


def removed(old: str, new: str) -> int:
    """How many characters of `old` are gone in `new`, where the change is one stretch (as typing makes it).

    Counted between the common beginning and the common end; for several changes at once it counts too many, never
    too few.
    """
    shorter = min(len(old), len(new))
    start = 0
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[len(old) - 1 - end] == new[len(new) - 1 - end]:
        end += 1
    return len(old) - start - end
