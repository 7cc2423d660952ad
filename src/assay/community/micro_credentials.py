"""What colleagues talk about: a micro-credential as it is called today, also where it is retired."""

from django.db.models import QuerySet

from assay.catalog.models import MicroCredential, Version


def talked_about() -> QuerySet[MicroCredential]:
    """Those that anybody may read; no stacks."""
    published = Version.objects.public().values("micro_credential")
    rows = MicroCredential.objects.single().filter(pk__in=published)
    return rows.select_related("current")


def version_of(micro_credential: MicroCredential) -> Version:
    """The version whose title and language its pages show: the one open to starts, else the newest."""
    current = micro_credential.current
    if current is not None:
        return current
    return micro_credential.versions.public().latest("published_at")
