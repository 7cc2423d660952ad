"""The fields of the editor. They ask for little: a draft may have gaps, and the schema judges what was typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.catalog.content import labels, schema
from assay.lib.levels import LEVELS
from assay.people.models import Organization

#: Fields that may stay empty in what is published; all others are asked for.
OPTIONAL = frozenset(
    [
        "tags",
        "source",
        "doi",
        "url",
        "checked",
        "minutes",
        "alternatives",
        "max_pages",
        "max_minutes_total",
        "max_words_each",
        "sensitivity",
        "min_points",
        "no_level_below",
        "part1_min",
        "part2_min",
        "part3_min",
        "label",
        "part1_alternatives",
        "part3_alternatives",
        "declared_credit_amount",
        "declared_credit_unit",
        "DELETE",
    ]
)


def words(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint or _("Separate with commas."), required=False
    )


def prose(label: Any, rows: int = 3, hint: Any = "", **more: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, required=False, widget=area, **more)


def line(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, max_length=400)


def number(label: Any, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=hint, required=False, min_value=0)


def tick(label: Any, hint: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=hint, required=False)


def one_of(
    label: Any, options: Any, named: dict[str, Any] | None = None, hint: Any = ""
) -> forms.ChoiceField:
    choices = [("", "–"), *((o, labels.label(named or {}, o)) for o in options)]
    return forms.ChoiceField(label=label, help_text=hint, required=False, choices=choices)


def several(
    label: Any, options: Any, named: dict[str, Any] | None = None, hint: Any = ""
) -> forms.MultipleChoiceField:
    choices = [(o, labels.label(named or {}, o)) for o in options]
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(
        label=label, help_text=hint, required=False, choices=choices, widget=widget
    )


class About(forms.Form):
    title = line(_("Title"))
    competency = prose(_("Competency"), 3, _("One sentence that can be seen in practice."))
    hours_min = number(_("Hours, at least"))
    hours_typical = number(_("Hours, typical"), _("Tried out, not guessed."))
    hours_max = number(_("Hours, at most"))
    roles = words(_("Roles"), _("Such as teacher, paraprofessional. Separate with commas."))
    grade_bands = several(_("Grades"), schema.GRADE_BANDS, labels.GRADE_BANDS)
    subjects = words(
        _("Subjects"), _("“all”, or such as science, mathematics. Separate with commas.")
    )
    career_stages = several(_("Career stages"), schema.CAREER_STAGES, labels.CAREER_STAGES)
    tags = words(_("Tags"), _("Words people search by. Separate with commas."))


class Method(forms.Form):
    key_method = prose(
        _("Key method"), 4, _("What the educator does, so that a newcomer could follow.")
    )


class Component(forms.Form):
    id = forms.CharField(required=False, widget=forms.HiddenInput)
    title = line(_("Component"))
    body = prose(_("What to do"), 3)


class Research(forms.Form):
    rationale = prose(_("Why it helps"), 7, _("Fair to the evidence; say what is not known."))


class Citation(forms.Form):
    authors = line(_("Authors"))
    year = number(_("Year"))
    title = line(_("Title"))
    source = line(_("Source"), _("Journal, publisher or site."))
    doi = line(_("DOI"), _("Alone, as in 10.1177/0022."))
    url = line(_("Address"))
    checked = one_of(
        _("Checked"),
        ("lookup", "memory"),
        {"lookup": _("seen with this title"), "memory": _("to be confirmed")},
    )


class Resource(forms.Form):
    id = forms.CharField(required=False, widget=forms.HiddenInput)
    title = line(_("Resource"))
    type = one_of(_("Kind"), schema.RESOURCE_TYPES, labels.RESOURCE_TYPES)
    source = one_of(
        _("From"),
        ("issuer", "third_party"),
        {"issuer": _("the issuer"), "third_party": _("somebody else")},
    )
    url = line(_("Address"))
    minutes = number(_("Minutes"))
    captions = tick(_("Has captions"))


_SPOKEN = ("audio", "video")


class Evidence(forms.Form):
    part1_alternatives = several(_("Part 1 may also be answered as"), _SPOKEN, labels.ITEM_TYPES)
    part3_alternatives = several(_("Part 3 may also be answered as"), _SPOKEN, labels.ITEM_TYPES)


class Prompt(forms.Form):
    id = forms.CharField(required=False, widget=forms.HiddenInput)
    text = prose(_("Question"), 3)
    word_limit = number(_("Most words"))
    required = forms.BooleanField(label=_("Must be answered"), required=False, initial=True)


class Item(forms.Form):
    id = forms.CharField(required=False, widget=forms.HiddenInput)
    title = line(_("Work sample"))
    type = one_of(_("Kind"), schema.ITEM_TYPES, labels.ITEM_TYPES)
    instructions = prose(_("What to show"), 3)
    alternatives = several(_("In another form"), schema.ITEM_TYPES, labels.ITEM_TYPES)
    count_min = number(_("Files, at least"))
    count_max = number(_("Files, at most"))
    formats = words(_("Formats"), _("File endings such as pdf, docx, mp4; url for a web address."))
    max_mb_each = number(_("Most megabytes for each"))
    max_pages = number(_("Most pages"))
    max_minutes_total = number(_("Most minutes in total"))
    max_words_each = number(_("Most words for each"))
    students_visible = one_of(
        _("Are students seen?"),
        ("no", "possible", "likely"),
        {"no": _("no"), "possible": _("possible"), "likely": _("likely")},
    )
    consent_required = tick(_("Consent of families is needed"))
    adults_consent_required = tick(_("Consent of adults shown is needed"))
    shared_team_artifact = tick(_("A team’s work may be shown"))
    sensitivity = line(_("Sensitive because of"), _("Such as special-education."))


class Rubric(forms.Form):
    rule_type = one_of(
        _("Passing rule"),
        schema.RULES,
        {
            "all_demonstrated": _("Demonstrated on every criterion"),
            "parts": _("A minimum level for each part"),
            "points_with_essentials": _("Points, with every essential criterion demonstrated"),
        },
    )
    rule_text = prose(_("The rule in plain words"), 2)
    min_points = number(_("Points needed"), _("For the rule by points."))
    no_level_below = one_of(_("Nothing below"), LEVELS, labels.LEVELS, _("For the rule by points."))
    part1_min = one_of(_("Part 1, at least"), LEVELS, labels.LEVELS, _("For the rule by parts."))
    part2_min = one_of(_("Part 2, at least"), LEVELS, labels.LEVELS, _("For the rule by parts."))
    part3_min = one_of(_("Part 3, at least"), LEVELS, labels.LEVELS, _("For the rule by parts."))
    assessed_by = several(
        _("Judged by"),
        schema.ASSESSED_BY,
        {"experts": _("experts"), "holders": _("peers who hold this badge")},
    )


class Criterion(forms.Form):
    id = forms.CharField(required=False, widget=forms.HiddenInput)
    title = line(_("Criterion"))
    part = one_of(
        _("Part"), schema.PARTS, {"part1": _("Part 1"), "part2": _("Part 2"), "part3": _("Part 3")}
    )
    evidence = words(_("Judged on"), _("Ids of prompts and work samples, as in p1q1, p2a."))
    essential = tick(_("Essential"))
    impact = tick(_("Looks at what changed for students or those served"))
    demonstrated = prose(_("Demonstrated"), 2)
    almost = prose(_("Almost"), 2)
    not_yet = prose(_("Not yet"), 2)


class Credit(forms.Form):
    contact_hours = forms.DecimalField(
        label=_("Contact hours"), required=False, min_value=0, max_digits=5, decimal_places=2
    )
    categories = words(_("Categories"), _("Such as pedagogy, leadership. Separate with commas."))
    basis = one_of(
        _("Worked out from"),
        ("typical_hours", "tried_out", "other"),
        {
            "typical_hours": _("typical hours"),
            "tried_out": _("hours tried out"),
            "other": _("something else"),
        },
    )
    declared_credit_amount = forms.DecimalField(
        label=_("Declared credit"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=_(
            "What the issuer declares it worth, such as 0.5, whoever earns it and however long it took. It "
            "stands on the public page and in each badge. Leave it empty where none is declared."
        ),
    )
    declared_credit_unit = one_of(
        _("Unit of the declared credit"),
        schema.CREDIT_UNITS,
        labels.CREDIT_UNITS,
        _("Hours and minutes are no units: a badge never says how long anybody worked."),
    )

    def clean(self) -> dict[str, Any]:
        """A value without its unit says nothing, nor does a unit alone."""
        cleaned: dict[str, Any] = super().clean() or {}
        amount, unit = cleaned.get("declared_credit_amount"), cleaned.get("declared_credit_unit")
        if amount is not None and not unit and "declared_credit_unit" not in self.errors:
            self.add_error("declared_credit_unit", _("Choose its unit, or leave both empty."))
        if unit and amount is None and "declared_credit_amount" not in self.errors:
            self.add_error(
                "declared_credit_amount", _("Write how much it is worth, or leave both empty.")
            )
        return cleaned


class Alignment(forms.Form):
    framework = line(_("Framework"), _("Its short name, as in intasc-2013."))
    code = line(_("Code"), _("As the publisher writes it, as in 8(i)."))
    label = line(_("Label"))


class New(forms.Form):
    title = forms.CharField(
        label=_("Title"), max_length=200, help_text=_("What the educator will be able to do.")
    )
    owner = forms.ModelChoiceField(
        label=_("Department"), queryset=Organization.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, departments: list[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = Organization.objects.filter(
            pk__in=[department.pk for department in departments]
        )


class Upload(forms.Form):
    file = forms.FileField(
        label=_("YAML file"),
        required=False,
        help_text=_("Schema mc-catalog/1 or mc-stacks/1, up to 400 KB."),
    )
    text = prose(_("Or paste it here"), 12)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        file = cleaned.get("file")
        if file and cleaned.get("text", "").strip():
            self.add_error(
                "file",
                _("Choose a file or paste its text, not both. What you pasted is still here."),
            )
        elif file and file.size > schema_limit():
            self.add_error("file", _("The file is too large. Keep it under 400 KB."))
        elif file:
            try:
                cleaned["text"] = file.read().decode("utf-8")
            except UnicodeDecodeError:
                self.add_error(
                    "file", _("This is not text in UTF-8. Save it as UTF-8 and try again.")
                )
        elif not cleaned.get("text", "").strip():
            self.add_error("file", _("Choose a file, or paste its text."))
        return cleaned


def schema_limit() -> int:
    return 400_000
