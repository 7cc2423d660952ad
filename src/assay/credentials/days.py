"""Days as a badge says them: always with the year, because it is read for decades."""

from assay.ui.words import full_day

__all__ = ["full_day"]
