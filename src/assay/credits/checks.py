"""What stands in the way of sending a credit: looked for before it is approved, and told in plain words."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from assay.credits import explanation
from assay.credits.facts import rule_named
from assay.credits.models import Credit, CreditApproval, CreditStatus
from assay.credits.rules.nouns import plain
from assay.lib.text.folding import folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """`code` for the machine; `is_theirs`: its learner can mend it; `bars`: it cannot be approved with it."""

    code: str
    text: str
    detail: str = ""
    is_theirs: bool = False
    bars: bool = False


def problems_of(
    credit: Credit, approvals: dict[tuple[str, str], CreditApproval], day: date
) -> list[Problem]:
    """Of a credit with its license, person and entries. `approvals`: programs by rule and number."""
    rule = rule_named(credit.rule)
    found: list[Problem] = []
    if credit.held_at is not None:
        found.append(Problem(code="held", text=_("On hold"), detail=credit.held_because, bars=True))
    if rule is None:
        return found
    if rule.identifier and not credit.identifier:
        text = _("No %(name)s") % {"name": rule.identifier}
        found.append(Problem(code="identifier", text=text, is_theirs=True, bars=True))
    if credit.status == CreditStatus.REJECTED:
        last = [entry.reason for entry in credit.entries.all() if entry.reason]
        found.append(
            Problem(
                code="sent_back",
                text=_("Sent back"),
                detail=last[-1] if last else "",
                is_theirs=True,
            )
        )
    if rule.exact_name and _differs(credit):
        said = {"here": credit.person.display_name, "license": credit.name_to_send}
        detail = _("Here %(here)s, license %(license)s; the file has the license’s.") % said
        found.append(Problem(code="name", text=_("Name differs"), detail=detail))
    found += _of_the_rule(credit, approvals, day)
    return found


def _of_the_rule(
    credit: Credit, approvals: dict[tuple[str, str], CreditApproval], day: date
) -> list[Problem]:
    """What the explanation shows: a cap that was reached, a program whose number has ended since."""
    data = explanation.proposed(credit)
    if data is None:
        return []
    found = []
    if any(step.code == "cap" for step in explanation.line_of(data).steps):
        detail = _("%(n)s of it count") % {"n": plain(credit.balance)}
        found.append(Problem(code="cap", text=_("Cap reached"), detail=detail))
    program = approvals.get((credit.rule, data["program"])) if data["program"] else None
    if program is not None and (program.ended_at or program.last < day):
        detail = _("Number %(number)s") % {"number": program.number}
        found.append(Problem(code="program", text=_("Program number ended"), detail=detail))
    return found


def _differs(credit: Credit) -> bool:
    legal = f"{credit.person.legal_given_names} {credit.person.legal_family_names}".strip()
    return folded(credit.name_to_send) != folded(legal or credit.person.display_name)
