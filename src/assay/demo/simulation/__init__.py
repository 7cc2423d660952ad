"""A generated program of any size, for load and for looking at lists that are long.

The one place that writes other rooms' rows past their verbs: 40,000 submissions through verbs would take hours. What it
writes is what the verbs would have written: the constraints hold, the record's chain is whole, the badges verify.
"""

from assay.demo.simulation.program import simulate

__all__ = ["simulate"]
