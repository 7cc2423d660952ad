"""Forms of coaching: asking for a coach, sharing a draft, a comment."""

import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assay.coaching.actions.comments import MAX_CHARACTERS as COMMENT_CHARACTERS
from assay.coaching.actions.pairings import MAX_CHARACTERS
from assay.coaching.actions.shares import MAX_QUESTION
from assay.coaching.models import PARTS, Pairing, PeerOffer
from assay.journeys.models import Start
from assay.people.models import Person

_MOMENT = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})")


class CoachChoice(forms.ModelChoiceField[Person]):
    """Coaches by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.display_name)


class AskForm(forms.Form):
    """Whom to ask, and what it is about."""

    coach = CoachChoice(
        label=_("Who do you ask?"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Anyone who has time"),
    )
    about = forms.CharField(
        label=_("What would you like help with?"),
        help_text=_("In a sentence or two. Whoever is asked reads it, and who finds you a coach."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MAX_CHARACTERS,
        required=False,
    )

    def __init__(self, *args: Any, coaches: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["coach"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = coaches


class SelectOfAuthor(forms.Select):
    """Options in the words of a micro-credential’s author, each marked with their language."""

    language = ""

    def create_option(self, name: str, value: Any, *rest: Any, **named: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *rest, **named)
        if value and self.language:
            option["attrs"]["lang"] = self.language
        return option


class AskPeerForm(forms.Form):
    """What a colleague would read."""

    about = forms.CharField(
        label=_("What would you like them to look at?"),
        help_text=_("In a sentence or two. Whoever you ask reads it."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=MAX_CHARACTERS,
        required=False,
    )


class OfferForm(forms.Form):
    """Which drafts somebody would read, and how many at once."""

    start = forms.ModelChoiceField(
        label=_("Of which micro-credential?"),
        queryset=Start.objects.none(),
        empty_label=None,
        widget=SelectOfAuthor,
    )
    most_drafts = forms.TypedChoiceField(
        label=_("How many drafts at once?"),
        choices=[(n, str(n)) for n in range(1, PeerOffer.MOST + 1)],
        coerce=int,
        initial=1,
    )

    def __init__(self, *args: Any, starts: list[Start], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["start"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Start.objects.filter(pk__in=[start.pk for start in starts])
        field.choices = [(start.pk, start.version.title) for start in starts]


class ShareForm(forms.Form):
    """Who sees which parts."""

    pairing = forms.ModelChoiceField(
        label=_("Who reads it"), queryset=Pairing.objects.none(), empty_label=None
    )
    parts = forms.MultipleChoiceField(
        label=_("What they see"),
        choices=tuple(
            zip(
                PARTS,
                (_("Part 1, overview"), _("Part 2, work samples"), _("Part 3, reflection")),
                strict=True,
            )
        ),
        widget=forms.CheckboxSelectMultiple,
        initial=PARTS,
        error_messages={"required": _("Choose at least one part.")},
    )
    question = forms.CharField(
        label=_("What do you want to know?"),
        help_text=_("One thing helps most, for example: is the goal too wide?"),
        max_length=MAX_QUESTION,
        required=False,
    )
    hands_in_on = forms.DateField(
        label=_("When do you mean to submit?"),
        help_text=_("So they read it in time. It binds you to nothing."),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
        error_messages={"invalid": _("Write a day, such as 2027-01-05.")},
    )

    def __init__(self, *args: Any, pairings: QuerySet[Pairing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["pairing"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = pairings
        field.choices = [(row.pk, _named(row)) for row in pairings if row.coach]


def _named(pairing: Pairing) -> str:
    """Who reads it, and as what."""
    words = {"name": pairing.coach, "as": pairing.get_kind_display()}
    return gettext("%(name)s (%(as)s)") % words


class MomentField(forms.CharField):
    """A moment of a recording, "2:05" or "1:02:05", in seconds."""

    def clean(self, value: Any) -> int | None:
        typed = str(super().clean(value)).strip()
        if not typed:
            return None
        found = _MOMENT.fullmatch(typed)
        if found is None or int(found[3]) > 59:
            raise forms.ValidationError(_("Write a moment as minutes and seconds, such as 2:05."))
        return int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])


class CommentForm(forms.Form):
    """What a coach or colleague says of one step."""

    text = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=COMMENT_CHARACTERS,
        error_messages={"required": _("Write something first.")},
    )
    criterion = forms.ChoiceField(
        label=_("In terms of the rubric"), required=False, widget=SelectOfAuthor
    )
    recording = forms.ChoiceField(label=_("Recording"), required=False)
    moment = MomentField(
        label=_("At the moment"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "2:05", "inputmode": "numeric"}),
    )

    def __init__(
        self,
        *args: Any,
        criteria: list[tuple[str, str]],
        recordings: list[tuple[str, str]],
        language: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criterion"].widget.language = language
        for name, choices in (("criterion", criteria), ("recording", recordings)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("None in particular")), *choices]
            if not choices:
                del self.fields[name]
        if not recordings:
            del self.fields["moment"]


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=COMMENT_CHARACTERS,
        error_messages={"required": _("Write something first.")},
    )
