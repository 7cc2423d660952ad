"""The shape of what a workspace sends. Limits of a version are asked by the verbs, not here."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.evidence.models import Artifact, PermissionRegister, Scope
from assay.lib.clock import today


class MinutesSeconds(forms.Field):
    """A time in a recording: "2:31", "01:02:31" or seconds; whole seconds, or None."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "0:00"}
    )

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        if not re.fullmatch(r"(\d{1,2}:)?\d{1,4}(:\d{1,2})?", text):
            raise forms.ValidationError(_("Write the time as minutes and seconds, such as 2:31."))
        seconds = 0
        for part in text.split(":"):
            seconds = seconds * 60 + int(part)
        return seconds


class _AskedLater:
    """Asked for, so not marked optional; left empty it is saved as it is, and readiness insists."""

    def validate(self, value: Any) -> None:
        if value not in (None, ""):
            super().validate(value)  # type: ignore[misc]  # a mixin for fields


class Figure(_AskedLater, forms.IntegerField):
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})


class Words(_AskedLater, forms.CharField):
    widget = forms.Textarea


class ArtifactForm(forms.Form):
    """Everything a learner may say about one artifact, in the step's one form; `prefix` is the artifact's."""

    description = forms.CharField(
        label=_("What can be seen or heard"),
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text=_("For assessors who cannot see or hear it."),
    )
    at = MinutesSeconds(label=_("Time"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=1000)


class ConsentForm(forms.Form):
    """People seen or heard in one artifact. Nothing is required here: readiness says what is missing."""

    use_required_attribute = False

    nobody_recognizable = forms.BooleanField(
        label=_("No one can be recognized in it."), required=False
    )
    students = Figure(label=_("Students in it"), min_value=0, max_value=2000)
    permissions = Figure(label=_("Signed permission forms"), min_value=0, max_value=2000)
    off_camera = Figure(label=_("Students off camera"), min_value=0, max_value=2000)
    adults = Figure(label=_("Other adults in it"), min_value=0, max_value=2000)
    guardians_agreed = forms.BooleanField(
        label=_("A guardian gave written permission for every student who can be seen or heard."),
        required=False,
    )
    adults_agreed = forms.BooleanField(label=_("The other adults agreed."), required=False)
    scope = forms.ChoiceField(
        label=_("What every permission, and every adult’s yes, allows"),
        choices=Scope.choices,
        required=False,
        help_text=_(
            "What the signed forms say. It shows nothing by itself: an example, a copy for training or your badge "
            "asks you first."
        ),
    )
    expires_on = forms.DateField(
        label=_("The permissions end on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("From the next day it is not used for training and not shown in public."),
    )

    def __init__(
        self,
        *args: Any,
        artifact: Artifact,
        registers: Sequence[PermissionRegister] = (),
        **kwargs: Any,
    ) -> None:
        consent = getattr(artifact, "consent", None)
        if consent is not None:
            said = {name: getattr(consent, name) for name in self.base_fields}
            kwargs.setdefault("initial", said | {"register": consent.register_id})
        super().__init__(*args, **kwargs)
        self.has_ended = consent is not None and consent.has_expired(today())
        chosen = consent.register_id if consent is not None else None
        offered = {row.pk: row for row in registers if row.closed_at is None or row.pk == chosen}
        if offered:
            self.fields["register"] = _RegisterField(offered)
        if artifact.kind == "file" and not artifact.is_video:
            self.fields["off_camera"].label = _("Left out of it")

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        values["scope"] = values.get("scope") or Scope.ASSESSMENT
        return values


class _RegisterField(forms.TypedChoiceField):
    """One of the learner's registers, which were read already."""

    def __init__(self, offered: Mapping[int, PermissionRegister]) -> None:
        super().__init__(
            label=_("Permission register of the class"),
            help_text=_("Numbers that you leave empty are taken from it."),
            required=False,
            choices=[("", _("None")), *((pk, str(row)) for pk, row in offered.items())],
            coerce=lambda value: offered[int(value)],
            empty_value=None,
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "")


class LinkForm(forms.Form):
    url = forms.CharField(
        label=_("Web address"),
        required=False,
        max_length=1000,
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "url", "placeholder": "https://"}
        ),
    )
    name = forms.CharField(label=_("What it is"), required=False, max_length=200)


class DeclarationForm(forms.Form):
    use_required_attribute = False

    own_work = forms.BooleanField(
        label=_("This is my own work, done in my own role, with my own students or colleagues."),
        required=False,
    )
    ai_use = Words(
        label=_("How did you use AI tools?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("“None” is an answer."),
    )
    student_privacy = forms.BooleanField(
        label=_(
            "My answers, files and file names hold no student’s name, and I have the "
            "signed permission forms."
        ),
        required=False,
    )
    practice_months_ago = Figure(
        label=_("How many months ago was this practice?"), min_value=0, max_value=600
    )


class NoteForm(forms.Form):
    use_required_attribute = False

    note = Words(
        label=_("What did you change since last time, and why?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Assessors read this first."),
    )
