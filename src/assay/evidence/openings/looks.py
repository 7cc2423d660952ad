"""What a look at a file was: the whole recording, a still picture of it, the pages of a document."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Look(models.TextChoices):
    """How much of a file somebody saw. Kept in the record with each opening."""

    STILL = "still", _("Saw a still picture of it")
    PLAYED = "played", _("Played it")
    SEEN = "seen", _("Saw it")
    PAGES = "pages", _("Saw its pages")
    READ = "read", _("Had its text read")
    DOWNLOADED = "downloaded", _("Downloaded it")
    FOLLOWED = "followed", _("Followed the link")
