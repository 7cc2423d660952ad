"""What a proposal may repeat is shown with why; its author says how it differs, and nothing is decided by it."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.catalog.models import Version
from assay.catalog.search import index
from assay.catalog.tests.factories import make_version, wait_time
from assay.governance import actions
from assay.governance.models import Proposal, Resemblance
from assay.governance.tests.scene import Scene, every_item, make_scene
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization
from assay.people.tests.factories import make_department, make_district
from assay.record.models import Event


@pytest.fixture
def scene(district: Organization) -> Scene:
    return make_scene(district)


@pytest.fixture
def proposed(scene: Scene, district: Organization) -> Proposal:
    """A draft that says nearly what one in the catalog says, proposed; and one there that says something else."""
    actions.withdraw(scene.proposal, by=scene.author)
    title = {"title": "Pauses That Let Students Think"}
    index.enter(make_version(district, slug="pauses", data={**wait_time(), **title}))
    other: dict[str, Any] = {
        "title": "A Budget",
        "competency": "Plans a budget.",
        "key_method": "Spreadsheets.",
    }
    components = [{"id": "a", "title": "Columns", "body": "Add up."}]
    other |= {"alignments": [], "method_components": components}
    index.enter(make_version(district, slug="budget", data={**wait_time(), **other}))
    return actions.propose(scene.version, "Students are not heard.", by=scene.author)


def near(proposal: Proposal) -> Resemblance:
    return proposal.resemblances.select_related("proposal__department").get()


def test_the_nearest_are_kept_with_why(proposed: Proposal) -> None:
    found = near(proposed)
    assert found.version.title == "Pauses That Let Students Think"
    assert found.percent > 50 and "educator" in found.words and found.method and found.standards


def test_a_difference_is_told_before_it_is_submitted(scene: Scene, proposed: Proposal) -> None:
    actions.check_items(proposed, every_item("yes"), by=scene.author)
    actions.sponsor(proposed, by=scene.head)
    with pytest.raises(BadInput, match="Pauses That Let"):
        actions.submit(proposed, by=scene.author)
    with pytest.raises(PermissionDenied):
        actions.tell_difference(near(proposed), "It is for music.", by=scene.chair)
    with pytest.raises(BadInput):
        actions.tell_difference(near(proposed), " ", by=scene.author)
    for _press in range(2):
        actions.tell_difference(near(proposed), "It is for music.", by=scene.author)
    assert Event.objects.filter(verb="governance.difference_told").count() == 1
    actions.submit(proposed, by=scene.author)
    with pytest.raises(WrongState):
        actions.tell_difference(near(proposed), "It is for art.", by=scene.author)


def test_reviewers_read_it_and_nothing_typed_is_lost(
    client: Client, scene: Scene, proposed: Proposal
) -> None:
    client.force_login(scene.author)
    way, found = f"/proposals/{proposed.pk}/", near(proposed)
    assert "What it may repeat" in client.get(way).content.decode()
    post = f"/proposals/resemblances/{found.pk}/difference/"
    refused = client.post(post, {"difference": "y" * 4001})
    assert refused.status_code == 422 and "y" * 4001 in refused.content.decode()
    assert (
        "It is for music."
        in client.post(post, {"difference": "It is for music."}, follow=True).content.decode()
    )
    client.force_login(scene.chair)
    assert client.get(way).status_code == 404  # not handed in yet


def test_only_what_is_new_is_compared(scene: Scene, district: Organization) -> None:
    before = make_version(district, slug="pauses", owner=scene.department)
    draft = make_version(
        district,
        slug="pauses",
        number="2.0",
        published=False,
        owner=scene.department,
        data={**wait_time(), "title": "Pauses"},
    )
    assert Version.objects.open_to_starts().get(pk=before.pk)
    row = actions.propose(draft, "Scored otherwise.", by=scene.author)
    assert not row.resemblances.exists()


def test_another_departments_draft_is_told_of_and_none_of_its_words(
    client: Client, scene: Scene, district: Organization
) -> None:
    actions.withdraw(scene.proposal, by=scene.author)
    title = {"title": "Silence Before An Answer"}
    art = make_department(district, "Fine Art")
    written = make_version(
        district, slug="silence", published=False, owner=art, data={**wait_time(), **title}
    )
    row = actions.propose(scene.version, "Students are not heard.", by=scene.author)
    assert near(row).version == written
    client.force_login(scene.author)
    page = client.get(f"/proposals/{row.pk}/").content.decode()
    assert "A draft of Fine Art" in page
    assert "Silence Before" not in page and "Both say" not in page
    assert "How does yours differ?" not in page
    actions.check_items(row, every_item("yes"), by=scene.author)
    actions.sponsor(row, by=scene.head)
    actions.submit(
        row, by=scene.author
    )  # it cannot be asked how it differs from what nobody showed
    client.force_login(scene.chair)
    assert "Silence Before" not in client.get(f"/proposals/{row.pk}/").content.decode()


def test_a_draft_of_ones_own_department_is_shown(
    client: Client, scene: Scene, district: Organization
) -> None:
    actions.withdraw(scene.proposal, by=scene.author)
    data = {**wait_time(), "title": "Silence Before An Answer"}
    make_version(district, slug="silence", published=False, owner=scene.department, data=data)
    row = actions.propose(scene.version, "Students are not heard.", by=scene.author)
    client.force_login(scene.author)
    page = client.get(f"/proposals/{row.pk}/").content.decode()
    assert "Silence Before An Answer" in page and "Both say" in page


def test_drafts_of_another_program_are_not_compared(scene: Scene) -> None:
    actions.withdraw(scene.proposal, by=scene.author)
    make_version(make_district("Elsewhere Schools"), slug="silence", published=False)
    row = actions.propose(scene.version, "Students are not heard.", by=scene.author)
    assert not row.resemblances.exists()
