import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.catalog import actions
from assay.catalog.models import MicroCredential, Version
from assay.catalog.search import index
from assay.catalog.tests.factories import text
from assay.lib.clock import held_at, span_of
from assay.people.models import Person
from assay.people.tests.factories import make_person

#: What people type, and what must come first.
MEANT = {
    "my students don't talk": "wait-time",
    "my students don’t talk": "wait-time",
    "quiet kids": "wait-time",
    "they won't speak": "wait-time",
    "mis alumnos no hablan": "wait-time",
    "WAIT TIME": "wait-time",
    "they misbehave": "classroom-routines",
    "se portan mal": "classroom-routines",
    "English learners": "academic-language",
    "parents": "district-communication-plan",
    "padres": "district-communication-plan",
    "did they get it": "checking-for-understanding",
    "no entienden": "checking-for-understanding",
    "sped": "iep-progress-monitoring",
    "IEP goals": "iep-progress-monitoring",
    "ferpa": "student-data-privacy",
    "captions": "accessible-digital-materials",
    "lockdown": "crisis-communication",
    "co-teacher": "co-teaching",
    "mentoring": "coaching-peers",
}


def slugs(words: str) -> list[str]:
    return [version.micro_credential.slug for version in index.find(words)]


def test_ones_own_words_find_what_is_meant(whole_catalog: None) -> None:
    first = {words: next(iter(slugs(words)), "nothing") for words in MEANT}
    assert first == MEANT
    assert "cap-every-learner" not in slugs(
        "learner unit capstone"
    )  # it is reached through its stack


@pytest.fixture
def one(frameworks: None, departments: object, max_: Person) -> Version:
    (version,) = actions.import_file(text(), by=max_)
    assert isinstance(version, Version)
    return version


def test_a_word_still_being_typed_finds_already(one: Version) -> None:
    assert slugs("discuss") == slugs("paus") == ["wait-time"]


def test_common_words_alone_find_nothing(one: Version) -> None:
    assert slugs("my students in class") == slugs("") == slugs("  ") == []


def test_only_what_is_open_to_starts_is_found(one: Version, max_: Person) -> None:
    day = actions.earliest_closing(one.micro_credential.home_id)
    actions.announce_retirement(one, "Done.", closes_on=day, by=max_)
    assert slugs("wait time") == ["wait-time"]
    with held_at(span_of(day)[0]):
        assert actions.tend_versions() == 1
    assert slugs("wait time") == []


def test_a_new_version_takes_the_place_of_the_old_in_the_index(one: Version, max_: Person) -> None:
    place = one.micro_credential.home
    writer = make_person("Aut Reed", role="program-admin", organization=place)
    draft = actions.start_new_version(one, by=writer)
    draft = actions.save_draft(draft, {"title": "Zeppelins in Class"}, by=writer)
    assert slugs("zeppelins") == []
    actions.publish(draft, by=max_)
    assert slugs("zeppelins") == ["wait-time"]


def test_the_index_can_be_built_anew(one: Version) -> None:
    index.remove(one.pk)
    assert slugs("wait") == []
    call_command("catalog", "reindex")
    assert slugs("wait") == ["wait-time"]
    assert MicroCredential.objects.count() == 1


@settings(
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.text(max_size=80)
    | st.sampled_from(['"', "'; DROP TABLE catalog_search --", "NEAR(a b", "a* OR", "-", "{x}:"])
)
def test_whatever_is_typed_is_harmless(one: Version, words: str) -> None:
    index.find(words)
    assert slugs("wait") == ["wait-time"]
