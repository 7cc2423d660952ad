"""Listeners: an organization's new name stands on its cards."""

from assay.catalog.actions.deriving import renew_edition
from assay.record.delivery import on
from assay.record.models import Event


@on("people.organization_changed")
def renew_names(_event: Event) -> None:
    renew_edition()
