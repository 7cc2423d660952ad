"""The permission form that a family signs, in words filled from the policy in force. It is signed on paper.

The paper stays with the teacher: this product learns how many there are, and never whose.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.evidence.models import ALLOWING, PermissionRegister, Scope
from assay.people.models import Organization, Person
from assay.program.policies import Everywhere, RetentionPolicy
from assay.ui import words

LANGUAGES = ("en", "es")
#: The same text with room beside it, for somebody who translates it for one family more.
TEMPLATE = "template"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading with its sentences."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionForm:
    """One form in one language. `choices`: what a family ticks, each by itself."""

    language: str
    title: str
    program: str
    teacher: str
    school: str
    what: str  # class and year
    opening: str
    parts: tuple[Part, ...]
    ask: str
    choices: tuple[str, ...]
    refusal: str
    lines: tuple[str, ...]  # what is written by hand
    is_template: bool = False

    def text(self) -> str:
        """Everything, line by line, as whoever translates it takes it into a program of theirs."""
        return "\n\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield self.title
        yield f"{self.program}\n{self.teacher}\n{self.what}"
        yield self.opening
        for part in self.parts:
            yield "\n".join((part.title, *part.sentences))
        yield "\n".join((self.ask, *(f"[ ] {choice}" for choice in self.choices)))
        yield f"[ ] {self.refusal}"
        yield from (f"{line}:" for line in self.lines)


def form_of(
    register: PermissionRegister, *, language: str, scope: str, until: date
) -> PermissionForm:
    """`scope`: how far is asked at most; each narrower use is asked, too. Until which day it holds stands on it."""
    is_template = language == TEMPLATE
    with translation.override(translation.get_language() if is_template else language):
        person = register.person
        program = _program(person)
        name = person.display_name
        return PermissionForm(
            language=translation.get_language() or "en",
            title=_("May your child be in a recording or picture?"),
            program=program.name if program else "",
            teacher=name,
            school=person.workplace.organization.name if person.workplace else "",
            what=f"{register.name}, {register.year}",
            opening=_(
                "%(teacher)s is earning a micro-credential: a badge for one thing that a teacher does well with"
                " students. To show it, %(teacher)s needs a recording, picture or work sample from class. It is about"
                " the teaching. Your child is not judged."
            )
            % {"teacher": name},
            parts=tuple(_parts(scope, until)),
            ask=_("Please choose. Tick each use that you allow."),
            choices=tuple(_choices(scope)),
            refusal=_("No. My child is not to be seen or heard."),
            lines=(
                _("Name of the student"),
                _("Name of the parent or guardian"),
                _("Signature"),
                _("Date"),
            ),
            is_template=is_template,
        )


def _program(person: Person) -> Organization | None:
    homes = (m.organization.program_above for m in person.current_memberships)
    return next((home for home in homes if home is not None), None)


def _parts(scope: str, until: date) -> Iterator[Part]:
    who = [
        _(
            "Assessors of the program see it, to judge the teaching. They are not told who anyone is."
        ),
        _("They see it inside the program, and it is not offered to them for download."),
    ]
    if scope == Scope.PUBLIC:
        who.append(_("In public, only if you allow it below."))
    yield Part(title=_("Who sees it"), sentences=tuple(who))
    yield Part(
        title=_("What does not happen"),
        sentences=(
            _(
                "No student’s name goes with it. No program looks for faces to find out who someone is."
            ),
            _("It is not sold, and no one uses it to advertise."),
        ),
    )
    yield Part(title=_("How long it is kept"), sentences=tuple(_kept(until)))
    yield Part(
        title=_("If you say no, or change your mind"),
        sentences=(
            _(
                "Your child takes part in the lesson in the same way, and sits where the camera does not look."
            ),
            _(
                "You can take your yes back at any time. Tell the teacher or the program: from that moment no one else"
                " can open it."
            ),
        ),
    )


def _kept(until: date) -> Iterator[str]:
    """The longest of all programs here, so that it is true wherever the badge comes from."""
    policies = Everywhere(RetentionPolicy).all(RetentionPolicy)
    days = max(policy.keep_originals_days_after_decision for policy in policies)
    months = max(policy.keep_streaming_copy_months for policy in policies)
    yield ngettext(
        "Pictures and papers are deleted %(n)s day after the decision.",
        "Pictures and papers are deleted %(n)s days after the decision.",
        days,
    ) % {"n": days}
    yield ngettext(
        "Recordings are deleted %(n)s month after the decision.",
        "Recordings are deleted %(n)s months after the decision.",
        months,
    ) % {"n": months}
    yield _("Your permission ends on %(day)s. It is then used for nothing new.") % {
        "day": words.full_day(until)
    }


def _choices(scope: str) -> Iterator[str]:
    asked = {
        Scope.ASSESSMENT: _("Assessors may see it, to judge the teaching."),
        Scope.TRAINING: _(
            "It may also help to train assessors and be an example inside the program."
        ),
        Scope.PUBLIC: _("It may also be shown in public, with the badge or as an example."),
    }
    for one, said in asked.items():
        if scope in ALLOWING[one]:
            yield said
