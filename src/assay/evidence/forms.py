"""The shape of what a workspace sends. Limits of a version are asked by the verbs, not here."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.evidence.models import Artifact, Scope


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
    public = forms.BooleanField(
        label=_("Every permission, and every adult’s yes, also covers showing it to the public."),
        required=False,
        help_text=_(
            "Leave this empty if the signed forms speak of the assessment only. It shows nothing by itself: "
            "you may let your badge name this piece later."
        ),
    )

    def __init__(self, *args: Any, artifact: Artifact, **kwargs: Any) -> None:
        consent = getattr(artifact, "consent", None)
        if consent is not None:
            said = {name: getattr(consent, name) for name in self.base_fields if name != "public"}
            kwargs.setdefault("initial", said | {"public": consent.scope == Scope.PUBLIC})
        super().__init__(*args, **kwargs)
        # A reach that this form does not ask for stays as it was recorded.
        self.narrow = (
            consent.scope
            if consent is not None and consent.scope != Scope.PUBLIC
            else Scope.ASSESSMENT
        )
        if artifact.kind == "file" and not artifact.is_video:
            self.fields["off_camera"].label = _("Left out of it")

    def clean(self) -> dict[str, Any]:
        """`scope` as the verb takes it, in place of the yes or no that was asked."""
        values = dict(super().clean() or {})
        values["scope"] = Scope.PUBLIC if values.pop("public", False) else self.narrow
        return values


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
