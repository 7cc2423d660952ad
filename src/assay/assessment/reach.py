"""How far evidence reaches: whose assessors may read it. Without database."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where a learner belongs, and whose assessors may read what is theirs."""

    districts: frozenset[int] = frozenset()
    shared: frozenset[int] = frozenset()  # other districts, by agreement
    consented: bool = False  # all evidence, by its consents


#: Of somebody who belongs to no district: nothing bars it.
ANYWHERE: Final = Reach()


def crosses(assessor: frozenset[int], reach: Reach) -> bool:
    """True if an assessor of these districts is barred from it: of another one, and nothing covers it."""
    if reach.consented or not assessor or not reach.districts:
        return False
    return not assessor & (reach.districts | reach.shared)
