"""Practice from before: it counts for as long as the program says (A6)."""


def is_too_old(months_ago: int, *, accepted_months: int) -> bool:
    """True for practice that took place longer ago than the program's policy accepts, in months."""
    return months_ago > accepted_months
