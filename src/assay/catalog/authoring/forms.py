"""The fields of the editor. They ask for little: a draft may have gaps, and the schema judges what was typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
        "more_roles",
        "more_subjects",
        "more_categories",
        "essential",
        "part",
        "count_min",
        "count_max",
    ]
)


def words(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint or _("Separate with commas."), required=False
    )


def prose(label: Any, rows: int = 3, hint: Any = "", **more: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, required=False, widget=area, **more)


def _words_of(named: dict[str, Any], label: Any) -> forms.MultipleChoiceField:
    """Chosen from the words the program knows; others stand in the field for more."""
    return several(label, tuple(named), named)


def line(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, max_length=400)


def number(label: Any, hint: Any = "", **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=hint, required=False, min_value=0, **more)


def tick(label: Any, hint: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=hint, required=False)


def one_of(
    label: Any,
    options: Any,
    named: dict[str, Any] | None = None,
    hint: Any = "",
    *,
    blank: Any = "–",
    initial: str = "",
) -> forms.ChoiceField:
    """One of some words; where one is chosen from the start, none is no answer."""
    choices = [] if initial else [("", blank)]
    choices += [(o, labels.label(named or {}, o)) for o in options]
    return forms.ChoiceField(
        label=label, help_text=hint, required=False, choices=choices, initial=initial or None
    )


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
    roles = _words_of(labels.ROLES, _("Roles"))
    more_roles = words(_("Other roles"))
    grade_bands = several(_("Grades"), schema.GRADE_BANDS, labels.GRADE_BANDS)
    subjects = _words_of(labels.SUBJECTS, _("Subjects"))
    more_subjects = words(_("Other subjects"))
    career_stages = several(_("Career stages"), schema.CAREER_STAGES, labels.CAREER_STAGES)
    tags = words(_("Tags"), _("Words people search by. Separate with commas."))


class DepartmentField(forms.Form):
    """A field that the department adds; its row says which."""

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    value = forms.CharField(required=False, max_length=4000)
    without = prose(
        _("Or say why it does not apply"),
        2,
        _("Whoever permits publishing decides whether that is enough."),
        max_length=1000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row, given = self.initial, self.fields["value"]
        choices = row.get("options") or []
        if choices:
            known = [*choices] + [row["value"]] * (row.get("value", "") not in ("", *choices))
            given = one_of("", known)
        elif row.get("kind") == "long_text":
            given = prose("", 4, max_length=4000)
        given.label, given.help_text = row.get("label", ""), row.get("help", "")
        self.fields["value"] = given
        is_required = row.get("is_required", False)
        self.optional = frozenset(["without"] if is_required else ["without", "value"])
        if not is_required:
            del self.fields["without"]


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
    source = line(pgettext_lazy("of a citation", "Source"), _("Journal, publisher or site."))
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
    type = one_of(_("Kind"), schema.RESOURCE_TYPES, labels.RESOURCE_TYPES, initial="reading")
    source = one_of(
        _("From"),
        ("issuer", "third_party"),
        {"issuer": _("the issuer"), "third_party": _("someone else")},
    )
    url = line(_("Address"))
    text = prose(
        _("Or write it here"),
        rows=6,
        hint=_("It gets a page of its own. Markdown: # for a heading, - for a list, ** for bold."),
    )
    minutes = number(_("Minutes"))
    captions = tick(_("Has captions"))


_SPOKEN = ("audio", "video")


class Evidence(forms.Form):
    part1_alternatives = several(_("Part 1 may also be answered as"), _SPOKEN, labels.ITEM_TYPES)
    part3_alternatives = several(_("Part 3 may also be answered as"), _SPOKEN, labels.ITEM_TYPES)


class Prompt(forms.Form):
    id = forms.CharField(required=False, widget=forms.HiddenInput)
    text = prose(_("Question"), 3)
    word_limit = number(_("Most words"), initial=250)
    required = forms.BooleanField(label=_("Must be answered"), required=False, initial=True)


class Item(forms.Form):
    id = forms.CharField(required=False, widget=forms.HiddenInput)
    title = line(_("Work sample"))
    type = one_of(_("Kind"), schema.ITEM_TYPES, labels.ITEM_TYPES, initial="document")
    instructions = prose(_("What to show"), 3)
    alternatives = several(_("In another form"), schema.ITEM_TYPES, labels.ITEM_TYPES)
    students_visible = one_of(
        _("Are students seen?"),
        ("no", "possible", "likely"),
        {"no": _("no"), "possible": _("possible"), "likely": _("likely")},
        initial="no",
    )
    consent_required = tick(_("Consent of families is needed"))
    adults_consent_required = tick(_("Consent of adults shown is needed"))
    count_min = number(_("Files, at least"), initial=1)
    count_max = number(_("Files, at most"), initial=1)
    formats = several(
        _("Which files"),
        schema.FORMATS,
        labels.FORMATS,
        _("Leave this empty to take what is usual for its kind."),
    )
    max_mb_each = number(_("Most megabytes for each"), _("Empty: what is usual for its kind."))
    max_pages = number(_("Most pages"))
    max_minutes_total = number(_("Most minutes in total"))
    max_words_each = number(_("Most words for each"))
    shared_team_artifact = tick(_("A team’s work may be shown"))
    sensitivity = line(_("Sensitive because of"), _("Such as special-education."))


class Rubric(forms.Form):
    rule_type = forms.ChoiceField(
        label=_("When is it earned?"),
        required=False,
        initial="all_demonstrated",
        widget=forms.RadioSelect,
        choices=[
            ("all_demonstrated", _("Every criterion is demonstrated")),
            (
                "points_with_essentials",
                _("The essential ones are demonstrated, and enough points in all"),
            ),
            ("parts", _("Each part is met on its own")),
        ],
    )
    rule_text = prose(_("The rule in plain words"), 2)
    min_points = number(
        _("Points needed"), _("Demonstrated counts 2 points, almost counts 1. Set it for all.")
    )
    no_level_below = one_of(_("No criterion below"), LEVELS, labels.LEVELS)
    part1_min = one_of(_("Part 1, at least"), LEVELS, labels.LEVELS)
    part2_min = one_of(_("Part 2, at least"), LEVELS, labels.LEVELS)
    part3_min = one_of(_("Part 3, at least"), LEVELS, labels.LEVELS)
    assessed_by = several(
        _("Judged by"),
        schema.ASSESSED_BY,
        {"experts": _("experts"), "holders": _("peers who hold this badge")},
    )


class Tied(forms.MultipleChoiceField):
    """What a criterion is judged on. What is no longer asked for falls away."""

    def valid_value(self, value: Any) -> bool:
        return True

    def clean(self, value: Any) -> list[str]:
        known = {str(key) for key, _text in self.choices}  # type: ignore[union-attr, misc]
        return [one for one in super().clean(value) if one in known]


class Criterion(forms.Form):
    id = forms.CharField(required=False, widget=forms.HiddenInput)
    title = line(_("Name of the criterion"))
    evidence = Tied(
        label=_("Judged on"),
        help_text=_("Pick what assessors will look at."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    part = one_of(
        _("Counts for"),
        schema.PARTS,
        {"part1": _("Part 1"), "part2": _("Part 2"), "part3": _("Part 3")},
        blank=_("The part it is judged on"),
    )
    demonstrated = prose(_("Demonstrated"), 7)
    almost = prose(_("Almost"), 7)
    not_yet = prose(_("Not yet"), 7)
    essential = tick(_("Essential: it must be demonstrated"))
    impact = tick(_("Looks at what changed for students or those served"))

    def __init__(self, *args: Any, tied: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_departments = bool(self.initial.get("is_departments"))
        for name in ("title", *LEVELS) if self.is_departments else ():
            self.fields[name].widget.attrs["readonly"] = True
        self.fields["evidence"].choices = list(tied)  # type: ignore[attr-defined]


class Credit(forms.Form):
    contact_hours = forms.DecimalField(
        label=_("Contact hours"), required=False, min_value=0, max_digits=5, decimal_places=2
    )
    categories = _words_of(labels.CATEGORIES, _("Categories"))
    more_categories = words(_("Other categories"))
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
            "is shown on the public page and in each badge. Leave it empty where none is declared."
        ),
    )
    declared_credit_unit = one_of(
        _("Unit of the declared credit"),
        schema.CREDIT_UNITS,
        labels.CREDIT_UNITS,
        _("Hours and minutes are no units: a badge never says how long anyone worked."),
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
    """A competency of a framework; it is found by search, so nothing of it is typed."""

    framework = forms.CharField(required=False, widget=forms.HiddenInput)
    code = forms.CharField(required=False, widget=forms.HiddenInput)
    label = forms.CharField(required=False, widget=forms.HiddenInput)


class New(forms.Form):
    title = forms.CharField(
        label=_("Title"), max_length=200, help_text=_("What the educator will be able to do.")
    )
    owner = forms.ModelChoiceField(
        label=_("Department"), queryset=Organization.objects.none(), empty_label=None
    )

    issuer = forms.ModelChoiceField(
        label=_("Issuer"),
        queryset=Organization.objects.none(),
        required=False,
        empty_label=_("Your own program"),
        help_text=_("Programs that permit you to issue in their name."),
    )

    def __init__(
        self,
        *args: Any,
        departments: list[Organization],
        issuers: list[Organization],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        issuer = self.fields["issuer"]
        assert isinstance(issuer, forms.ModelChoiceField)
        issuer.queryset = Organization.objects.filter(pk__in=[one.pk for one in issuers])
        if not issuers:
            del self.fields["issuer"]
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = Organization.objects.filter(
            pk__in=[department.pk for department in departments]
        )


class Upload(forms.Form):
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("One that was exported here or written by the same template, up to 400 KB."),
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
