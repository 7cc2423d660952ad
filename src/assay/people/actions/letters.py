"""Looking after letters that did not leave: trying again, and letting them be."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assay.letters import actions as letters
from assay.letters.models import Letter
from assay.lib.errors import WrongState
from assay.people import policy
from assay.people.models import Person
from assay.record.actions import note


@transaction.atomic
def try_letter_again(letter: Letter, *, by: Person) -> None:
    """Send a letter that is stuck after all. Raises PermissionDenied, WrongState."""
    if not policy.can_look_after_letters(by):
        raise PermissionDenied
    letters.try_again(letter)
    note("letters.tried_again", letter, by=by, kind=letter.kind)


@transaction.atomic
def let_letter_be(letter: Letter, *, by: Person) -> None:
    """It shall not leave any more. Raises PermissionDenied, WrongState."""
    if not policy.can_look_after_letters(by):
        raise PermissionDenied
    letters.take_back(letter)
    note("letters.taken_back", letter, by=by, kind=letter.kind)


def try_all_again(*, by: Person) -> int:
    """Every letter that is stuck and still good for something; how many. Raises PermissionDenied."""
    if not policy.can_look_after_letters(by):
        raise PermissionDenied
    tried = 0
    for letter in Letter.objects.stuck():
        try:
            try_letter_again(letter, by=by)
        except WrongState:
            continue  # it has left, or its link works no longer
        tried += 1
    return tried
