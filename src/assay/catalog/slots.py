"""Fillings for pages of earlier rooms: drafts on the home page, micro-credentials beside a framework."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.catalog import policy
from assay.catalog.models import (
    Alignment,
    Kind,
    MicroCredential,
    NameLeave,
    StackDraft,
    Version,
)
from assay.catalog.public import catalog_index
from assay.frameworks.priorities import Essential
from assay.lib.counts import Listed
from assay.lib.http import address_of
from assay.lib.prepared import prepared
from assay.program.models import goal_places
from assay.ui.author_words import with_words
from assay.ui.work import Call, CallWords, Piece, WorkKind, pieces

#: So many micro-credentials stand on the page of what matters most; the catalog has the rest.
MOST_ESSENTIAL = 12


def every_ident() -> list[tuple[str, str]]:
    """For a policy that names micro-credentials: each by its ident, and its title where it has a version."""
    rows = (
        MicroCredential.objects.all()
        .single()
        .order_by("ident")
        .values_list("ident", "current__title")
    )
    return [(ident, title or ident) for ident, title in rows]


def work(person: Any) -> Iterable[WorkKind]:
    """On the home page: drafts this person may write on, and who asks to issue in their organization's name."""
    yield from drafts(person)
    yield from leaves_asked(person)


def drafts(person: Any) -> Iterable[WorkKind]:
    """Drafts this person may write on."""
    places = [place.path for place in policy.places_of(person)]
    if places:
        desk = reverse("catalog:authoring")
        yield WorkKind(
            desk="authoring",
            label=_("Drafts"),
            note=_("Not published yet"),
            url=f"{desk}?status=draft",
            rows=Listed(_drafts, places),
            call=_go_on,
            order=30,
        )
        yield WorkKind(
            desk="authoring",
            label=_("Stack drafts"),
            note=_("Not published yet"),
            url=f"{reverse('catalog:stacks_written')}?status=draft",
            rows=Listed(_stack_drafts, places),
            call=_go_on_with_stack,
            order=31,
        )


@prepared
def _drafts(paths: Sequence[str]) -> QuerySet[Version, Any]:
    """The one changed last first: it is fresh in mind."""
    rows = Version.objects.written_under(paths).drafts().order_by("-updated_at", "-pk")
    return pieces(
        rows,
        key="pk",
        name="title",
        title="title",
        number="number",
        state="status",
        since="updated_at",
        language="language",
    )


@prepared
def _stack_drafts(paths: Sequence[str]) -> QuerySet[StackDraft, Any]:
    rows = StackDraft.objects.written_under(paths).order_by("-updated_at", "-pk")
    return pieces(
        rows,
        key="pk",
        name="title",
        title="title",
        number="number",
        since="updated_at",
        language="language",
    )


def _go_on_with_stack(piece: Piece) -> Call:
    return _call(piece, "catalog:stack_draft")


def _go_on(piece: Piece) -> Call:
    return _call(piece, "catalog:draft")


def _call(piece: Piece, page: str) -> Call:
    heading = _("Go on with the draft “%(title)s”") if piece.title else _("Go on with the draft")
    return Call(
        heading=with_words(heading, title=piece.title),
        text=_("The draft says what is still missing before it can be published."),
        url=address_of(page, piece.key),
        button=_("Go on"),
    )


def leaves_asked(person: Any) -> Iterable[WorkKind]:
    """For a program's administrators: who asks to use its name."""
    if programs := policy.programs_spoken_for(person):
        yield WorkKind(
            desk="authoring",
            label=_("Permissions asked of you"),
            note=_("To use your name"),
            url=f"{reverse('catalog:leaves')}?show=asked",
            rows=Listed(_leaves_asked, programs, person.pk),
            call=CallWords(
                heading=_("%(name)s asks to use your name"),
                text=_("Nothing is published in your name until you permit it."),
                page="catalog:leave",
                button=_("Read what is asked"),
                row_button=_("Read it"),
            ),
            order=63,
            quiet=True,
        )


@prepared
def _leaves_asked(programs: Sequence[int], reader: int) -> QuerySet[NameLeave, Any]:
    rows = NameLeave.objects.asked().filter(named__pk__in=programs).exclude(asked_by=reader)
    return pieces(
        rows.order_by("asked_at", "pk"), key="pk", name="organization__name", since="asked_at"
    )


def versions_in_record(numbers: Sequence[int], _reader: Any) -> dict[str, tuple[str, str]]:
    """What the record calls versions that anybody may read, and their pages. One query."""
    return {
        str(pk): (f"{title} {number}", reverse("catalog:version", args=(slug, number)))
        for pk, title, number, slug in _read_by_all(numbers)
    }


@prepared
def _read_by_all(numbers: Sequence[int]) -> QuerySet[Version, tuple[int, str, str, str]]:
    rows = Version.objects.public().filter(pk__in=numbers)
    return rows.values_list("pk", "title", "number", "micro_credential__slug")


def aligned(_person: Any, framework: Any) -> dict[str, Any] | None:
    """Micro-credentials open to starts, under each competency they align to. One query."""
    rows = (
        Alignment.objects.filter(
            competency__framework=framework,
            version__micro_credential__current=F("version"),
            version__micro_credential__kind=Kind.MICRO_CREDENTIAL,
        )
        .select_related("competency", "version__micro_credential")
        .defer("version__data")
        .order_by("competency__order", "version__title")
    )
    groups: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row.competency is not None:
            group = groups.setdefault(
                row.competency.pk, {"competency": row.competency, "versions": []}
            )
            group["versions"].append(row.version)
    return {"groups": list(groups.values()), "framework": framework} if groups else None


def earned_first(_person: Any, rows: Sequence[Essential]) -> dict[str, Any] | None:
    """The micro-credentials by which one earns what the program ranks, in its order. One query at most."""
    books = [book for book in catalog_index.current().books if book.essential]
    books.sort(key=lambda book: book.essential.number if book.essential else 0)
    return {"books": books[:MOST_ESSENTIAL], "more": len(books) > MOST_ESSENTIAL} if books else None


def goals_served(person: Any, version: Any) -> dict[str, Any] | None:
    """Beside a micro-credential: which goals of the reader's program and school it serves, and why. One query."""
    places = goal_places(person)
    if not places:
        return None
    books = catalog_index.current().books
    found = next((book for book in books if book.pk == version.pk), None)
    goals = found.serves_in(places) if found else []
    return {"goals": goals} if goals else None
