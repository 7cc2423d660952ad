"""Where somebody works."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.people.models import Organization, OrganizationQuerySet


class WorkplaceField(forms.ModelChoiceField[Organization]):
    """The school or office where somebody works; may be left open."""

    def __init__(self, **kwargs: Any) -> None:
        options: dict[str, Any] = {
            "label": _("Your school or office"),
            "help_text": _(
                "So that no one from there assesses your work. An administrator can correct it."
            ),
            "required": False,
            "empty_label": _("Choose one, or leave it open"),
        }
        super().__init__(Organization.objects.none(), **(options | kwargs))


def offer_workplaces(form: forms.BaseForm, places: OrganizationQuerySet) -> None:
    """Read the list when a form is made, not when this module is loaded."""
    field = form.fields["workplace"]
    if isinstance(field, WorkplaceField):
        field.queryset = places


class WorkplaceForm(forms.Form):
    """Where somebody works: said by themselves, or set by an administrator."""

    workplace = WorkplaceField(
        required=True, error_messages={"required": _("Choose a school or office from the list.")}
    )

    def __init__(self, *args: Any, places: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_workplaces(self, places)
