"""Reporting a message, and who settles it with what result."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.community import actions, policy
from assay.community.models import Inquiry, Report
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Person
from assay.people.tests.factories import make_district, make_person
from assay.record.models import Event


@pytest.fixture
def report(inquiry: Inquiry, hal: Person) -> Report:
    return actions.report_message(inquiry.messages.get(), "It is rude.", by=hal)


def test_only_who_it_was_written_to_reports_it_once(
    inquiry: Inquiry, hal: Person, ada: Person, dee: Person, max_: Person
) -> None:
    message = inquiry.messages.get()
    for person in (ada, dee, max_):
        with pytest.raises(PermissionDenied):
            actions.report_message(message, "It is rude.", by=person)
    with pytest.raises(BadInput):
        actions.report_message(message, " ", by=hal)
    actions.report_message(message, "It is rude.", by=hal)
    with pytest.raises(WrongState, match="reported this"):
        actions.report_message(message, "It is rude.", by=hal)
    assert Event.objects.filter(verb="community.reported").count() == 1


def test_an_administrator_of_the_program_settles_it_and_no_lead(
    report: Report, inquiry: Inquiry, hal: Person, max_: Person, lea: Person
) -> None:
    other = make_person("Una", role="program-admin", organization=make_district("Else", ident="e"))
    assert not policy.can_settle(lea, report) and policy.moderates(other)
    for person in (hal, lea, other):
        with pytest.raises(PermissionDenied):
            actions.settle_report(report, "upheld", "Be kind.", by=person)
    with pytest.raises(BadInput):
        actions.settle_report(report, "upheld", "", by=max_)
    actions.settle_report(report, "upheld", "Be kind.", by=max_)
    with pytest.raises(WrongState):
        actions.settle_report(report, "dismissed", "Fine.", by=max_)
    inquiry.refresh_from_db()
    report.refresh_from_db()
    assert inquiry.status == "closed" and report.outcome == "upheld"
    assert Event.objects.filter(verb="community.report_settled").count() == 1


def test_where_nothing_is_wrong_the_talk_goes_on(
    report: Report, inquiry: Inquiry, max_: Person, ada: Person
) -> None:
    actions.settle_report(report, "dismissed", "A plain question.", by=max_)
    inquiry.refresh_from_db()
    assert inquiry.is_running


def test_reports_are_found_by_either_ones_words_without_case_and_accents(
    inquiry: Inquiry, hal: Person, max_: Person
) -> None:
    report = actions.report_message(inquiry.messages.get(), "Es una canción grosera.", by=hal)
    client = Client()
    client.force_login(max_)
    page = reverse("community:report", args=[report.pk])
    for words, is_found in (("CANCION grosera", True), ("canción amable", False)):
        said = client.get(reverse("community:reports"), {"q": words}).content.decode()
        assert (page in said) == is_found
    actions.settle_report(report, "dismissed", "Una pregunta práctica.", by=max_)
    found = client.get(reverse("community:reports"), {"show": "settled", "q": "practica cancion"})
    assert page in found.content.decode()
