"""Listeners: a new name stands on the cards of its organization, what is essential puts cards in order, and goals
are named on them."""

from assay.catalog.actions.deriving import renew_edition
from assay.record.delivery import on
from assay.record.models import Event


@on("people.organization_changed")
def renew_names(_event: Event) -> None:
    renew_edition()


@on("program.goals_set")
def renew_goals(_event: Event) -> None:
    renew_edition()


@on("frameworks.priority_set", "frameworks.dependency_set", "frameworks.dependency_ended")
def renew_order(_event: Event) -> None:
    renew_edition()
