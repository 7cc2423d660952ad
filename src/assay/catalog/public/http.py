"""What the address of a version answers to programs. The room that makes badges of versions, above this one, says how.

The address is the `id` of what was earned, in every badge of that version (Open Badges 3.0, `Achievement.id`).
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from assay.catalog.models import Version

#: The answer for a program that asks for a form of its own; None for whoever wants the page.
Machine = Callable[[HttpRequest, Version], HttpResponse | None]

_machines: list[Machine] = []


def answer_with(machine: Machine) -> None:
    """Register who answers. Registering the same twice keeps one."""
    if machine not in _machines:
        _machines.append(machine)


def answered(request: HttpRequest, version: Version) -> HttpResponse | None:
    """The first answer that there is, for a version that anyone may read."""
    return next((found for one in _machines if (found := one(request, version)) is not None), None)


#: What else of a later room stands on a version's page for visitors, as a short mark that changes with it.
Mark = Callable[[Version], str]

_marks: list[Mark] = []


def tag_with(mark: Mark) -> None:
    """Register what makes a page another one, though the catalog is the same. Registering the same twice keeps one."""
    if mark not in _marks:
        _marks.append(mark)


def marks_of(version: Version) -> str:
    """What later rooms show of this version to visitors: who holds the page of another mark is sent it again."""
    return "|".join(mark(version) for mark in _marks)
