"""What a reading is paid by a policy, and how an amount is said. Computed from values alone."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format

from assay.program.policies import AssessorPolicy

#: Of the bases that a policy may name, the one by which readings are paid one by one.
PER_READING = "per_scored_submission"
WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Amount:
    """Money: exact, with its currency."""

    value: Decimal
    currency: str

    @classmethod
    def of_cents(cls, cents: int, currency: str) -> "Amount":
        return cls(Decimal(cents).scaleb(-2), currency)

    @property
    def cents(self) -> int:
        return int(self.value.scaleb(2))

    def __str__(self) -> str:
        """ "$30.00", "−$30.00", or "30.00 CAD", as the reader's language writes figures."""
        figure = number_format(abs(self.value), 2, force_grouping=True)
        sign = "\N{MINUS SIGN}" if self.value < 0 else ""
        return f"{sign}${figure}" if self.currency == "USD" else f"{sign}{figure} {self.currency}"


def pays_by_reading(rules: AssessorPolicy) -> bool:
    return rules.pay_basis == PER_READING and rules.pay_cents > 0


def amount_for(rules: AssessorPolicy, *, share: Decimal = WHOLE) -> Amount | None:
    """What one reading is paid, or its `share` of a whole one; None where the policy pays none by itself.

    To the cent, half a cent up.
    """
    if not pays_by_reading(rules):
        return None
    cents = (rules.pay_cents * share).quantize(WHOLE, rounding=ROUND_HALF_UP)
    return Amount.of_cents(int(cents), rules.pay_currency) if cents > 0 else None
