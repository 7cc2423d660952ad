"""Events of the record as lines to be read: in words, with the names that the reader may know."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import quote

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assay.lib.http import address_of
from assay.lib.prepared import prepared
from assay.people.audit_words import KINDS, LISTS, NAMELESS, PAGES, WORDS, words_of
from assay.people.models import (
    Membership,
    Organization,
    Person,
    administered_paths,
    role_word,
)
from assay.record.models import Event

#: How rows of a kind are called, and where they are seen: by their numbers, for a reader. One question each.
Named = dict[str, tuple[str, str]]
_FINDERS: dict[str, Callable[[Sequence[int], Person], Named]] = {}


def name_subjects(kind: str, find: Callable[[Sequence[int], Person], Named]) -> None:
    """Announce how the record calls a room's rows, and where they are seen (in `AppConfig.ready`)."""
    _FINDERS[kind] = find


def held_roles(numbers: Sequence[int], reader: Person) -> Named:
    """Roles that were given or ended, on the page of who held them."""
    rows = _roles(numbers, administered_paths(reader))
    return {
        str(pk): (
            gettext("%(role)s of %(name)s") % {"role": role_word(role), "name": name},
            address_of("people:detail", person),
        )
        for pk, person, name, role in rows
    }


@prepared
def _roles(
    numbers: Sequence[int], paths: Sequence[str]
) -> QuerySet[Membership, tuple[int, int, str, str]]:
    rows = Membership.objects.all().under(paths).filter(pk__in=numbers)
    return rows.values_list("pk", "person", "person__display_name", "role")


name_subjects("people.membership", held_roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the record, ready to be read."""

    number: int
    at: datetime
    who: str
    what: str
    verb: str
    subject: str
    url: str


def about(events: QuerySet[Event], kind: str, ident: str, *, reader: Person) -> QuerySet[Event]:
    """Events about one subject; of a nameless one, only what the reader did."""
    found = events.filter(subject_kind=kind, subject_id=ident)
    return found.filter(by_kind=_PERSON, by_id=str(reader.pk)) if kind in NAMELESS else found


def lines(events: Iterable[Event], *, reader: Person, all_names: bool = False) -> list[Line]:
    """Events in words, with the names the reader may know. Two queries more, for people and organizations.

    `all_names`: for a page on which everybody named did something to the reader's own account.
    """
    events = list(events)
    ids = {e.by_id for e in events if e.by_kind == _PERSON}
    ids |= {e.subject_id for e in events if e.subject_kind == _PERSON}
    wanted = [int(number) for number in ids if number.isdecimal()]
    paths = administered_paths(reader)
    rows = _all_names(wanted) if all_names else _names(wanted, paths)
    people = {str(pk): name for pk, name in rows}
    people[str(reader.pk)] = reader.display_name
    places = [int(e.subject_id) for e in events if e.subject_kind == _ORGANIZATION]
    names = {_PERSON: people, _ORGANIZATION: {str(pk): n for pk, n in _places(places, paths)}}
    named = _named_by_rooms(events, reader)
    return [_line(event, names, named, reader) for event in events]


def _named_by_rooms(events: Sequence[Event], reader: Person) -> dict[str, Named]:
    """Names and addresses of the subjects that rooms have announced, those that are among these events."""
    numbers: dict[str, set[int]] = {}
    for event in events:
        if event.subject_kind in _FINDERS and event.subject_id.isdecimal():
            numbers.setdefault(event.subject_kind, set()).add(int(event.subject_id))
    return {kind: _FINDERS[kind](sorted(found), reader) for kind, found in numbers.items()}


@prepared
def _all_names(people: Sequence[int]) -> QuerySet[Person, tuple[int, str]]:
    return Person.objects.filter(pk__in=people).order_by().values_list("pk", "display_name")


@prepared
def _names(people: Sequence[int], paths: Sequence[str]) -> QuerySet[Person, tuple[int, str]]:
    known = Person.objects.get_queryset().looked_after_from(paths).filter(pk__in=people)
    return known.order_by().values_list("pk", "display_name")


@prepared
def _places(places: Sequence[int], paths: Sequence[str]) -> QuerySet[Organization, tuple[int, str]]:
    return Organization.objects.all().under(paths).filter(pk__in=places).values_list("pk", "name")


_PERSON, _ORGANIZATION = "people.person", "people.organization"
_ELSEWHERE = {
    _PERSON: _("someone of another organization"),
    _ORGANIZATION: _("another organization"),
}


def _line(
    event: Event, names: dict[str, dict[str, str]], named: dict[str, Named], reader: Person
) -> Line:
    own = event.by_id == str(reader.pk)
    who: str | Promise = names[_PERSON].get(event.by_id, _ELSEWHERE[_PERSON]) if event.by_id else ""
    subject: str | Promise = names.get(event.subject_kind, {}).get(event.subject_id, "")
    url = _address(event) if subject or event.subject_kind not in names else ""
    found = named.get(event.subject_kind, {}).get(event.subject_id)
    if found is not None:
        subject, url = found
    if not subject:
        nameless = "" if own else NAMELESS.get(event.subject_kind, "")
        subject = nameless or _ELSEWHERE.get(event.subject_kind) or _plain(event)
    what = WORDS.get(event.verb, event.verb) if own else words_of(event.verb)
    return Line(
        number=event.id,
        at=event.at,
        verb=event.verb,
        who=str(who),
        what=str(what),
        subject=str(subject),
        url=url,
    )


def ids_of(who: str, *, reader: Person) -> list[str]:
    """The people meant by a number, a name or an address, of those the reader may know; as the record keeps them.

    A whole name means whoever bears it; words that are nobody's whole name, all who have them in name or address.
    """
    number, paths = who.strip().lstrip("#"), administered_paths(reader)
    own = [reader.pk] if number == str(reader.pk) else []
    if number.isdecimal() and len(number) < 19:
        return [str(pk) for pk in [*own, *_numbered(int(number), paths)]]
    found = _named(who.strip(), paths) or _matching(who, reader)
    return [str(pk) for pk in found]


@prepared
def _numbered(number: int, paths: Sequence[str]) -> QuerySet[Person, int]:
    known = Person.objects.get_queryset().looked_after_from(paths).filter(pk=number)
    return known.values_list("pk", flat=True)


@prepared
def _named(name: str, paths: Sequence[str]) -> QuerySet[Person, int]:
    known = Person.objects.get_queryset().looked_after_from(paths).filter(display_name=name)
    return known.values_list("pk", flat=True)[:200]


def _matching(who: str, reader: Person) -> list[int]:
    found = Person.objects.visible_to(reader).matching(who)
    return list(found.values_list("pk", flat=True)[:200])


def _plain(event: Event) -> str:
    """A subject without a name of its own: "piece of evidence 12"."""
    kind = KINDS.get(event.subject_kind) or event.subject_kind.split(".")[-1]
    return f"{kind} {event.subject_id[:8]}"


def _address(event: Event) -> str:
    """Its page; else the list it is looked after in, or all that happened to it. Nowhere for a nameless one."""
    kind = event.subject_kind
    if kind in NAMELESS or not event.subject_id:
        return ""
    if kind in LISTS:
        return _list_of(kind)
    try:
        return address_of(PAGES[kind], event.subject_id)
    except (KeyError, NoReverseMatch):
        return f"{_record()}?subject={quote(f'{kind}:{event.subject_id}')}"


@cache
def _list_of(kind: str) -> str:
    return reverse(LISTS[kind])


@cache
def _record() -> str:
    return reverse("people:record")
