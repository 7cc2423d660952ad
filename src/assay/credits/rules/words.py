"""An explanation in words a teacher understands: why 12.5 hours and not 12.6, and where that is written."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.credits.rules.calculation import Line, Result, Step
from assay.credits.rules.nouns import CAPSTONE, Method, Rounding, Rule, plain
from assay.ui.words import short_day


def unit(code: str, number: Decimal = Decimal(2)) -> str:
    """A unit's name, for one or for several."""
    named = _UNITS.get(code)
    return named(1 if number == 1 else 2) if named else code


_UNITS: dict[str, Callable[[int], str]] = {
    "contact_hour": lambda n: ngettext("contact hour", "contact hours", n),
    "scech": lambda n: ngettext("SCECH hour", "SCECH hours", n),
    "pdp_tn": lambda n: ngettext(
        "professional development point", "professional development points", n
    ),
    "ceu_nc": lambda n: ngettext("unit of renewal credit", "units of renewal credit", n),
    "cpe_tx": lambda n: ngettext("CPE hour", "CPE hours", n),
    "usbe_credit": lambda n: ngettext("USBE credit", "USBE credits", n),
    "inservice_point_fl": lambda n: ngettext("inservice point", "inservice points", n),
    "pdh_il": lambda n: ngettext(
        "professional development hour", "professional development hours", n
    ),
    "pd_point_ks": lambda n: ngettext(
        "professional development point", "professional development points", n
    ),
    "pay_point": lambda n: ngettext("point", "points", n),
    "release_day": lambda n: ngettext("day of release time", "days of release time", n),
    "program": lambda n: ngettext("completed program", "completed programs", n),
}


def category(code: str) -> str:
    """A category's name."""
    names = {
        "subject": _("Subject"),
        "literacy": _("Literacy"),
        "general": _("General"),
        "executive_role": _("Executive role"),
        "independent_study": _("Independent study"),
        "presenting": _("Presenting"),
        "mentoring": _("Mentoring"),
        "students_with_disabilities": _("Students with disabilities"),
        "reading": _("Reading"),
        "college_credit": _("College credit"),
    }
    return names.get(code, code.replace("_", " "))


def part(code: str) -> str:
    """A part of an approved program."""
    names = {
        "foundations": _("Foundations"),
        "chosen": _("Chosen by the teacher"),
        CAPSTONE: _("Capstone"),
    }
    return names.get(code, code.replace("_", " "))


def kind(code: str) -> str:
    """A kind of license, as its rule tells them apart."""
    names = {
        "practitioner": _("Practitioner"),
        "K-5": _("Grades K to 5"),
        "6-12": _("Grades 6 to 12"),
        "administrator": _("Administrator"),
        "student_services": _("Student services"),
        "reading": _("With reading among its subjects"),
        "national_board": _("National Board certified"),
        "bachelor": _("With a bachelor's degree"),
        "master": _("With a master's degree"),
    }
    return names.get(code, code.replace("_", " "))


def purpose(code: str) -> str:
    """What a rule is for."""
    names = {
        "renewal": _("License renewal"),
        "rank_change": _("Rank change"),
        "salary": _("Salary"),
        "stipend": _("Stipend"),
        "release_time": _("Release time"),
    }
    return names.get(code, code.replace("_", " "))


def kinds_elsewhere(rule: Rule) -> dict[str, str]:
    """What may be entered of learning elsewhere under a rule: kinds by code, in words."""
    codes = ([] if rule.method is Method.FLAT else ["contact_hour"]) + sorted(rule.conversions)
    return {code: kind_elsewhere(code) for code in codes}


def kind_elsewhere(code: str) -> str:
    """A kind of learning elsewhere."""
    names = {
        "contact_hour": _("Hours"),
        "clock_hour": _("Clock hours"),
        "semester_hour": _("Semester hours of college credit"),
        "quarter_hour": _("Quarter hours of college credit"),
        "dppd_hour": _("District learning hours (DPPD)"),
        "ceu": _("Continuing education units (CEU)"),
    }
    return names.get(code, code.replace("_", " "))


def explained(rule: Rule, line: Line) -> Iterator[str]:
    """A sentence for each step, and what is to be put right."""
    yield from steps(rule, line)
    yield from flags(rule, line)


def steps(rule: Rule, line: Line) -> Iterator[str]:
    return (_step(rule, step) for step in line.steps)


def flags(rule: Rule, line: Line) -> Iterator[str]:
    """What is to be put right before it can be sent."""
    return (_flag(rule, flag, line.activity.ended_on) for flag in line.flags)


def lacking(rule: Rule, result: Result) -> list[str]:
    """What is still open, as sentences; empty once all is there."""
    if result.is_program:
        return [_of_part(name, open_) for name, open_ in result.lacking.items()]
    said = []
    for name, open_ in result.lacking.items():
        words = {"n": plain(open_), "unit": unit(rule.unit, open_), "category": category(name)}
        said.append(
            _("%(n)s %(unit)s of “%(category)s” are still open.") % words
            if name
            else _("%(n)s %(unit)s are still open in all.") % words
        )
    return said


def _of_part(name: str, open_: Decimal) -> str:
    if name == CAPSTONE:
        return _("The capstone is still open.")
    return _("%(n)s of “%(part)s” are still open.") % {"n": plain(open_), "part": part(name)}


def hint(rule: Rule, line: Line, supposed: Decimal | None) -> str:
    """What could be said so that it counts, and to what it would come then; "" where there is nothing of the kind."""
    code = line.steps[-1].code
    if code == "no_part":
        asked = rule.completion.parts if rule.completion else {}
        named = ", ".join(f"{part(name)} ({n})" for name, n in asked.items())
        return _(
            "Once your credit coordinator has written down under Approvals which part it is, it is a step of:"
            " %(parts)s."
        ) % {"parts": named}
    if code != "not_approved" or not supposed:
        return ""
    said = {"n": plain(supposed), "unit": unit(rule.unit, supposed)}
    return {
        "plan": _(
            "If your employer approved your plan of learning, say so under “Change” on your license, and this comes to"
            " %(n)s %(unit)s."
        ),
        "provider": _(
            "Once your credit coordinator has written down that the state approved the provider, this comes to"
            " %(n)s %(unit)s."
        ),
        "component": _(
            "Once your credit coordinator has written down the component it is under, this comes to %(n)s %(unit)s."
        ),
    }.get(str(line.steps[-1].facts[0]), "") % said


def _step(rule: Rule, step: Step) -> str:
    words = _SENTENCES.get(step.code)
    return words(rule, step) if words else step.code


def _hours(rule: Rule, step: Step) -> str:
    hours, factor = step.facts
    said = {"hours": _number(hours), "n": plain(step.change), "unit": unit(rule.unit, step.change)}
    if factor == 1:
        return _("%(hours)s contact hours are %(n)s %(unit)s.") % said
    return _("%(hours)s contact hours, times %(factor)s, are %(n)s %(unit)s.") % {
        **said,
        "factor": _number(factor),
    }


def _program_hours(rule: Rule, step: Step) -> str:
    hours, _factor = step.facts
    return _("The approved program has %(hours)s hours of instruction, and only those count.") % {
        "hours": _number(hours)
    }


def _flat(rule: Rule, step: Step) -> str:
    return _("Each micro-credential is %(n)s %(unit)s, whatever its hours.") % {
        "n": plain(step.change),
        "unit": unit(rule.unit, step.change),
    }


def _converted(rule: Rule, step: Step) -> str:
    kind, number, worth = step.facts
    return _("%(number)s × %(worth)s for “%(kind)s” are %(n)s %(unit)s.") % {
        "number": _number(number),
        "worth": _number(worth),
        "kind": str(kind).replace("_", " "),
        "n": plain(step.change),
        "unit": unit(rule.unit, step.change),
    }


def _not_converted(rule: Rule, step: Step) -> str:
    return _("This rule does not count “%(kind)s”.") % {
        "kind": str(step.facts[0]).replace("_", " ")
    }


def _rounded(rule: Rule, step: Step) -> str:
    to, mode = step.facts
    said = {"step": _number(to), "change": plain(step.change)}
    if mode is Rounding.DOWN:
        return _("Rounded down to steps of %(step)s: %(change)s.") % said
    if mode is Rounding.UP:
        return _("Rounded up to steps of %(step)s: +%(change)s.") % said
    return _("Rounded to the nearest step of %(step)s: %(change)s.") % said


def _stack(rule: Rule, step: Step) -> str:
    return _("It completes a stack: %(n)s more.") % {"n": plain(step.change)}


def _of_stack(rule: Rule, step: Step) -> str:
    return _("Its badges count one by one. The badge of the stack adds what completing it brings.")


def _cap(rule: Rule, step: Step) -> str:
    most, name, yearly, left = step.facts
    said = {
        "most": _number(most),
        "unit": unit(rule.unit),
        "category": category(str(name)),
        "left": _number(left),
    }
    if yearly:
        return _("At most %(most)s %(unit)s count in a year, of which %(left)s were left.") % said
    if name:
        return (
            _(
                "At most %(most)s %(unit)s of “%(category)s” count in a cycle, of which %(left)s were left."
            )
            % said
        )
    return _("At most %(most)s %(unit)s count in a cycle, of which %(left)s were left.") % said


def _not_in_force(rule: Rule, step: Step) -> str:
    since, until = step.facts
    if isinstance(until, date):
        return _("The rule is in force from %(since)s to %(until)s, and this is outside.") % {
            "since": _day(since),
            "until": _day(until),
        }
    return _("The rule is in force from %(since)s on, and this was before.") % {
        "since": _day(since)
    }


def _outside(rule: Rule, step: Step) -> str:
    first, last = step.facts
    return _("It is outside the license's time, %(first)s to %(last)s.") % {
        "first": _day(first),
        "last": _day(last),
    }


def _used(rule: Rule, step: Step) -> str:
    return _("It was used for “%(purpose)s” already, and counts once.") % {
        "purpose": purpose(str(step.facts[0]))
    }


def _not_approved(rule: Rule, step: Step) -> str:
    return {
        "component": _("It is under no component that the district has approved."),
        "provider": _("Its provider is not approved by the state."),
        "plan": _("It is in no plan that the employer approved beforehand."),
    }.get(str(step.facts[0]), str(step.facts[0]))


def _no_program(rule: Rule, step: Step) -> str:
    return _("It is offered under no approved program, and without one nothing can be counted.")


def _program_over(rule: Rule, step: Step) -> str:
    number, first, last = step.facts
    return _("Program %(number)s is approved for %(first)s to %(last)s, and this is outside.") % {
        "number": number,
        "first": _day(first),
        "last": _day(last),
    }


def _lead_time(rule: Rule, step: Step) -> str:
    number, approved_on, days = step.facts
    return _(
        "Program %(number)s was approved on %(day)s; learning counts from %(days)s days after, and this began earlier."
    ) % {"number": number, "day": _day(approved_on), "days": days}


def _repeated(rule: Rule, step: Step) -> str:
    if step.facts[0] == "component":
        return _("Component %(key)s counts once in a cycle.") % {"key": step.facts[1]}
    return _("The same micro-credential counts once in a cycle.")


def _no_award(rule: Rule, step: Step) -> str:
    return _("Only micro-credentials count under this rule.")


def _part(rule: Rule, step: Step) -> str:
    if not step.facts:  # kept before parts had names
        return _("It is a part of the program. Only the whole counts.")
    name, asked = str(step.facts[0]), step.facts[1]
    if name == CAPSTONE:
        return _("It is the capstone of the program. Only the whole counts.")
    return _(
        "It is one of the %(n)s of “%(part)s” that the program asks for. Only the whole counts."
    ) % {
        "n": asked,
        "part": part(name),
    }


def _no_part(rule: Rule, step: Step) -> str:
    return _("It is not written down which part of the program it is, so it is no step of it.")


def _approved(rule: Rule, step: Step) -> str:
    what, of = str(step.facts[0]), step.facts[1]
    return {
        "plan": _(
            "The employer approved the plan of learning, by the holder’s own word on the license."
        ),
        "provider": _("The state approved its provider, as the coordinator wrote down."),
        "component": _("It is under component %(number)s, as the coordinator wrote down.")
        % {"number": of},
    }.get(what, what)


def _entered(rule: Rule, step: Step) -> str:
    return _("It was entered with the state on %(day)s; %(days)s days are allowed for that.") % {
        "day": _day(step.facts[0]),
        "days": step.facts[1],
    }


def _complete(rule: Rule, step: Step) -> str:
    return _("With it the program is complete.")


def _too_long(rule: Rule, step: Step) -> str:
    years = step.facts[0]
    assert isinstance(years, int)
    return ngettext(
        "The program was not finished within %(n)d year.",
        "The program was not finished within %(n)d years.",
        years,
    ) % {"n": years}


def _plan(rule: Rule, step: Step) -> str:
    return _("It is evidence for the plan. There is nothing to count.")


def _settled(rule: Rule, step: Step) -> str:
    return _("%(n)s %(unit)s, as it was taken down when it was approved.") % {
        "n": plain(step.change),
        "unit": unit(rule.unit, step.change),
    }


def _none(rule: Rule, step: Step) -> str:
    return _("Nothing is counted here for a license.")


_SENTENCES = {
    "hours": _hours,
    "of_stack": _of_stack,
    "program_hours": _program_hours,
    "flat": _flat,
    "converted": _converted,
    "not_converted": _not_converted,
    "rounded": _rounded,
    "stack": _stack,
    "cap": _cap,
    "not_in_force": _not_in_force,
    "outside_cycle": _outside,
    "used": _used,
    "not_approved": _not_approved,
    "no_program": _no_program,
    "program_over": _program_over,
    "lead_time": _lead_time,
    "repeated": _repeated,
    "no_award": _no_award,
    "part_of_program": _part,
    "no_part": _no_part,
    "approved": _approved,
    "entered": _entered,
    "program_complete": _complete,
    "program_too_long": _too_long,
    "plan": _plan,
    "none": _none,
    "settled": _settled,
}
STEPS = frozenset(_SENTENCES)


def _flag(rule: Rule, flag: str, ended_on: date) -> str:
    until = min(ended_on, date.max - timedelta(days=1000)) + timedelta(days=rule.enter_within_days)
    return {
        "to_enter": _("Enter it with the state by %(day)s, and say here on which day you did.")
        % {"day": _day(until)},
        "identifier": _("The %(name)s is missing, and without it nothing can be sent.")
        % {"name": rule.identifier},
        "name": _("The name is not exactly as on the license."),
        "entered_late": _("It was entered later than %(days)d days after it ended.")
        % {"days": rule.enter_within_days},
    }.get(flag, flag)


def _number(value: object) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)


def _day(value: object) -> str:
    return short_day(value) if isinstance(value, date) else str(value)
