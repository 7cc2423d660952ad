"""What is said of a retirement: the day, why, and what may be taken in its place."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.catalog.actions.retiring import MOST_CHARACTERS
from assay.catalog.models import MicroCredential, VersionStatus
from assay.ui.fields import SelectInLanguage


class OpenChoice(forms.ModelChoiceField[MicroCredential]):
    """A micro-credential by the title of the version that is open."""

    widget = SelectInLanguage

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.current.title)


class AnnounceRetirement(forms.Form):
    closes_on = forms.DateField(
        label=_("First day on which no one can start it"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everyone reads this on its page."),
        error_messages={"required": _("Say why, in a sentence or two. Everyone reads it.")},
    )
    successor = OpenChoice(
        MicroCredential.objects.none(),
        label=_("In its place"),
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, *args: Any, of: MicroCredential, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["successor"]
        assert isinstance(field, forms.ModelChoiceField)
        rows = MicroCredential.objects.filter(current__status=VersionStatus.PUBLISHED)
        rows = rows.exclude(pk=of.pk).select_related("current").defer("current__data")
        field.queryset = rows.order_by("current__title", "pk")
