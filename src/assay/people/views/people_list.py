"""The list of people: saved views with their counts, filters, orders, and the same list as a file."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, QuerySet
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from assay.lib.clock import today
from assay.lib.counts import Counted, CountOf, Listed
from assay.lib.http import address_of, page_of, spreadsheet
from assay.lib.prepared import Prepared, prepared
from assay.people import second_factor
from assay.people.forms.roles import PeopleFilter
from assay.people.http import SignedInRequest
from assay.people.models import (
    Membership,
    Organization,
    Person,
    PersonQuerySet,
    administered_paths,
    role_word,
)
from assay.people.views.desk import administrators_only
from assay.ui.paging import Heading, Sorting, as_file, heading, in_parts, query_without, sorting_of

#: How far ahead the end of a role is told.
SOON = timedelta(days=30)

ORDERS: dict[str, tuple[Any, ...]] = {
    "name": ("display_name", "pk"),
    "-name": ("-display_name", "-pk"),
    "seen": (F("last_login").asc(nulls_first=True), "pk"),
    "-seen": (F("last_login").desc(nulls_last=True), "-pk"),
}


class Asked(NamedTuple):
    """What every view is asked with: paths of what is administered, today, the day before which "soon" ends, roles."""

    paths: Sequence[str]
    day: date
    soon: date
    roles: Sequence[str]


def _everybody(
    paths: Sequence[str], _day: date, _soon: date, _roles: Sequence[str]
) -> PersonQuerySet:
    return Person.objects.get_queryset().looked_after_from(paths)


def _at_desks(
    paths: Sequence[str], day: date, _soon: date, _roles: Sequence[str]
) -> PersonQuerySet:
    return Person.objects.get_queryset().at_desks(paths, day)


def _one_step(paths: Sequence[str], day: date, _soon: date, roles: Sequence[str]) -> PersonQuerySet:
    return Person.objects.get_queryset().without_second_step(paths, day, roles)


def _ending(paths: Sequence[str], day: date, soon: date, _roles: Sequence[str]) -> PersonQuerySet:
    return Person.objects.get_queryset().with_role_ending(paths, day, soon)


def _never(paths: Sequence[str], _day: date, _soon: date, _roles: Sequence[str]) -> PersonQuerySet:
    return Person.objects.get_queryset().looked_after_from(paths).never_signed_in()


def _placeless(
    paths: Sequence[str], day: date, _soon: date, _roles: Sequence[str]
) -> PersonQuerySet:
    return Person.objects.get_queryset().looked_after_from(paths).without_workplace(day)


QUESTIONS: dict[str, Callable[..., PersonQuerySet]] = {
    "": _everybody,
    "desks": _at_desks,
    "one-step": _one_step,
    "ending": _ending,
    "never": _never,
    "no-place": _placeless,
}

TABS: dict[str, str | Promise] = {
    "": gettext_lazy("Everyone"),
    "desks": gettext_lazy("Staff desks"),
    "one-step": gettext_lazy("No second step"),
    "ending": gettext_lazy("Ending soon"),
    "never": gettext_lazy("Never signed in"),
    "no-place": gettext_lazy("No school or office"),
}

#: Who is missing everywhere is found only by looking at everybody: this one is counted when it is opened.
UNCOUNTED = {"no-place"}

#: The views whose count is work, in other words than their tab.
NUMBERS: dict[str, str | Promise] = {
    "one-step": gettext_lazy("desks without a second step"),
    "ending": gettext_lazy("have a role that ends in 30 days"),
    "never": gettext_lazy("never signed in"),
}


def _rows(people: PersonQuerySet, order: str) -> QuerySet[Person, Any]:
    """What a row of the list shows."""
    has_second_step = second_factor.held_by(OuterRef("pk"))
    rows = people.annotate(has_second_step=has_second_step).order_by(*ORDERS[order])
    return rows.values(
        "pk",
        "display_name",
        "email",
        "is_active",
        "joined_at",
        "has_second_step",
        "last_login",
    )


def _question(view: str, order: str) -> Prepared[..., Any]:
    def rows(*values: Any) -> QuerySet[Person, Any]:
        return _rows(QUESTIONS[view](*values), order)

    rows.__name__ = f"people_{view}_{order}"
    return Prepared(rows)


_PREPARED = {(view, order): _question(view, order) for view in QUESTIONS for order in ORDERS}


@administrators_only
@require_safe
def index(request: SignedInRequest) -> HttpResponseBase:
    """Everybody in one's organizations; `?view=`, filters and order stand in the address, `?file=csv` gives a file."""
    day = today()
    asked = Asked(administered_paths(request.user), day, day + SOON, second_factor.roles_asking())
    form = PeopleFilter(request.GET, organizations=_places(asked.paths))
    wanted = form.wanted()
    views = [view for view in QUESTIONS if asked.roles or view != "one-step"]
    view = request.GET.get("view", "")
    view = view if view in views else ""
    sorting = sorting_of(request.GET, ("name", "seen"), "name")
    found = _found(view, sorting, asked, wanted, request.user)
    if request.GET.get("file") == "csv":
        return spreadsheet("people", _headings_of_file(asked), _lines(found, asked))
    page = page_of(found, request)
    _look_up(list(page), asked)
    counts = _counts(asked, request.user)
    context = {
        "form": form,
        "page_obj": page,
        "view": view,
        "total": counts[""],
        "desks": counts["desks"],
        "tabs": [_tab(name, view, counts.get(name)) for name in views],
        "numbers": [_number(name, counts[name]) for name in views if name in NUMBERS],
        "chips": _chips(form, wanted, request.GET),
        "headings": _headings(sorting, asked, request.GET),
        "asks_second_step": bool(asked.roles),
        "download": as_file(request.GET),
    }
    return render(request, "people/list.html", context)


def _found(
    view: str, sorting: Sorting, asked: Asked, wanted: dict[str, str], by: Person
) -> Listed[dict[str, Any]] | QuerySet[Person, Any]:
    """The people who fit; without a filter by a prepared question, as the desk opens with it."""
    if not wanted:
        return Listed(_PREPARED[view, str(sorting)], *asked)
    found = QUESTIONS[view](*asked).matching(wanted.get("q", ""))
    role, organization = wanted.get("role", ""), wanted.get("organization", "")
    if role or organization:
        place = Organization.objects.filter(pk=organization or 0).first()
        found = found.holding(role, place, seen_by=by)
    return _rows(found, str(sorting))


def _look_up(rows: list[dict[str, Any]], asked: Asked) -> None:
    """Beside each person the roles of today, and what is to be known of them."""
    held: dict[int, list[tuple[str, str, date | None]]] = defaultdict(list)
    for person, role, place, until_on in _held([row["pk"] for row in rows], asked.paths, asked.day):
        held[person].append((role, f"{role_word(role)}, {place}", until_on))
    for row in rows:
        row["held"] = held[row["pk"]]
        row["url"] = address_of("people:detail", row["pk"])
        row["is_asked"] = any(role in asked.roles for role, _told, _until in row["held"])


def _counts(asked: Asked, by: Person) -> dict[str, Counted]:
    """How many there are in each view, in one question."""
    numbers = _numbers(*asked, by.pk).pop()
    names = (name for name in QUESTIONS if name not in UNCOUNTED)
    return {name: Counted(number or 0) for name, number in zip(names, numbers, strict=True)}


@prepared
def _numbers(
    paths: Sequence[str], day: date, soon: date, roles: Sequence[str], reader: int
) -> QuerySet[Person, tuple[int | None, ...]]:
    questions = [question for name, question in QUESTIONS.items() if name not in UNCOUNTED]
    columns = [CountOf(question(paths, day, soon, roles)) for question in questions]
    return Person.objects.filter(pk=reader).order_by().values_list(*columns)


@prepared
def _places(paths: Sequence[str]) -> QuerySet[Organization, tuple[int, str]]:
    return Organization.objects.all().under(paths).values_list("pk", "name")


@prepared
def _held(
    people: Sequence[int], paths: Sequence[str], day: date
) -> QuerySet[Membership, tuple[int, str, str, date | None]]:
    held = Membership.objects.current(day).under(paths).filter(person__pk__in=people)
    return held.order_by("role", "pk").values_list(
        "person", "role", "organization__name", "until_on"
    )


def _tab(name: str, view: str, count: Counted | None) -> dict[str, Any]:
    url = f"?view={name}" if name else reverse("people:list")
    return {"label": TABS[name], "url": url, "current": name == view, "count": count}


def _number(name: str, count: Counted) -> dict[str, Any]:
    is_late = bool(count) and name == "one-step"
    return {"count": count, "label": NUMBERS[name], "url": f"?view={name}", "is_late": is_late}


def _chips(form: PeopleFilter, wanted: dict[str, str], query: QueryDict) -> list[dict[str, str]]:
    """The filters in use, each with the list without it."""
    return [{"label": form.said(name), "url": query_without(query, name)} for name in wanted]


def _headings(sorting: Sorting, asked: Asked, query: QueryDict) -> list[Heading]:
    found = [
        heading(_("Name"), "name", sorting, query),
        Heading(_("Roles today")),
        heading(_("Signed in last"), "seen", sorting, query),
    ]
    return [*found, Heading(_("Second step"))] if asked.roles else found


def _headings_of_file(asked: Asked) -> list[str]:
    found = [_("Name"), _("E-mail"), _("Roles today"), _("Signed in last"), _("Here since")]
    return [*found, *([_("Second step")] if asked.roles else []), _("Account")]


def _lines(
    found: Listed[dict[str, Any]] | QuerySet[Person, Any], asked: Asked
) -> Iterator[list[object]]:
    for row in in_parts(found, lambda rows: _look_up(rows, asked)):
        seen, second = row["last_login"], _("on") if row["has_second_step"] else _("not on")
        yield [
            row["display_name"],
            row["email"],
            "; ".join(_role(*one) for one in row["held"]),
            _day(seen) if seen else "",
            _day(row["joined_at"]),
            *([second if row["is_asked"] else ""] if asked.roles else []),
            _("open") if row["is_active"] else _("closed"),
        ]


def _role(_role: str, told: str, until_on: date | None) -> str:
    return told if until_on is None else f"{told} ({until_on.isoformat()})"


def _day(value: Any) -> str:
    return str(timezone.localtime(value).date().isoformat())
