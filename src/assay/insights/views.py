"""The home page: what this is, for those who are not signed in; what to do next, for those who are."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.insights import current_work, learner, welcome
from assay.journeys import situation, stacks
from assay.journeys.suggestions import Situation, suggest
from assay.letters.models import Letter
from assay.lib.clock import now
from assay.lib.counts import counted
from assay.people import policy
from assay.people.models import Person
from assay.record.models import Stumble

SUGGESTED, GOALS = 3, 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Signed out: micro-credentials on one screen (D2). Signed in: the one thing to do next, then all else."""
    if isinstance(request.user, Person):
        return render(
            request, "insights/home.html", {**learner_home(request.user), **troubles(request.user)}
        )
    return render(request, "insights/welcome.html", {"body": welcome.shown()})


def troubles(person: Person) -> dict[str, int]:
    """Failed steps and letters, for those who look after them; nothing, and no query, for anybody else."""
    if not (policy.can_administer_people(person) and policy.can_look_after_letters(person)):
        return {}
    return {
        "stuck_letters": counted(Letter.objects.stuck()),
        "failed_steps": counted(Stumble.objects.all()),
    }


def learner_home(person: Person) -> dict[str, Any]:
    """At most nine queries, ten to fourteen after a change of the catalog."""
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
        "rows": _rows(books, facts),
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


def _rows(books: situation.OpenCatalog, facts: Situation) -> list[dict[str, Any]]:
    """The stacks somebody is in, furthest first; none that are not begun, three at most."""
    rows = [
        {"slug": slug, "title": title, "along": stacks.progress(data, facts.earned)}
        for slug, title, data in books.stacks
    ]
    begun = [row for row in rows if row["along"].begun]  # type: ignore[attr-defined]  # a Progress, as built above
    begun.sort(key=lambda row: -row["along"].done / max(row["along"].needed, 1))  # type: ignore[attr-defined]
    return begun[:3]
