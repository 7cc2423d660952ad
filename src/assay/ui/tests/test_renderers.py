"""Controls drawn without templates are the very ones that Django's templates draw."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from assay.ui.renderers import Quick


class Everything(forms.Form):
    flat = forms.ChoiceField(choices=[("", "–"), ("a", "A & <b>"), ('"', "Quote"), (3, "Three")])
    grouped = forms.ChoiceField(
        choices=[("Fruit", [("p", "Pear"), ("f", "Fig")]), ("n", "None"), ("<G>", [("x", "X")])]
    )
    several = forms.MultipleChoiceField(choices=[("1", "One"), ("2", "Two")])
    maybe = forms.NullBooleanField()
    word = forms.CharField(max_length=9, widget=forms.TextInput(attrs={"autofocus": True}))
    mail = forms.EmailField(required=False)
    number = forms.IntegerField(min_value=1)
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date", "disabled": False}))
    secret = forms.CharField(widget=forms.PasswordInput(render_value=False))
    kept = forms.CharField(widget=forms.HiddenInput())
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}))
    tick = forms.BooleanField()
    one = forms.ChoiceField(choices=[("a", "A"), ("<b>", "B")], widget=forms.RadioSelect)
    file = forms.FileField()


TYPED = {
    "flat": '"',
    "grouped": "f",
    "several": ["1", "2"],
    "word": "<\"&'>",
    "number": "0",
    "text": "</textarea>&",
}
TYPED |= {"tick": "on", "one": "<b>"}


@pytest.mark.parametrize("typed", [None, TYPED, {}], ids=["fresh", "typed", "empty"])
def test_each_control_is_as_django_draws_it(typed: dict[str, object] | None) -> None:
    ours, theirs = (
        Everything(typed, renderer=Quick()),
        Everything(typed, renderer=DjangoTemplates()),
    )
    for name in ours.fields:
        if name == "one":  # each button of a group is drawn alone
            pairs = zip(ours[name].subwidgets, theirs[name].subwidgets, strict=True)
            assert all(one.tag() == other.tag() for one, other in pairs)
            continue
        extra = {"aria-describedby": "a b"}
        drawn, wanted = (form[name].as_widget(attrs=extra) for form in (ours, theirs))
        assert drawn == re.sub(r"\s*\n\s*\n", "\n", wanted), name  # but for empty lines
