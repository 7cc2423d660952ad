"""Work that waits for a person. Each room announces its own kinds; home shows them, and knows no room's tables."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import CharField, DateField, DateTimeField, Expression, F, QuerySet, Value
from django.db.models.functions import Cast

from assay.lib.counts import Counted, Listed, heads_of
from assay.lib.http import address_of
from assay.ui.author_words import said_in, with_words


class Piece(NamedTuple):
    """The first piece of work of one kind."""

    key: str  # what its address is made of
    name: str  # as people call it: a submission's number, a title
    title: str  # of the micro-credential
    slug: str  # of the micro-credential, whose hallmark stands beside it; or ""
    number: str  # of the version
    state: str
    since: datetime | None
    due: date | None
    language: str  # of the title

    def said(self) -> "Piece":
        """As it is shown: its title is HTML that says its language, where the reader's is another."""
        title = said_in(self.title, self.language)
        return self._replace(title=title, name=title if self.name == self.title else self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What to do with the first piece: on its card, a heading and a text; on its row and the card, one button."""

    heading: str
    text: str
    url: str
    button: str
    row_button: str = ""  # shorter; the same where there is none
    posts: bool = False  # the button does it at once; else it leads to where it is done


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWords:
    """The call of a kind that says the same of every piece, but for the piece's %(name)s and %(title)s."""

    heading: str
    text: str = ""
    page: str = ""  # the name of a piece's own page, whose address is made of the key
    url: str = ""  # in its place: where all pieces of the kind are done
    button: str
    row_button: str = ""
    posts: bool = False

    def __call__(self, piece: Piece) -> Call:
        words = {"name": piece.name, "title": piece.title}
        return Call(
            heading=with_words(self.heading, **words),
            text=with_words(self.text, **words),
            url=address_of(self.page, piece.key) if self.page else self.url,
            button=self.button,
            row_button=self.row_button,
            posts=self.posts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkKind:
    """One kind of work as it waits for one person. `rows` come from `pieces`, the first up first."""

    desk: str  # the name of the desk that has its list; "" where none has
    label: str
    note: str = ""
    url: str  # of the list
    rows: Listed[Any]
    call: Callable[[Piece], Call]
    order: int  # among kinds of equal urgency
    own: bool = True  # to be done by this person; else to be seen to, or to be taken
    quiet: bool = False  # not shown at all where there is none
    waits: bool = True  # False: to read, and nothing has to be done


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A kind with how many there are, and the first."""

    kind: WorkKind
    count: Counted
    first: Piece | None
    call: Call | None


_rooms: dict[str, Callable[[Any], Iterable[WorkKind]]] = {}


def announce(room: str, kinds: Callable[[Any], Iterable[WorkKind]]) -> None:
    """Register what waits for a person in a room (in `AppConfig.ready`); the room asks who may.

    Raises LookupError where the room has announced otherwise: the second would silence the first.
    """
    if _rooms.setdefault(room, kinds) is not kinds:
        raise LookupError(f"{room} has announced its work already")


def pieces(rows: QuerySet[Any, Any], **columns: Any) -> QuerySet[Any, Any]:
    """The rows of a prepared question as pieces of work: each column of `Piece` by an expression or a path.

    A column that is left out is empty. The order of the rows stays.
    """
    unknown = set(columns) - set(Piece._fields)
    if unknown:
        raise TypeError(f"a piece has no {', '.join(sorted(unknown))}")
    shown = {f"piece_{name}": _column(name, columns.get(name)) for name in Piece._fields}
    found: QuerySet[Any, Any] = rows.annotate(**shown).values_list(*shown)
    return found


def _column(name: str, asked: Any) -> Expression:
    # PostgreSQL puts the questions of all rooms together only where their columns are of the same kinds.
    kind: Any = {"since": DateTimeField(), "due": DateField()}.get(name, CharField())
    if asked is None:
        asked = Value(None) if name in ("since", "due") else Value("")
    found: Expression = Cast(F(asked) if isinstance(asked, str) else asked, kind)
    return found


def waiting_for(person: Any) -> list[Waiting]:
    """All that waits for somebody, by kind, in the order of the kinds. One query, beside what the rooms ask first."""
    kinds = sorted(
        (kind for kinds in _rooms.values() for kind in kinds(person)), key=lambda kind: kind.order
    )
    found = []
    for kind, (count, row) in zip(kinds, heads_of([kind.rows for kind in kinds]), strict=True):
        first = Piece(*row).said() if row is not None else None
        if count or not kind.quiet:
            call = kind.call(first) if first is not None else None
            found.append(Waiting(kind=kind, count=count, first=first, call=call))
    return found
