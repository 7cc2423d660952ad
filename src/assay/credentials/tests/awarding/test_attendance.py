"""A1: no badge rests on minutes or attendance. What the award path reads is written down here."""

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version, wait_time
from assay.credentials import actions
from assay.credentials.badge import document as badge_document
from assay.credentials.models import IssuerKey
from assay.credentials.tests.factories import make_evaluation
from assay.people.models import Organization, Person
from badgecore.documents import check_schema
from badgecore.model import OB3_SCHEMA

pytestmark = pytest.mark.django_db

FORBIDDEN = re.compile(
    r"minute|hour|second|duration|attend|session|elapsed|time_spent|started|begun|touched|saved|opened|submitted|seen",
    re.IGNORECASE,
)


class Reading(dict[str, Any]):
    """A dict that remembers which of its keys were looked at, its inner ones too."""

    def __init__(self, data: dict[str, Any], seen: set[str]) -> None:
        super().__init__({key: _watched(value, seen) for key, value in data.items()})
        self.seen = seen

    def __getitem__(self, key: str) -> Any:
        self.seen.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.seen.add(key)
        return super().get(key, default)

    def items(self) -> Any:
        self.seen.update(self)
        return super().items()


def _watched(value: Any, seen: set[str]) -> Any:
    if isinstance(value, dict):
        return Reading(value, seen)
    return [_watched(item, seen) for item in value] if isinstance(value, list) else value


def columns(sqls: list[str]) -> Iterator[tuple[str, str]]:
    for sql in sqls:
        yield from re.findall(r'"(\w+)"\."(\w+)"', sql)


def test_no_column_of_minutes_or_attendance_is_read(ada: Person, version: Version) -> None:
    evaluation = make_evaluation(ada, version)
    with CaptureQueriesContext(connection) as queries:
        actions.award(evaluation, by=None)
    read = set(columns([query["sql"] for query in queries]))
    assert ("assessment_decision", "levels") in read, "the test looks at the wrong queries"
    assert not {pair for pair in read if FORBIDDEN.search(pair[1])}
    tables = {table for table, _ in read}
    assert not tables & {
        "evidence_artifact",
        "evidence_response",
        "assessment_scoresheet",
        "assessment_assignment",
    }


def test_no_hours_of_the_content_are_read(
    ada: Person, version: Version, district: Organization
) -> None:
    key = actions.ensure_issuer(district)
    seen: set[str] = set()
    version.data = Reading(copy.deepcopy(version.data), seen)
    badge_document.achievement(version, key)
    assert {"rubric", "criteria", "competency"} <= seen, "the test watches the wrong content"
    assert not {name for name in seen if FORBIDDEN.search(name)} | (
        seen & {"credit", "estimated_hours", "resources"}
    )


def test_a_credit_value_that_the_version_declares_is_said_and_no_other(
    ada: Person, district: Organization
) -> None:
    silent, worth = wait_time(), wait_time()
    worth["declared_credit"] = {"amount": 0.5, "unit": "CEU"}
    for slug, data, amount in (("qq-silent", silent, None), ("qq-worth", worth, 0.5)):
        award = actions.award(
            make_evaluation(ada, make_version(district, slug=slug, data=data)), by=None
        )
        badge = json.loads(bytes(award.credentials.get().body))
        subject = badge["credentialSubject"]
        assert (
            subject.get("creditsEarned") == subject["achievement"].get("creditsAvailable") == amount
        )
        check_schema(badge, OB3_SCHEMA)


def test_other_hours_give_the_same_badge(ada: Person, district: Organization) -> None:
    quick, long = wait_time(), wait_time()
    long["estimated_hours"] = {"min": 60, "typical": 80, "max": 120}
    long["credit"]["contact_hours"] = 80
    long["resources"] = [{**r, "minutes": 600} for r in long["resources"]]
    key: IssuerKey = actions.ensure_issuer(district)
    one = badge_document.achievement(
        make_version(district, slug="qq-quick", data=quick), key
    ).to_json()
    other = badge_document.achievement(
        make_version(district, slug="qq-long", data=long), key
    ).to_json()
    assert json.dumps(one).replace("qq-quick", "x") == json.dumps(other).replace("qq-long", "x")
