"""What is typed where a competency is ranked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.frameworks.actions import MOST_LETTERS
from assay.frameworks.models import Leverage, Standing
from assay.lib.clock import today

NO_DAY = _("Write a day, such as 2027-01-05.")


class PriorityForm(forms.Form):
    """How essential, how much of a lever, why and from when."""

    standing = forms.ChoiceField(label=_("How essential"), choices=Standing.choices)
    leverage = forms.TypedChoiceField(
        label=_("Leverage"),
        help_text=_("How much else gets better with it."),
        choices=Leverage.choices,
        coerce=int,
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("One sentence. Learners read it."),
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": MOST_LETTERS}),
        max_length=MOST_LETTERS,
        error_messages={"required": _("Say why, in a sentence. Learners read it.")},
    )
    effective_from = forms.DateField(
        label=_("In force from"),
        help_text=_("Today or a later day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": NO_DAY, "invalid": NO_DAY},
    )
    decision = forms.CharField(
        label=_("Decision of the committee"),
        help_text=_("When and how. For example: December 10, by consensus."),
        max_length=200,
        error_messages={"required": _("Say when and how the committee decided this.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, decides: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not decides:
            del self.fields["decision"]
        self.fields["effective_from"].initial = today
