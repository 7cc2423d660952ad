"""What a department asks to add to the template, and what is recorded of the decision."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.catalog.authoring.forms import prose
from assay.governance.models import RecordedChoice
from assay.governance.voters import Voter
from assay.lib.levels import LEVELS
from assay.people.models import Organization
from assay.program.actions.extensions import MOST_CHARACTERS
from assay.program.models import ExtensionKind, ExtensionStatus


class Extending(forms.Form):
    department = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Department"), empty_label=None
    )
    kind = forms.ChoiceField(
        label=_("What it adds"),
        choices=ExtensionKind.choices,
        initial=ExtensionKind.SHORT_TEXT,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what your department adds.")},
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("The label of the field, or the title of the criterion."),
        error_messages={"required": _("Give it a name of 200 characters at most.")},
    )
    help_text = forms.CharField(
        label=_("Help for authors"),
        max_length=300,
        required=False,
        help_text=_("Shown under the field. A criterion needs none."),
    )
    is_required = forms.BooleanField(
        label=_("Nothing is published without it"),
        required=False,
        help_text=_("Only for fields. A criterion is in every rubric."),
    )
    options = prose(_("Answers to choose from"), 4, _("One a line. For a choice only."))
    demonstrated = prose(
        _("Demonstrated"), 3, _("What this level looks like. For a criterion only.")
    )
    almost = prose(_("Almost"), 3, _("For a criterion only."))
    not_yet = prose(_("Not yet"), 3, _("For a criterion only."))
    why = forms.CharField(
        label=_("Why"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the template lacks for your department. Whoever decides reads it."),
        error_messages={"required": _("Say why, in 2,000 characters at most.")},
    )

    def __init__(self, data: Any = None, *, departments: list[Organization]) -> None:
        super().__init__(data)
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Organization.objects.filter(pk__in=[one.pk for one in departments])

    def asked(self) -> dict[str, Any]:
        """As the verb takes it."""
        sent = dict(self.cleaned_data)
        levels = {level: sent.pop(level) for level in LEVELS}
        return {**sent, "options": sent["options"].splitlines(), "descriptors": levels}


class ExtensionDecided(forms.Form):
    voters: Sequence[Voter] = ()
    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=(
            (ExtensionStatus.IN_FORCE, _("It holds from now on")),
            (ExtensionStatus.DECLINED, _("Declined")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what was decided.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The department reads it."),
        error_messages={"required": _("Say why, in 2,000 characters at most.")},
    )
    dissent = forms.CharField(
        label=_("Dissent, if any"),
        max_length=MOST_CHARACTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Shown beside the reason and the votes."),
    )

    def __init__(self, data: Any = None, *, voters: Sequence[Voter] | None, ends: bool) -> None:
        """`voters`: of the committee that decides; None where none sits."""
        super().__init__(data)
        if ends:
            # Said by the form, so that a second press on the decision before does not end what it decided.
            self.fields["outcome"] = forms.ChoiceField(
                choices=((ExtensionStatus.ENDED, _("Ended")),),
                initial=ExtensionStatus.ENDED,
                error_messages={"invalid_choice": _("This is already decided.")},
                widget=forms.HiddenInput,
            )
        if voters is None:
            del self.fields["dissent"]
            return
        dissent = self.fields.pop("dissent")
        self.voters = [one for one in voters if not one.recused]
        for one in self.voters:
            self.fields[one.field] = forms.ChoiceField(
                label=_("Vote of %(name)s") % {"name": one.name},
                choices=(("", _("Did not vote")), *RecordedChoice.choices),
                required=False,
                error_messages={"invalid_choice": _("Choose how each of them voted.")},
            )
        self.fields["dissent"] = dissent

    def recorded(self) -> dict[str, Any]:
        """As the verb takes it."""
        sent = dict(self.cleaned_data)
        votes = {one.person: sent.pop(one.field) for one in self.voters}
        return {**sent, "votes": votes}
