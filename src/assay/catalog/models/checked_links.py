"""Addresses that drafts point at, and whether they answered when the machine asked them last."""

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkState(models.TextChoices):
    WAITING = "waiting", _("Not checked yet")
    ALIVE = "alive", _("Answers")
    GONE = "gone", _("The page is gone")
    UNREACHED = "unreached", _("Not reached")


class CheckedLinkQuerySet(models.QuerySet["CheckedLink"]):
    def of(self, addresses: Collection[str]) -> "CheckedLinkQuerySet":
        return self.filter(url__in=addresses)


class CheckedLink(models.Model):
    """One address of a citation or a resource, whichever drafts name it. What was not reached says nothing against it.

    `due_at`: from when on it is asked; none once it was.
    """

    url = models.CharField(max_length=500, unique=True)
    state = models.CharField(max_length=20, choices=LinkState, default=LinkState.WAITING)
    due_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    objects = CheckedLinkQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("due_at",), name="checked_link_due"),)

    def __str__(self) -> str:
        return self.url
