"""The district: organizations, people and their roles, policies, calendar, goals (content/district.yaml)."""

from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from assay.demo.places import load
from assay.people.actions import add_person, create_organization, grant
from assay.people.models import Organization, OrganizationKind, Person, Role
from assay.program import actions as program
from assay.program import rule_files
from assay.program.policies import KINDS
from assay.record.models import MACHINE

PASSWORD = "tamarack-bay-demo"  # noqa: S105 (everybody's, printed by `make run`; the demo listens on loopback only)
MAIL = "tamarackbay.example"  # a reserved top-level domain: no mail can ever arrive
BEGAN_ON = date(2025, 8, 1)

#: Where a role is held: by default in the whole district.
IN_SCHOOL = {Role.LEARNER, Role.PRINCIPAL}
#: Leads look after the whole district's pool, assessors and authors serve from their department.
IN_DEPARTMENT = {Role.ASSESSOR, Role.AUTHOR, Role.DEPARTMENT_HEAD}
JOBS = {"p-004": "teacher", "p-006": "esl-teacher", "p-007": "principal"}
KNOWN = set(KINDS.values())  # policies of rooms that are not built yet wait in the file
SUBJECTS = {"grade-4": "all", "grade-3-dual-language": "all", "kindergarten": "all", "esl": "ela"}


def found_district() -> Organization:
    """Organizations and people of the sample district. Returns the district."""
    data = load("district.yaml")
    district = _organizations(data)
    _rules(data, district)
    for person in data["people"]:
        _person(person, district)
    return district


def give_passwords() -> None:
    """One password for all, hashed once: hashing it for each would take most of the loading time."""
    Person.objects.filter(sourced_id__isnull=False).update(password=make_password(PASSWORD))


def person(sourced_id: str) -> Person:
    """Somebody of the cast by their id in the content ("p-001")."""
    return Person.objects.get(sourced_id=sourced_id)


def _organizations(data: dict[str, Any]) -> Organization:
    home = data["organization"]
    consortium = create_organization(
        name=_plain(home["parent_consortium"]["name"]),
        ident=home["parent_consortium"]["id"],
        kind=OrganizationKind.CONSORTIUM,
        parent=None,
        letters="BI",
        by=MACHINE,
    )
    district = create_organization(
        name=home["name"],
        ident=home["id"],
        kind=OrganizationKind.DISTRICT,
        parent=consortium,
        letters="TB",
        time_zone=home["timezone"],
        url="https://tamarackbay.example",
        by=MACHINE,
        description="A fictional public school district on a bay, with 13 schools.",
        particulars={"teachers": home["teachers"], "students": home["students"]},
    )
    for partner in home["partners"]:
        create_organization(
            name=_plain(partner["name"]),
            ident=partner["id"],
            kind=OrganizationKind.PARTNER,
            parent=consortium,
            letters="".join(word[0] for word in partner["name"].split()[:3]).upper(),
            by=MACHINE,
            vetted_on=date.fromisoformat(partner["vetted_on"]) if "vetted_on" in partner else None,
            description=partner["kind"].replace("_", " ").capitalize(),
        )
    for row, kind in [(d, OrganizationKind.DEPARTMENT) for d in data["departments"]] + [
        (s, OrganizationKind.SCHOOL) for s in data["schools"]
    ]:
        create_organization(
            name=row["name"], ident=row["id"], kind=kind, parent=district, by=MACHINE
        )
    return district


def _rules(data: dict[str, Any], district: Organization) -> None:
    said = data["policies"]
    if wrong := rule_files.not_kept(said):
        raise LookupError(f"The district asks for what nothing does: {', '.join(wrong)}")
    more = {"assessment": rule_files.coached_within(said["conflict_of_interest"])}
    for kind, rules in said.items():
        if kind in KNOWN:
            values = rule_files.known(kind, rules) | more.get(kind, {})
            program.set_policy(kind, values, by=MACHINE)
    program.set_policy("calendar", rule_files.known("calendar", data["calendar"]), by=MACHINE)
    committee = data["steering_committee"]
    program.set_policy("committee", rule_files.known("committee", committee), by=MACHINE)
    goals = [(goal["id"], goal["title"]) for goal in data["organization"]["strategic_goals"]]
    program.set_strategic_goals(district, goals, by=MACHINE)
    for period in data["calendar"]["no_service_level_days"]:
        first, last = period.split("..")
        program.close_period(date.fromisoformat(first), date.fromisoformat(last), by=MACHINE)
    program.set_checklist(load("quality-checklist.yaml"), by=MACHINE)


def _person(row: dict[str, Any], district: Organization) -> None:
    roles = row["role"] if isinstance(row["role"], list) else [row["role"]]
    given, family = row["name"].split(" ", 1)
    someone = add_person(
        f"{given}.{family}@{MAIL}".lower().replace(" ", ""),
        row["name"],
        by=MACHINE,
        sourced_id=row["id"],
        job=JOBS.get(row["id"], "teacher" if Role.LEARNER in roles else ""),
        subject=SUBJECTS.get(row.get("subject", ""), row.get("subject", "")),
        grade_band=row.get("grade_band", ""),
        career_stage=row.get("career_stage", ""),
        years=row.get("years"),
    )
    school = _organization(row.get("school"))
    department = _organization(row.get("department"))
    for role in roles:
        place = school if role in IN_SCHOOL else department if role in IN_DEPARTMENT else None
        grant(someone, place or district, role, by=MACHINE, from_on=BEGAN_ON)
    if school and not IN_SCHOOL & set(roles):
        grant(
            someone, school, Role.LEARNER, by=MACHINE, from_on=BEGAN_ON
        )  # where they teach: bars scoring for that school


def _organization(ident: str | None) -> Organization | None:
    return Organization.objects.get(ident=ident) if ident else None


def _plain(name: str) -> str:
    return name.removesuffix(" (fictional)")
