"""The learning log: private, optional, and without hours. Nothing of it is in the record: it is the learner’s alone."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from assay.catalog.models import MicroCredential
from assay.frameworks.models import Competency
from assay.journeys import policy
from assay.journeys.models import LogEntry
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.text.folding import folded
from assay.lib.wording import clean, clean_line
from assay.people.models import Person

MOST = {"text": 4000, "with_whom": 200, "link": 400}
#: As many one person keeps.
MOST_ENTRIES = 5000
_link = URLValidator(schemes=("https", "http"))


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWords:
    """What is said in an entry. The text alone is needed."""

    text: str
    day: date | None = None  # None: today
    with_whom: str = ""
    micro_credential: MicroCredential | None = None
    competency: Competency | None = None
    link: str = ""


@transaction.atomic
def write_entry(person: Person, said: EntryWords, *, press: str = "", by: Person) -> LogEntry:
    """Write down what was tried or noticed (D1). Notes no event. Raises PermissionDenied, BadInput, and WrongState
    where as many as can be are kept. `press` is the mark of a form as it was shown: sent twice it makes one entry.
    """
    if not policy.can_keep_log(by, person):
        raise PermissionDenied
    values = _values(said)
    hold(person)
    if press and (made := LogEntry.objects.filter(person=person, press=press).first()):
        return made
    if LogEntry.objects.filter(person=person).count() >= MOST_ENTRIES:
        raise WrongState(_("Your log is full. Delete entries you no longer need."))
    return LogEntry.objects.create(person=person, written_at=now(), press=press or None, **values)


@transaction.atomic
def change_entry(entry: LogEntry, said: EntryWords, *, by: Person) -> None:
    """Word it otherwise. Notes no event. Raises PermissionDenied, BadInput; WrongState for one that was deleted."""
    if not policy.can_change_entry(by, entry):
        raise PermissionDenied
    if LogEntry.objects.filter(pk=entry.pk).update(**_values(said)) != 1:
        raise WrongState(_("This entry was deleted."))
    entry.refresh_from_db()


@transaction.atomic
def delete_entry(entry: LogEntry, *, by: Person) -> None:
    """For good; what was taken out of it stays where it was put. Notes no event. Raises WrongState the second time."""
    if not policy.can_change_entry(by, entry):
        raise PermissionDenied
    if LogEntry.objects.filter(pk=entry.pk).delete()[0] == 0:
        raise WrongState(_("This entry was deleted."))


def _values(said: EntryWords) -> dict[str, object]:
    text, link = clean(said.text).strip(), clean_line(said.link)
    with_whom, day = clean_line(said.with_whom), said.day or today()
    wrong: dict[str, str] = {}
    if not text:
        wrong["text"] = _("Write down what you tried or noticed.")
    for name, typed in (("text", text), ("with_whom", with_whom), ("link", link)):
        if len(typed) > MOST[name]:
            wrong[name] = _("Keep it to %(n)d characters.") % {"n": MOST[name]}
    if day > today():
        wrong["day"] = _("This day is still to come.")
    if link and "link" not in wrong and not _is_address(link):
        wrong["link"] = _("Write a whole address, such as https://example.org/page.")
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong)
    return {
        "text": text,
        "day": day,
        "with_whom": with_whom,
        "folded": folded(f"{text} {with_whom}"),
        "micro_credential": said.micro_credential,
        "competency": said.competency,
        "link": link,
    }


def _is_address(typed: str) -> bool:
    try:
        _link(typed)
    except ValidationError:
        return False
    return True
