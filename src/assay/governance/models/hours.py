"""Roughly how many hours a micro-credential took, as learners say it: counted, and nothing kept of who said what."""

from typing import ClassVar, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import MicroCredential, Version
from assay.people.models import Person


class HoursBand(models.TextChoices):
    """A reader sees bands; whoever answers presses one."""

    UP_TO_5 = "5", _("Up to 5 hours")
    UP_TO_10 = "10", _("6 to 10")
    UP_TO_20 = "20", _("11 to 20")
    UP_TO_40 = "40", _("21 to 40")
    MORE = "more", _("More than 40")


#: What a band counts as where hours are compared: its middle.
MIDDLES: Final = {
    HoursBand.UP_TO_5: 3,
    HoursBand.UP_TO_10: 8,
    HoursBand.UP_TO_20: 15,
    HoursBand.UP_TO_40: 30,
    HoursBand.MORE: 50,
}


class HoursCount(models.Model):
    """So many said so of a version in a month. No row is anybody's."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()  # its first day
    band = models.CharField(max_length=10, choices=HoursBand)
    answers = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager["HoursCount"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("version", "month", "band"), name="hours_count_once"),
        )


class HoursAsked(models.Model):
    """This person is not asked again about this micro-credential: they answered, or said that they will not."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.CASCADE, related_name="+"
    )

    objects: ClassVar[models.Manager["HoursAsked"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "micro_credential"), name="hours_asked_once"),
        )
