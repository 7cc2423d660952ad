"""The shape of what is sent: a license, and an approval."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import MicroCredential
from assay.credits.facts import Earned, rule_of, rules_of_licenses
from assay.credits.models import Approved, CreditBatch, License
from assay.credits.policy import credit_programs_of, programs_of
from assay.credits.rules.nouns import Rule
from assay.credits.rules.words import category as category_word
from assay.credits.rules.words import kind as kind_word
from assay.credits.rules.words import kinds_elsewhere
from assay.credits.rules.words import part as part_word
from assay.credits.transcripts import Chosen
from assay.lib.clock import today
from assay.lib.text.folding import folded
from assay.people.models import Organization, Person
from assay.ui.fields import SelectInLanguage
from assay.ui.words import short_day


def _date(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget)


def _optional_day(label: Any) -> forms.DateField:
    field = _date(label)
    field.required = False
    return field


class _MicroCredentialField(forms.ModelChoiceField[MicroCredential]):
    """By the title it has now."""

    widget = SelectInLanguage

    def label_from_instance(self, obj: MicroCredential) -> str:
        return obj.current.title if obj.current else obj.slug


class LicenseForm(forms.Form):
    """A license as it is on paper. Which rule it goes by is not changed any more once it is kept."""

    rule = forms.ChoiceField(label=_("License"))
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    name_on_license = forms.CharField(
        label=_("Your name as it is on the license"),
        max_length=120,
        error_messages={"required": _("Write your name as it is on the license.")},
    )
    identifier = forms.CharField(
        label=_("Your number with the state"),
        help_text=_("In Michigan the PIC. You may leave it empty and add it later."),
        max_length=40,
        required=False,
    )
    first = _date(_("First day"))
    last = _date(_("Last day"))
    has_plan = forms.BooleanField(
        label=_("My employer has approved my plan of learning"),
        help_text=_("Kansas and North Carolina ask for one. For other states it changes nothing."),
        required=False,
    )

    def __init__(
        self, data: Any = None, *, person: Person, license_: License | None = None
    ) -> None:
        start = {"name_on_license": person.display_name}
        if license_ is not None:
            start = {name: getattr(license_, name) for name in self.base_fields}
        super().__init__(data, initial=start)
        rules = rules_of_licenses(today())
        if license_ is not None:
            del self.fields["rule"]
            rules = [rule for rule in rules if rule.id == license_.rule]
        else:
            licenses = [rule for rule in rules if rule.purpose in ("renewal", "rank_change")]
            _choose(
                self.fields["rule"], [("", _("Choose one")), *((r.id, r.name) for r in licenses)]
            )
        _choose(self.fields["kind"], [("", _("None of these")), *_kinds(rules)])


class ElsewhereForm(forms.Form):
    """A course or workshop that is no badge."""

    title = forms.CharField(label=_("What it was"), max_length=200)
    kind = forms.ChoiceField(label=_("Counted in"))
    number = forms.DecimalField(label=_("How many"), max_digits=6, decimal_places=2)
    category = forms.ChoiceField(label=_("Category"), required=False)
    ended_on = _date(_("Last day of it"))

    def __init__(self, data: Any = None, *, rule: Rule | None) -> None:
        super().__init__(data)
        _choose(self.fields["kind"], list(kinds_elsewhere(rule).items()) if rule else [])
        categories = _categories([rule] if rule else [])
        if categories:
            _choose(self.fields["category"], [("", _("None")), *categories])
        else:
            del self.fields["category"]


class ReportForm(forms.Form):
    """On which day somebody entered a credit with the state."""

    reported_on = _date(_("I entered it on"))


class HoldForm(forms.Form):
    """Why a credit waits."""

    reason = forms.CharField(
        label=_("Why it waits"),
        help_text=_("One sentence. The learner reads it."),
        max_length=300,
        error_messages={"required": _("Say in one sentence why it waits. The learner reads it.")},
    )


class ApprovalForm(forms.Form):
    """What a state or district approved, and for which micro-credential."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Program"), empty_label=None
    )
    rule = forms.ChoiceField(label=_("Rule"))
    what = forms.ChoiceField(
        label=_("What was approved"), choices=Approved, widget=forms.RadioSelect
    )
    micro_credential = _MicroCredentialField(
        MicroCredential.objects.none(),
        label=_("Micro-credential"),
        empty_label=_("All, where the provider is approved"),
        required=False,
    )
    number = forms.CharField(label=_("Its number or name"), max_length=60)
    hours = forms.DecimalField(
        label=_("Hours of instruction"),
        help_text=_("For a program with a number."),
        min_value=0,
        max_value=1000,
        max_digits=6,
        decimal_places=2,
        required=False,
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    part = forms.ChoiceField(
        label=_("Part of the program"),
        help_text=_("For a rule under which only a whole program counts, as in Kentucky."),
        required=False,
    )
    approved_on = _date(_("Approved on"))
    first = _date(_("First day"))
    last = _date(_("Last day"))

    def __init__(self, data: Any = None, *, by: Person) -> None:
        super().__init__(data)
        places = programs_of(by)
        own, which = self.fields["organization"], self.fields["micro_credential"]
        if isinstance(own, forms.ModelChoiceField) and isinstance(which, forms.ModelChoiceField):
            own.queryset = Organization.objects.filter(pk__in=[place.pk for place in places])
            rows = MicroCredential.objects.filter(issuer__in=_below(places), current__isnull=False)
            which.queryset = rows.select_related("current").order_by("current__title")
        rules = rules_of_licenses(today())
        _choose(self.fields["rule"], [(rule.id, rule.name) for rule in rules])
        _choose(self.fields["category"], [("", _("None")), *_categories(rules)])
        _choose(self.fields["part"], [("", _("None")), *_parts(rules)])


def _below(places: list[Organization]) -> list[int]:
    rows = [Organization.objects.all().within(place) for place in places]
    return [pk for found in rows for pk in found.values_list("pk", flat=True)]


def _kinds(rules: list[Rule]) -> list[tuple[str, str]]:
    names = {kind for rule in rules for kind in rule.requirements if kind}
    return sorted(((name, kind_word(name)) for name in names), key=lambda pair: folded(pair[1]))


def _categories(rules: list[Rule]) -> list[tuple[str, str]]:
    names = {cap.category for rule in rules for cap in rule.caps if cap.category}
    names |= {
        name for rule in rules for asked in rule.requirements.values() for name in asked.minimums
    }
    return sorted(((name, category_word(name)) for name in names), key=lambda pair: folded(pair[1]))


def _parts(rules: list[Rule]) -> list[tuple[str, str]]:
    names = dict.fromkeys(
        name for rule in rules if rule.completion for name in rule.completion.parts
    )
    return [(name, part_word(name)) for name in names]


def _choose(field: forms.Field, choices: list[Any]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


class ShownForm(forms.Form):
    """What of one's credit others see: for which licenses, and whether what it comes to in pay."""

    licenses = forms.TypedMultipleChoiceField(
        label=_("Credit for these licenses"),
        widget=forms.CheckboxSelectMultiple,
        coerce=int,
        required=False,
    )
    pay = forms.BooleanField(label=_("What badges come to in pay"), required=False)

    def __init__(self, data: Any = None, *, person: Person, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        rows = License.objects.visible_to(person).kept()
        field = self.fields["licenses"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [(row.pk, _license_name(row)) for row in rows]
        if not rows:
            del self.fields["licenses"]

    def chosen(self) -> Chosen:
        """After it was found valid."""
        sent = self.cleaned_data
        return Chosen(frozenset(sent.get("licenses", ())), sent["pay"])


def _license_name(row: License) -> str:
    rule = rule_of(row)
    return _("%(license)s until %(day)s") % {
        "license": rule.name if rule else row.rule,
        "day": short_day(row.last),
    }


class TranscriptForm(ShownForm):
    """What a transcript shows, and until when it can be checked."""

    until = forms.DateField(
        label=_("Last day it can be checked"),
        help_text=_("At most two years from now."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class LinkForm(ShownForm):
    """Who a link is for, what it shows, and until when it opens."""

    label = forms.CharField(
        label=_("Who it is for"),
        help_text=_("Only you read this, such as “HR office”."),
        max_length=120,
        error_messages={"required": _("Say who it is for, so that you know it again.")},
    )
    badges = forms.MultipleChoiceField(
        label=_("Badges"),
        help_text=_("With all of them chosen, it shows later ones too."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one badge.")},
    )
    until = forms.DateField(
        label=_("Last day it opens"),
        help_text=_("At most ninety days from now."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        person: Person,
        earned: Sequence[Earned],
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(data, person=person, initial=initial)
        field = self.fields["badges"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(one.id, one.title) for one in earned]
        if not earned:
            del self.fields["badges"]
        self._all = {one.id for one in earned}

    def chosen_badges(self) -> list[str] | None:
        """After it was found valid: None for all, those to come included."""
        sent = self.cleaned_data.get("badges", [])
        return None if set(sent) == self._all else list(sent)


class SampleForm(forms.Form):
    """What an auditor's sample is drawn from, how large it is, and who gets it until when."""

    organization = forms.ModelChoiceField(
        label=_("Program"), queryset=Organization.objects.none(), empty_label=None
    )
    batch = forms.ModelChoiceField(
        label=_("Batch"),
        queryset=CreditBatch.objects.none(),
        required=False,
        empty_label=_("None, all that was approved in these days"),
    )
    first = _optional_day(_("First day"))
    last = _optional_day(_("Last day"))
    count = forms.IntegerField(
        label=_("How many"), help_text=_("At most two hundred."), min_value=1, max_value=200
    )
    label = forms.CharField(
        label=_("Who it is for"),
        max_length=120,
        error_messages={"required": _("Say who it is for, so that you know it again.")},
    )
    until = _date(_("Last day it opens"))

    def __init__(self, data: Any = None, *, by: Person, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        places = credit_programs_of(by)
        programs = Organization.objects.under([place.path for place in places])
        found = programs.filter(pk__in=[place.pk for place in places])
        batches = CreditBatch.objects.kept_at(places).defer("body").order_by("-frozen_at", "-pk")
        for name, rows in (("organization", found), ("batch", batches)):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows
        if len(places) == 1:
            self.fields["organization"].initial = places[0].pk

    def period(self) -> tuple[date, date] | None:
        """After it was found valid: only where no batch was chosen."""
        sent = self.cleaned_data
        if sent["batch"] or not (sent["first"] and sent["last"]):
            return None
        return sent["first"], sent["last"]
