"""Forms of discussions: a thread with its first post, a post, hiding one, and how often one has mail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.community.actions.discussions import MAX_CHARACTERS, MAX_REASON, MAX_TITLE
from assay.community.models import DigestRhythm
from assay.community.words_form import WordsForm


class PostForm(WordsForm):
    """What one writes to colleagues."""

    text = forms.CharField(
        label=_("Your post"),
        help_text=_(
            "Colleagues in your program read it with your name and school. Name no student."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=MAX_CHARACTERS,
    )


class ThreadForm(PostForm):
    """A matter, and the post that opens it."""

    title = forms.CharField(label=_("What is it about?"), max_length=MAX_TITLE)
    field_order = ("title", "text", "seen")


class HidingForm(forms.Form):
    """Why no one should read it."""

    reason = forms.CharField(
        label=_("Your reason"),
        help_text=_("The author of the post reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MAX_REASON,
    )


class DigestForm(forms.Form):
    """How often one has an e-mail about what is new."""

    rhythm = forms.ChoiceField(
        label=_("E-mail about what is new"),
        choices=[("", _("No e-mail")), *DigestRhythm.choices],
        required=False,
    )
