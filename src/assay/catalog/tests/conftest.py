"""What the catalog's tests stand on: departments, an author, frameworks as the real content names them."""

import json

import pytest

from assay.catalog.tests.factories import DEMO
from assay.frameworks.actions import import_case
from assay.lib.clock import today
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person


@pytest.fixture
def district(db: None) -> Organization:
    """The district the real content names; in place of the cast's own."""
    return make_district("Tamarack Bay Public Schools", ident="tamarack-bay-ps", letters="TB")


@pytest.fixture
def departments(district: Organization) -> dict[str, Organization]:
    names = (
        "curriculum-instruction",
        "personalized-learning",
        "esl-multilingual",
        "special-education",
        "technology",
        "leadership",
    )
    rows = [
        Organization.objects.create(
            ident=name, name=name.replace("-", " ").title(), kind="department", parent=district
        )
        for name in names
    ]
    rows.append(
        Organization.objects.create(
            ident="great-lakes-admin-network", name="Network", kind="partner"
        )
    )
    return {row.ident: row for row in rows}


@pytest.fixture
def frameworks(db: None) -> None:
    for path in sorted((DEMO / "frameworks").glob("*.json")):
        import_case(json.loads(path.read_text()), path.name.removesuffix(".case.json"), by=None)


@pytest.fixture
def aut(departments: dict[str, Organization]) -> Person:
    """An author of Curriculum & Instruction."""
    return make_person(
        "Aut Reed", role="author", organization=departments["curriculum-instruction"]
    )


@pytest.fixture
def agreed(departments: dict[str, Organization], max_: Person) -> None:
    """The content partner that the real catalog names has agreed to it."""
    from assay.catalog.actions import record_agreement

    partner, home = departments["great-lakes-admin-network"], departments["leadership"]
    record_agreement(partner, home, "A letter of June 2", today(), by=max_)


@pytest.fixture
def whole_catalog(frameworks: None, agreed: None, max_: Person) -> None:
    """The whole real catalog, imported."""
    from assay.catalog.actions import import_file

    for folder in ("earlier-versions", "micro-credentials"):
        for path in sorted((DEMO / folder).glob("*.yaml")):
            import_file(path.read_text(), by=max_)
    import_file((DEMO / "stacks.yaml").read_text(), by=max_)
