"""How many votes a committee needs: numbers in, a number out."""


def quorum_of(filled: int, percent: int) -> int:
    """The least number of seat holders who have to vote: a share of the filled seats, rounded up, one at least."""
    return max(1, -(-filled * percent // 100))
