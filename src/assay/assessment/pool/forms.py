"""The shape of what is typed in the pool's pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ReaderRequestForm(forms.Form):
    """What a department asks of the pool; filled with what the forecast says is missing."""

    place = forms.IntegerField(widget=forms.HiddenInput)
    kinds = forms.TypedMultipleChoiceField(
        label=_("Micro-credentials"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    readings = forms.IntegerField(label=_("Readings"), min_value=1, max_value=500)
    until_on = forms.DateField(
        label=_("Until"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, titles: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_order = [(kind, titles[kind]) for kind in sorted(titles, key=lambda one: titles[one])]
        field = self.fields["kinds"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = in_order
