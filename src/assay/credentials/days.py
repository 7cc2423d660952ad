"""Days as a badge says them: always with the year, because it is read for decades."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import pgettext

from assay.ui.words import local_date


def full_day(moment: date | datetime) -> str:
    """Say a day with its year: "Monday, November 24, 2025"."""
    return date_format(local_date(moment), pgettext("date format, another year", "l, F j, Y"))
