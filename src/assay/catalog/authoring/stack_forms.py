"""The fields of a stack's editor. They ask for little: a draft may have gaps, and the verb judges what was typed."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from assay.catalog.actions.retiring import MOST_CHARACTERS
from assay.catalog.authoring.forms import line, number, one_of, prose, several, tick, words
from assay.catalog.content import labels, schema, stack_roles
from assay.people.occupations import JOBS


class About(forms.Form):
    title = line(_("Title"))
    statement = prose(
        _("What the holder can do"), 4, _("Wider than any one of its micro-credentials.")
    )
    language = one_of(
        _("Language it is written in"), dict(settings.LANGUAGES), dict(settings.LANGUAGES)
    )
    roles = several(_("Roles"), tuple(labels.ROLES), labels.ROLES)
    more_roles = words(_("Other roles"))
    career_stages = several(_("Career stages"), schema.CAREER_STAGES, labels.CAREER_STAGES)
    grade_bands = several(_("Grades"), schema.GRADE_BANDS, labels.GRADE_BANDS)
    subjects = several(_("Subjects"), tuple(labels.SUBJECTS), labels.SUBJECTS)
    more_subjects = words(_("Other subjects"))


class Rule(forms.Form):
    order = one_of(
        _("Order"),
        ("none", "suggested", "enforced"),
        {
            "none": _("Any"),
            "suggested": _("As listed, if the learner likes"),
            "enforced": _("As listed; one that was earned out of turn does not count"),
        },
        initial="none",
    )
    window_months = number(_("Months within which all are earned"), _("Empty: there is no limit."))
    accepts_versions = one_of(
        _("Versions that count"),
        ("any_non_revoked", "current_only"),
        {
            "any_non_revoked": _("Any that was not withdrawn"),
            "current_only": _("Only the current one of each"),
        },
        initial="any_non_revoked",
    )


class Track(forms.Form):
    id = forms.CharField(required=False, widget=forms.HiddenInput)
    title = line(_("Name of the track"), _("It is printed on the badge."))
    roles = several(_("Makes its holders eligible as"), stack_roles.OFFERED, JOBS)


class Group(forms.Form):
    id = forms.CharField(required=False, widget=forms.HiddenInput)
    title = line(_("Name of the group"))
    track = forms.ChoiceField(label=_("Track"), required=False)
    at_least = number(_("At least so many of them"), _("Empty: all of them."), max_value=50)

    def __init__(self, *args: Any, tracks: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if tracks:
            self.fields["track"].choices = [("", "–"), *tracks]  # type: ignore[attr-defined]
        else:
            del self.fields["track"]


class Members(forms.Form):
    """Nothing but its rows."""


class Member(forms.Form):
    """A micro-credential; it is found by search, so only its group is chosen."""

    ident = forms.CharField(required=False, widget=forms.HiddenInput)
    group = forms.ChoiceField(label=_("Group"), required=False)

    def __init__(self, *args: Any, groups: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", "–"), *groups]  # type: ignore[attr-defined]


class Capstone(forms.Form):
    title = line(_("Title"), _("Leave all of this empty for a stack without a capstone."))
    prompt = prose(_("Task"), 4, _("One piece of work that brings it together."))
    word_limit = number(_("Most words"))
    rule_type = one_of(
        _("When is it earned?"),
        ("all_demonstrated", "points_with_essentials"),
        {
            "all_demonstrated": _("Every criterion is demonstrated"),
            "points_with_essentials": _(
                "The essential ones are demonstrated, and enough points in all"
            ),
        },
        initial="all_demonstrated",
    )
    min_points = number(
        _("Points needed"),
        _("Only for the rule by points: demonstrated counts 2, almost counts 1."),
    )
    rule_text = prose(_("The rule in plain words"), 2)


class Criterion(forms.Form):
    id = forms.CharField(required=False, widget=forms.HiddenInput)
    title = line(_("Name of the criterion"))
    demonstrated = prose(_("Demonstrated"), 4)
    almost = prose(_("Almost"), 4)
    not_yet = prose(_("Not yet"), 4)
    essential = tick(_("Essential: it must be demonstrated"))
    impact = tick(_("Looks at what changed for students or those served"))


class Award(forms.Form):
    badge = tick(_("Whoever completes it may take a badge of its own"))
    extra_contact_hours = forms.DecimalField(
        label=_("Contact hours it adds"),
        help_text=_(
            "Beside those of its micro-credentials; usually none, or those of the capstone."
        ),
        required=False,
        min_value=0,
        max_value=200,
        max_digits=5,
        decimal_places=2,
    )
    note = line(_("Note on its hours"))
    roles = several(
        _("Makes its holders eligible as"),
        stack_roles.OFFERED,
        JOBS,
        _(
            "They enter the leader pool, from which people offer roles. A track may open one of its own."
        ),
    )
    recognition = words(
        _("Other recognition"),
        _("In words with hyphens, such as mentoring-year-completion. Separate with commas."),
    )


class AnnounceEnd(forms.Form):
    """The end of a stack: until when its badge may be taken, and why."""

    last_day = forms.DateField(
        label=_("Last day on which its badge may be taken"),
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
