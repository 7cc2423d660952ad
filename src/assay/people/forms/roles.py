"""Roles: who holds them, given to people and to addresses, and ended."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.lib.addresses import pasted
from assay.people import policy
from assay.people.models import Organization, Person, Role


class PeopleFilter(forms.Form):
    """Filters of the list of people; each stands in the address."""

    q = forms.CharField(label=_("Name or e-mail"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    organization = forms.ChoiceField(label=_("School or department"), required=False)

    def __init__(self, *args: Any, organizations: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Any role")), *Role.choices]  # type: ignore[attr-defined]
        self.fields["organization"].choices = [("", _("Any place")), *organizations]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, str]:
        """What it asks for and can have, by field; a value that is none of the choices asks for nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def said(self, name: str) -> str:
        """A value as the reader chose it."""
        value = self.cleaned_data[name]
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str({str(key): word for key, word in choices.items()}.get(value, value))


class GrantForm(forms.Form):
    """A role in one of the administrator's organizations: those they may give in one of them at least.

    Nothing is chosen beforehand: the first school in the alphabet is nobody's wish.
    """

    role = forms.ChoiceField(
        label=_("Role"), error_messages={"required": _("Choose a role from the list.")}
    )
    organization = forms.ModelChoiceField(
        label=_("Where"),
        queryset=Organization.objects.none(),
        empty_label=_("Choose where"),
        error_messages={"required": _("Choose a school, department or program from the list.")},
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Organization.objects.administered_by(by).current()
        roles = policy.roles_to_give(by)
        self.fields["organization"].queryset = mine  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("Choose a role")), *map(_offered, roles)]  # type: ignore[attr-defined]


def _offered(role: Role) -> tuple[str, str | Promise]:
    """A role as it is offered: one that opens nothing yet says so before it is given."""
    if role not in policy.OPEN_NOTHING_YET:
        return role.value, role.label
    return role.value, str(_("%(role)s (opens nothing yet)")) % {"role": role.label}


class EndForm(forms.Form):
    """Which role of the people who were chosen ends, and on which day."""

    role = forms.ChoiceField(
        label=_("Role"), error_messages={"required": _("Choose a role from the list.")}
    )
    on = forms.DateField(
        label=_("Ends on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("From this day they no longer hold it. Today is the first day you can choose."),
        error_messages={
            "required": _("Choose a day."),
            "invalid": _("Enter a day, such as 2027-06-30."),
        },
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.value, role.label) for role in policy.roles_to_give(by)]
        self.fields["role"].choices = [("", _("Choose a role")), *roles]  # type: ignore[attr-defined]


class InviteForm(GrantForm):
    """One role for one or many addresses."""

    emails = forms.CharField(
        label=_("E-mail addresses"),
        widget=forms.Textarea,
        max_length=20000,
        help_text=_(
            "Type them, or paste a list with or without names, as your mail program or a spreadsheet writes it: up to"
            " 200 at once. Each person gets a link of their own."
        ),
    )
    locale = forms.ChoiceField(
        label=_("Language of the e-mail"),
        choices=settings.LANGUAGES,
        help_text=_("Who has an account gets it in the language they chose."),
    )
    field_order = ("emails", "role", "organization", "locale")

    def __init__(self, data: Any = None, *, by: Person) -> None:
        if data is not None and "locale" not in data:
            data = data.copy()
            data["locale"] = by.locale
        super().__init__(data, by=by)
        self.fields["locale"].initial = by.locale

    def clean_emails(self) -> list[str]:
        found = pasted(self.cleaned_data["emails"])
        if len(found) > 200:
            raise forms.ValidationError(_("Invite up to 200 people at once."))
        return found
