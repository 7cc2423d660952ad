"""The editor's sections: from a version's data to fields and back, losing nothing the fields do not show."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms as django_forms
from django.forms import BaseFormSet, formset_factory
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.catalog.authoring.forms import OPTIONAL
from assay.catalog.content import labels
from assay.lib.wording import clean
from assay.ui.fields import first_id, messages

Data = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a button beside a row asks for, besides saving: its verb, the list, and which row (or a row to put in)."""

    verb: str  # "remove", "up", "down", "put"
    rows: str
    n: int = 0
    row: Data | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A list of the section: its name, form, and how a row is read from and written to the data."""

    name: str
    title: str | Promise
    path: str  # where it is in the data, to place the schema's problems: "rubric.criteria"
    form: type[django_forms.Form]
    load: Callable[[Data], list[Data]]
    row: Callable[[Data, Data], Data] = lambda values, _old: values
    prefix: str = ""  # of new ids; "" where rows have none
    anchor: str = ""  # what takes the focus for all of them, where rows have no fields of their own
    start: int = 1  # how many rows a new draft is shown
    add: str | Promise = ""  # what the button says that adds one
    template: str = "catalog/authoring/rows.html"
    shown: Callable[[Data], Data] = lambda _data: {}  # what its forms are made with
    order: bool = False  # may be moved up and down

    def formset(self, data: Data, posted: Any = None, more: int = 0) -> "BaseFormSet[Any]":
        """Bound to what was posted; else what there is, with empty rows up to `start` and `more` of them."""
        loaded = self.load(data)
        extra = 0 if self.anchor else max(self.start - len(loaded), 0, more)
        made = formset_factory(self.form, extra=extra, max_num=40)
        formset = made(posted, prefix=self.name, initial=loaded, form_kwargs=self.shown(data))
        for form in formset.forms if posted is not None else ():
            form.empty_permitted = (
                False  # a row that is saved by now counts, though its form was new
            )
        if posted is None and self.prefix:
            taken = {row["id"] for row in loaded if row.get("id")}
            for form in formset.forms[len(loaded) :]:
                form.initial["id"] = _free_id(self.prefix, taken)
                taken.add(form.initial["id"])
        return formset


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    key: str
    title: str | Promise
    keys: tuple[str, ...]  # top-level keys of the data that this section writes
    form: type[django_forms.Form]
    load: Callable[[Data], Data]
    save: Callable[[Data, Data, dict[str, list[Data]]], Data]
    rows: tuple[Rows, ...] = ()
    hint: str | Promise = ""


@dataclass(slots=True)
class Editing:
    """One section in the hands of one person: bound to what was typed, or showing what is there."""

    section: Section
    data: Data
    posted: Any = None
    more: str = ""  # the list that is shown with one more row
    form: Any = field(init=False)
    sets: list[tuple[Rows, Any]] = field(init=False)
    removed: Data | None = field(default=None, init=False)
    _places: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.form = self.section.form(self.posted, initial=self.section.load(self.data))
        self.sets = [
            (rows, rows.formset(self.data, self.posted, more=int(self.more == rows.name)))
            for rows in self.section.rows
        ]

    @property
    def is_whole(self) -> bool:
        """True if what was posted says how many rows each of its lists has; without that nothing can be shown again."""
        return all(formset.management_form.is_valid() for _rows, formset in self.sets)

    @property
    def forms(self) -> list[Any]:
        return [self.form, *(form for _rows, formset in self.sets for form in formset.forms)]

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(formset.is_valid() for _rows, formset in self.sets)])

    def changes(self, act: Act | None = None) -> Data:
        """New values for the section's keys, after `is_valid`; `act` moves, removes or puts in a row."""
        lists = {rows.name: self._collect(rows, formset) for rows, formset in self.sets}
        if act is not None:
            self._do(act, lists)
        values = {
            k: clean(v).strip() if isinstance(v, str) else v
            for k, v in self.form.cleaned_data.items()
        }
        made = self.section.save(self.data, values, lists)
        return {key: _as_before(self.data.get(key), made.get(key)) for key in self.section.keys}

    def _do(self, act: Act, lists: dict[str, list[Data]]) -> None:
        rows, path = next(
            ((lists[r.name], r.path) for r, _set in self.sets if r.name == act.rows), ([], "")
        )
        if act.verb == "put" and act.row is not None:
            rows.insert(act.n, act.row)
            return
        places = self._places.get(path, [])
        if act.n not in places:
            return  # an empty row: there is nothing of it
        at = places.index(act.n)
        if act.verb == "remove":
            self.removed = {"n": at, "row": rows.pop(at)}
        else:
            to = at - 1 if act.verb == "up" else at + 1
            if 0 <= to < len(rows):
                rows[at], rows[to] = rows[to], rows[at]

    def _collect(self, rows: Rows, formset: Any) -> list[Data]:
        old = {entry["id"]: entry for entry in _kept(self.data, rows.path) if entry.get("id")}
        kept, taken, places = [], set(old), []
        for n, form in enumerate(formset.forms):
            values = {
                k: clean(v).strip() if isinstance(v, str) else v
                for k, v in form.cleaned_data.items()
            }
            said = {
                k: v
                for k, v in values.items()
                if k != "id" and v not in ("", None, [], False) and v != form.fields[k].initial
            }
            if not said:
                continue
            if rows.prefix and not re.fullmatch(r"[a-z][a-z0-9_-]{0,29}", values.get("id") or ""):
                values["id"] = _free_id(rows.prefix, taken)
            taken.add(values.get("id", ""))
            kept.append(rows.row(values, old.get(values.get("id", ""), {})))
            places.append(n)
        self._places[rows.path] = places
        return kept

    def shown(self) -> dict[str, Any]:
        """What the fields of the page hold, by name, as a script reads them: a text, or a list of what is ticked."""
        found: dict[str, Any] = {}
        for form in self.forms:
            for bound in form:
                value, widget = bound.value(), bound.field.widget
                if isinstance(widget, django_forms.CheckboxSelectMultiple):
                    found[bound.html_name] = [str(one) for one in value or []]
                elif isinstance(widget, django_forms.CheckboxInput):
                    found[bound.html_name] = ["on"] if value else []
                elif not bound.is_hidden:
                    found[bound.html_name] = "" if value is None else str(value)
        return found

    def differing(self, other: "Editing") -> list[tuple[str, str]]:
        """(label, words) of each field that holds something else than the same field of another."""
        here, typed, found = self.shown(), other.shown(), []
        for form in self.forms:
            for bound in form:
                mine = here.get(bound.html_name)
                if mine is None or _plain(mine) == _plain(typed.get(bound.html_name, "")):
                    continue
                named = dict(getattr(bound.field, "choices", ()))
                words = [
                    str(named.get(one, one)) for one in (mine if isinstance(mine, list) else [mine])
                ]
                found.append((str(bound.label), ", ".join(words) or "–"))
        return found

    def errors(self) -> list[tuple[str, str]]:
        """(id of the field, what is wrong) for all of the page."""
        found = []
        for form in self.forms:
            found += [("", str(error)) for error in form.non_field_errors()]
            for bound in form:
                found += [(first_id(bound), text) for text in messages(bound)]
        return found

    def place(self, problems: Mapping[str, str]) -> None:
        """Put the schema's problems at their fields; those without one at the head of the form."""
        for path, text in problems.items():
            for rows, formset in self.sets:
                found = re.match(re.escape(rows.path) + r"\[(\d+)\](?:\.(.+))?", path)
                if found:
                    form = formset.forms[self._places[rows.path][int(found[1]) - 1]]
                    form.add_error(field_name(form, found[2] or ""), text)
                    break
            else:
                self.form.add_error(field_name(self.form, path), text)

    def mark_optional(self) -> None:
        """Before showing: what the program's template asks for is not called optional, though a draft may lack it."""
        for form in self.forms:
            for name, found in form.fields.items():
                optional = getattr(form, "optional", OPTIONAL)
                found.required = name not in optional and not isinstance(
                    found, django_forms.BooleanField
                )
            form.use_required_attribute = False


def _plain(value: Any) -> Any:
    """A field's value as two texts of it are compared: line ends and order of ticks say nothing."""
    return sorted(value) if isinstance(value, list) else str(value).replace("\r\n", "\n").strip()


def _kept(data: Data, path: str) -> list[Data]:
    """The rows as the data has them."""
    found: Any = data
    for step in path.split("."):
        found = found.get(step, {}) if isinstance(found, dict) else {}
    return found if isinstance(found, list) else []


def field_name(form: Any, path: str) -> str | None:
    """The field that shows a place of the data: by its last step, or the last two joined."""
    steps = [step for step in re.split(r"[.\[\]]+", path) if step and not step.isdigit()]
    joined, last = "_".join(steps[-2:]), steps[-1] if steps else ""
    before = steps[-2] if len(steps) > 1 else ""
    candidates = (_NAMED.get(joined, joined), _NAMED.get(last, last), before, f"hours_{last}")
    return next((name for name in candidates if name in form.fields), None)


#: Places whose field has another name than their last step.
_NAMED = {
    "estimated_hours_min": "hours_min",
    "estimated_hours": "hours_min",
    "passing_rule": "rule_type",
    "passing_rule_type": "rule_type",
    "rubric_passing_rule": "rule_type",
    "passing_rule_text": "rule_text",
    "passing_rule_parts": "part1_min",
    "count": "count_min",
    "limits": "formats",
    "descriptors": "demonstrated",
}


def _free_id(prefix: str, taken: set[str]) -> str:
    letters = "abcdefghijklmnopqrstuvwxyz"
    endings = list(letters) if prefix == "p2" else [str(n) for n in range(1, 100)]
    return next(prefix + ending for ending in endings if prefix + ending not in taken)


def _as_before(old: Any, new: Any) -> Any:
    """The new value, with texts that differ only in white space at their ends as they were."""
    if isinstance(old, str) and isinstance(new, str) and old.strip() == new.strip():
        return old
    if isinstance(old, dict) and isinstance(new, dict):
        return {key: _as_before(old.get(key), value) for key, value in new.items()}
    if isinstance(old, list) and isinstance(new, list):
        before = dict(enumerate(old))
        return [_as_before(before.get(n), value) for n, value in enumerate(new)]
    return new


def in_turn(old: list[str], chosen: list[str], more: str = "") -> list[str]:
    """What is chosen, and more in words: what was there stays in its turn."""
    now = list(dict.fromkeys([*chosen, *split(more)]))
    return [*(one for one in old if one in now), *(one for one in now if one not in old)]


def known_and_more(name: str, values: list[str], known: Mapping[str, Any]) -> Data:
    """Words the program knows are ticked; others stand in the field for more."""
    return {
        name: [value for value in values if value in known],
        f"more_{name}": ", ".join(value for value in values if value not in known),
    }


def audience_shown(data: Data) -> Data:
    """For whom it is, as the four fields of it are filled."""
    audience = data.get("audience", {})
    return {
        **known_and_more("roles", audience.get("roles", []), labels.ROLES),
        **known_and_more("subjects", audience.get("subjects", []), labels.SUBJECTS),
        "grade_bands": audience.get("grade_bands", []),
        "career_stages": audience.get("career_stages", []),
    }


def audience_written(old: Data, values: Data, names: tuple[str, ...]) -> Data | None:
    """For whom it is, from those fields: `names` in the turn in which files of this kind have them."""
    before = old.get("audience", {})
    written = {
        name: in_turn(before.get(name, []), values[name], values.get(f"more_{name}", ""))
        for name in names
    }
    return filled(written) or None


def plain_number(given: Decimal | None) -> int | float | None:
    """A number as files have it: 1, not 1.0."""
    return None if given is None else int(given) if given == int(given) else float(given)


def split(text: str) -> list[str]:
    """Words separated by commas or lines, each once, spaces as hyphens."""
    found = [re.sub(r"\s+", "-", word.strip()) for word in re.split(r"[,;\n]", text)]
    return list(dict.fromkeys(word for word in found if word))


def filled(values: Data) -> Data:
    """Without what was left empty."""
    return {key: value for key, value in values.items() if value not in ("", None, [])}


TITLES = {
    "about": _("Competency and fit"),
    "method": _("Key method"),
    "research": _("Research and resources"),
    "evidence": _("Evidence"),
    "rubric": _("Rubric and rule"),
    "alignment": _("Standards and credit"),
}
