"""How many votes a committee needs: numbers in, a number out."""

FEWEST = 3  # people without whom a committee of three or more decides nothing


def quorum_of(filled: int, percent: int) -> int:
    """The least number of seat holders who have to vote: a share of the filled seats, rounded up, one at least."""
    return max(1, -(-filled * percent // 100))


def quorum_among(filled: int, free: int, percent: int) -> int:
    """The same where only some may vote, the others being recused: never more than those, never fewer than three
    (or all, where fewer seats are filled)."""
    return max(fewest(filled), min(quorum_of(filled, percent), free))


def fewest(filled: int) -> int:
    """How many have to be free to vote, so that anything can be decided at all."""
    return max(1, min(FEWEST, filled))
