"""The home page: what this is, for those who are not signed in; what waits or comes next, for those who are."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.catalog.content.stack_progress import progress
from assay.insights import current_work, help_pages, learner, staff, welcome
from assay.journeys import situation
from assay.journeys.suggestions import Situation, suggest
from assay.lib.clock import now, today
from assay.people.models import Person
from assay.program.policies import closed_periods
from assay.ui.nav import Desk, desks_of
from assay.ui.work import waiting_for

SUGGESTED, GOALS = 3, 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Signed out: micro-credentials on one screen (D2). Signed in: the one thing to do next, then all else.

    Who has a desk sees the work of it first, by kind.
    """
    if isinstance(request.user, Person):
        desks = desks_of(request.user)
        if desks:
            return render(request, "insights/staff_home.html", staff_home(request.user, desks))
        context = {**learner_home(request.user), "unopened": staff.unopened_roles(request.user)}
        return render(request, "insights/home.html", context)
    return render(request, "insights/welcome.html", {"body": welcome.shown()})


@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    """Help for one's own roles first, then for all others, then by topic."""
    language = get_language() or "en"
    roles = help_pages.roles_of(request.user if isinstance(request.user, Person) else None)
    own = [help_pages.page(slug, language) for slug in roles]
    others = [help_pages.page(slug, language) for slug in help_pages.SLUGS if slug not in roles]
    topics = [help_pages.page(slug, language) for slug in help_pages.TOPICS]
    return render(
        request, "insights/help_index.html", {"own": own, "others": others, "topics": topics}
    )


@require_safe
def help_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What one does in a role, a day in it, three questions; or a topic from its beginning to its end."""
    if slug not in help_pages.SLUGS and slug not in help_pages.TOPICS:
        raise Http404
    language = get_language() or "en"
    topics = [help_pages.page(topic, language) for topic in help_pages.topics_of(slug)]
    return render(
        request, "insights/help.html", {"help": help_pages.page(slug, language), "topics": topics}
    )


def staff_home(person: Person, desks: Sequence[Desk]) -> dict[str, Any]:
    """What waits at their desks, the most pressing first, then their own learning.

    Twelve queries for one role, `tests/test_home.py` says how many for several; none of the catalog.
    """
    works, awards = learner.works(person), learner.awards(person)
    waiting = waiting_for(person)
    pressing, own = staff.most_pressing(waiting, today()), current_work.most_pressing(works)
    closed = closed_periods(within=None) if staff.some_late(waiting, today()) else []
    return {
        "greeting": _greeting(person),
        "today": today(),
        "summary": staff.summary(waiting, today()),
        "chips": staff.chips(desks, waiting),
        "pressing": staff.row_of(pressing, today(), closed) if pressing else None,
        "first": own if pressing is None else None,
        "rows": [staff.row_of(row, today(), closed) for row in staff.in_order(waiting, today())],
        "none_wait": not any(row.kind.waits for row in waiting),
        "works": works[: learner.SHELF],
        "awards": awards[: learner.SHELF],
        "unopened": staff.unopened_roles(person),
    }


def learner_home(person: Person) -> dict[str, Any]:
    """At most eleven queries, twelve to sixteen after a change of the catalog."""
    works, awards = learner.works(person), learner.awards(person)
    books = situation.open_catalog()
    facts = situation.of(person, books)
    first = current_work.most_pressing(works)
    fresh = learner.fresh(awards) if first is None or first.kind == current_work.DRAFT else None
    waiting = [w for w in works if w.kind == current_work.WAITING]
    return {
        "greeting": _greeting(person),
        "first": None if fresh else first,
        "fresh": fresh,
        "in_progress": [
            w for w in works if w.kind != current_work.WAITING and (fresh or w is not first)
        ],
        "waiting": waiting,
        "awards": awards[: learner.SHELF],
        "more_awards": len(awards) > learner.SHELF,
        "rows": _rows(
            books, facts, taken={a.version.micro_credential.slug for a in awards if a.whole}
        ),
        "aims": facts.aims[:GOALS],
        "suggestions": situation.in_words(suggest(books.options, facts, limit=SUGGESTED), books),
        "idle": first is None and fresh is None,
        "new_here": not works and not awards,
    }


def _greeting(person: Person) -> str:
    words = {
        "morning": _("Good morning, %(name)s"),
        "afternoon": _("Good afternoon, %(name)s"),
        "evening": _("Good evening, %(name)s"),
    }
    return words[current_work.greeting(timezone.localtime(now()).hour)] % {
        "name": person.first_name
    }


def _rows(books: situation.OpenCatalog, facts: Situation, taken: set[str]) -> list[dict[str, Any]]:
    """The stacks somebody is in, furthest first, three at most: none that are not begun, or whose badge is there."""
    rows = [
        {
            "slug": slug,
            "title": title,
            "language": str(data.get("language", "en")),
            "along": progress(data, facts.badges, today()),
        }
        for slug, title, data in books.stacks
        if slug not in taken
    ]
    begun = [row for row in rows if row["along"].begun]  # type: ignore[attr-defined]  # a Progress, as built above
    begun.sort(key=lambda row: -row["along"].done / max(row["along"].needed, 1))  # type: ignore[attr-defined]
    return begun[:3]
