"""The authors' desk, through HTTP."""

import re
from html import unescape
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from assay.catalog import actions
from assay.catalog.authoring.section_list import SECTIONS
from assay.catalog.authoring.sections import Editing
from assay.catalog.content import checklist_words
from assay.catalog.models import MicroCredential, Version, VersionStatus
from assay.catalog.tests.factories import DEMO, make_version, text, wait_time
from assay.lib.errors import WrongState
from assay.people.models import Organization, Person
from assay.program.actions import give_mandate, set_checklist
from assay.ui.http import mark_of


@pytest.fixture
def version(
    departments: dict[str, Organization], district: Organization, frameworks: None
) -> Version:
    return make_version(district, owner=departments["curriculum-instruction"])


@pytest.fixture
def draft(version: Version, aut: Person) -> Version:
    return actions.start_new_version(version, by=aut)


@pytest.fixture
def author(client: Client, aut: Person) -> Client:
    client.force_login(aut)
    return client


def fields_of(html: str) -> dict[str, Any]:
    """What a browser would send: every control of the page's editing form, as it stands."""
    form = next(f for f in re.findall(r"<form.*?</form>", html, re.S) if 'name="base"' in f)
    found: dict[str, Any] = {}

    def add(name: str, value: str) -> None:
        found.setdefault(name, []).append(unescape(value))

    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        ticked = 'type="checkbox"' in tag or 'type="radio"' in tag
        if name and (not ticked or " checked" in tag):
            add(name[1], value[1] if value else "on" if "checkbox" in tag else "")
    for name, body in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.S):
        add(name, body.removeprefix("\n"))
    for name, body in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        add(name, chosen[1] if chosen else "")
    found.pop("csrfmiddlewaretoken", None)
    return found


@pytest.mark.parametrize(
    "path", sorted(DEMO.glob("micro-credentials/*.yaml")), ids=lambda p: p.stem
)
def test_a_section_opened_and_saved_untouched_changes_nothing(path: Any) -> None:
    """Nothing the fields do not show is lost, whatever the content: proved on all that is real."""
    data = yaml.safe_load(path.read_text())
    for section in SECTIONS:
        shown = Editing(section=section, data=data)
        posted = _posted(shown)
        editing = Editing(section=section, data=data, posted=posted)
        assert editing.is_valid(), editing.form.errors
        assert editing.changes() == {key: data.get(key) for key in section.keys}


def _posted(editing: Editing) -> Any:
    from django.http import QueryDict

    posted = QueryDict(mutable=True)
    for form in [editing.form, *(row for _rows, formset in editing.sets for row in formset)]:
        for bound in form:
            value = bound.value()
            if isinstance(value, list):
                posted.setlist(bound.html_name, [str(v) for v in value])
            elif value not in (None, False):
                posted[bound.html_name] = "on" if value is True else str(value)
    for _rows, formset in editing.sets:
        for bound in formset.management_form:
            posted[bound.html_name] = str(bound.value())
    return posted


def test_the_page_of_every_section_saves_untouched_to_the_same(
    author: Client, draft: Version
) -> None:
    for section in SECTIONS:
        address = f"/authoring/{draft.pk}/edit/{section.key}/"
        posted = fields_of(author.get(address).content.decode())
        assert author.post(address, posted).status_code == 302, section.key
    again = Version.objects.get(pk=draft.pk)
    assert (again.data, again.revision) == (draft.data, 1)


def test_a_title_is_changed_in_the_browser(author: Client, draft: Version) -> None:
    address = f"/authoring/{draft.pk}/edit/about/"
    posted = fields_of(author.get(address).content.decode()) | {"title": "Waiting Well"}
    assert author.post(address, posted).status_code == 302
    assert Version.objects.get(pk=draft.pk).title == "Waiting Well"


def test_a_row_is_added_filled_and_taken_out_without_script(author: Client, draft: Version) -> None:
    address = f"/authoring/{draft.pk}/edit/rubric/"
    posted = fields_of(author.get(address).content.decode())
    onward = author.post(address, posted | {"add": "criteria"})["Location"]
    assert onward == f"{address}?more=criteria#id_criteria-5-title"
    assert Version.objects.get(pk=draft.pk).revision == 1
    posted = fields_of(author.get(onward.split("#")[0]).content.decode()) | {
        "criteria-5-title": "Sixth",
        "criteria-5-part": "part3",
        "criteria-5-evidence": "p3q1",
        "criteria-5-demonstrated": "a",
        "criteria-5-almost": "b",
        "criteria-5-not_yet": "c",
    }
    assert author.post(address, posted).status_code == 302
    saved = Version.objects.get(pk=draft.pk)
    assert [c.id for c in saved.content.criteria] == ["c1", "c2", "c3", "c4", "c5", "c6"]
    assert saved.number == "2.0"  # another criterion is another scoring
    posted = fields_of(author.get(address).content.decode())
    assert author.post(address, posted | {"remove": "criteria-5"})["Location"].endswith("#removed")
    saved.refresh_from_db()
    assert (len(Version.objects.get(pk=draft.pk).content.criteria), saved.number) == (5, "1.1")
    html = author.get(address).content.decode()
    assert "Removed: Sixth" in html
    assert author.post(address, fields_of(html) | {"restore": "1"}).status_code == 302
    assert [c.title for c in Version.objects.get(pk=draft.pk).content.criteria][5] == "Sixth"
    assert "Removed: Sixth" not in author.get(address).content.decode(), "it is there again"


def test_a_row_of_another_draft_is_not_put_in_here(author: Client, draft: Version) -> None:
    address = f"/authoring/{draft.pk}/edit/rubric/"
    posted = fields_of(author.get(address).content.decode())
    author.post(address, posted | {"remove": "criteria-0"})
    session = author.session
    session["catalog.removed"] = session["catalog.removed"] | {"pk": draft.pk + 1}
    session.save()
    before = Version.objects.get(pk=draft.pk).data
    posted = fields_of(author.get(address).content.decode())
    assert author.post(address, posted | {"restore": "1"}).status_code == 302
    assert Version.objects.get(pk=draft.pk).data == before


def test_a_row_is_moved_by_a_button(author: Client, draft: Version) -> None:
    address = f"/authoring/{draft.pk}/edit/rubric/"
    before = [c.id for c in draft.content.criteria]
    posted = fields_of(author.get(address).content.decode())
    assert author.post(address, posted | {"down": "criteria-0"})["Location"].endswith("#criteria-1")
    moved = [c.id for c in Version.objects.get(pk=draft.pk).content.criteria]
    assert moved == [before[1], before[0], *before[2:]]
    posted = fields_of(author.get(address).content.decode())
    author.post(address, posted | {"up": "criteria-1"})
    assert [c.id for c in Version.objects.get(pk=draft.pk).content.criteria] == before
    posted = fields_of(author.get(address).content.decode())
    author.post(address, posted | {"up": "criteria-0"})  # the first one stays
    author.post(address, posted | {"remove": "criteria-77"})  # nobody has that row
    author.post(address, posted | {"remove": "nothing-at-all"})
    assert [c.id for c in Version.objects.get(pk=draft.pk).content.criteria] == before


def test_what_a_criterion_is_judged_on_is_picked_by_name(author: Client, draft: Version) -> None:
    address = f"/authoring/{draft.pk}/edit/rubric/"
    html = author.get(address).content.decode()
    assert "<small>Part 2</small>" in html
    assert draft.content.items[0].title.split(":")[0] in unescape(html)
    shown = re.sub(r"<[^>]*>", " ", html)
    assert not re.search(r"\bp[123]q?[0-9a-z]\b", shown), "no id is shown"
    posted = fields_of(html) | {"criteria-0-evidence": ["p2a", "p1q1"]}
    assert author.post(address, posted).status_code == 302
    assert set(Version.objects.get(pk=draft.pk).content.criteria[0].evidence) == {"p2a", "p1q1"}


def test_what_is_no_longer_asked_for_is_a_gap_and_fits_again_when_put_back(
    author: Client, draft: Version
) -> None:
    address = f"/authoring/{draft.pk}/edit/evidence/"
    posted = fields_of(author.get(address).content.decode())
    assert author.post(address, posted | {"remove": "part1-0"}).status_code == 302
    html = author.get(f"/authoring/{draft.pk}/").content.decode()
    assert "no longer asked for" in html
    assert author.get(f"/authoring/{draft.pk}/preview/").status_code == 200
    posted = fields_of(author.get(address).content.decode())
    author.post(address, posted | {"restore": "1"})
    assert Version.objects.get(pk=draft.pk).data == draft.data


def test_a_rule_without_its_numbers_is_kept_and_told_as_to_do(
    author: Client, draft: Version
) -> None:
    address = f"/authoring/{draft.pk}/edit/rubric/"
    posted = fields_of(author.get(address).content.decode())
    posted |= {"rule_type": "points_with_essentials"}
    for n in range(5):
        posted.pop(f"criteria-{n}-essential", None)
    assert author.post(address, posted).status_code == 302
    html = unescape(author.get(f"/authoring/{draft.pk}/").content.decode())
    assert "Set the points needed" in html
    assert "Mark at least one criterion as essential" in html
    assert f"{address}#id_min_points" in html


def test_a_standard_is_found_by_a_word_of_it_and_added_by_a_press(
    author: Client, draft: Version
) -> None:
    address = f"/authoring/{draft.pk}/edit/alignment/"
    posted = fields_of(author.get(address).content.decode()) | {"words": "intasc communication"}
    onward = author.post(address, posted | {"find": "1"})["Location"]
    assert onward == f"{address}?find=intasc%20communication#id_find"
    html = author.get(onward.split("#")[0]).content.decode()
    adds = re.findall(r'name="align" value="(\d+)"', html)
    assert adds
    before = len(draft.content.alignments)
    assert author.post(address, fields_of(html) | {"align": adds[0]}).status_code == 302
    after = Version.objects.get(pk=draft.pk).content.alignments
    assert len(after) == before + 1
    assert after[-1]["framework"] == "intasc-2013"
    again = author.get(onward.split("#")[0]).content.decode()
    assert f'name="align" value="{adds[0]}"' not in again, "what is chosen is not offered again"
    nothing = author.get(f"{address}?find=zzzz").content.decode()
    assert "No standard has these words" in nothing
    author.post(address, fields_of(again) | {"align": "99999999"})
    author.post(address, fields_of(again) | {"align": "x"})
    assert len(Version.objects.get(pk=draft.pk).content.alignments) == before + 1


def by_script(author: Client, address: str, posted: dict[str, Any]) -> Any:
    person = mark_of(Person.objects.get(display_name="Aut Reed"))
    headers = {"Assay-Save": "t.1", "Assay-Person": person, "Accept": "application/json"}
    return author.post(address, posted, headers=headers)


def test_what_is_typed_is_saved_as_it_grows_and_confirmed_by_name(
    author: Client, draft: Version
) -> None:
    address = f"/authoring/{draft.pk}/edit/about/"
    posted = fields_of(author.get(address).content.decode())
    answer = by_script(author, address, posted | {"title": "Grown"}).json()
    assert (answer["code"], answer["confirms"]) == ("saved", "t.1")
    assert Version.objects.get(pk=draft.pk).title == "Grown"
    again = posted | {"title": "Grown Again", "base": answer["revision"]}
    assert by_script(author, address, again).json()["code"] == "saved"


def test_a_script_that_begins_from_an_older_text_is_shown_the_newer(
    author: Client, draft: Version, max_: Person
) -> None:
    address = f"/authoring/{draft.pk}/edit/about/"
    posted = fields_of(author.get(address).content.decode()) | {"title": "Mine"}
    actions.save_draft(draft, {"title": "Theirs"}, by=max_)
    response = by_script(author, address, posted)
    body = response.json()
    assert (response.status_code, body["code"], body["stored"]["title"]) == (409, "stale", "Theirs")
    assert "confirms" not in body
    assert Version.objects.get(pk=draft.pk).title == "Theirs"


def test_a_script_is_told_in_words_what_does_not_fit(author: Client, draft: Version) -> None:
    address = f"/authoring/{draft.pk}/edit/about/"
    posted = fields_of(author.get(address).content.decode())
    for change, said in (({"hours_typical": "x"}, "whole number"), ({"hours_min": "99"}, "order")):
        response = by_script(author, address, posted | change)
        assert (response.status_code, response.json()["code"]) == (422, "bad-input")
        assert said in response.json()["detail"]
    assert Version.objects.get(pk=draft.pk).revision == 1


def test_half_a_row_is_kept(author: Client, draft: Version) -> None:
    """A draft may have gaps: nobody waits with saving until a row is whole."""
    for section, half in (
        ("research", {"citations-3-authors": "Rowe"}),
        ("method", {"components-5-body": "Only words"}),
        ("rubric", {"criteria-5-demonstrated": "Only a level"}),
        ("evidence", {"part3-9-text": "Why?"}),
    ):
        address = f"/authoring/{draft.pk}/edit/{section}/"
        name = next(iter(half)).split("-")[0]
        posted = fields_of(author.get(f"{address}?more={name}").content.decode())
        total = int(posted[f"{name}-TOTAL_FORMS"][0])
        field = next(iter(half)).split("-")[2]
        posted[f"{name}-{total - 1}-{field}"] = next(iter(half.values()))
        before = Version.objects.get(pk=draft.pk).revision
        assert author.post(address, posted).status_code == 302, section
        assert Version.objects.get(pk=draft.pk).revision == before + 1, section
    html = unescape(author.get(f"/authoring/{draft.pk}/").content.decode())
    assert "give it a name" in html
    assert author.get(f"/authoring/{draft.pk}/preview/").status_code == 200


def test_what_does_not_fit_is_said_at_its_field_and_nothing_typed_is_lost(
    author: Client, draft: Version
) -> None:
    address = f"/authoring/{draft.pk}/edit/rubric/"
    posted = fields_of(author.get(address).content.decode())
    posted |= {"criteria-0-title": "Typed and kept", "criteria-1-title": "x" * 300}
    response = author.post(address, posted)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Typed and kept" in html
    assert "Criterion 2: This has 300 characters" in html
    assert 'href="#id_criteria-1-title"' in html, "the summary leads to the field"
    assert Version.objects.get(pk=draft.pk).revision == 1


@pytest.mark.parametrize(
    ("section", "change", "said"),
    [
        ("about", {"hours_min": "99"}, "not in order"),
        ("about", {"hours_typical": "x"}, "whole number"),
        ("research", {"citations-0-doi": "no doi"}, "DOI alone"),
        ("about", {"grade_bands": ["13"]}, "not one of"),
        ("alignment", {"alignments-0-framework": "Not A Slug"}, "cannot be here"),
        ("alignment", {"declared_credit_amount": "0.5"}, "Choose its unit"),
        ("alignment", {"declared_credit_unit": "CEU"}, "how much it is worth"),
        (
            "alignment",
            {"declared_credit_amount": "0", "declared_credit_unit": "CEU"},
            "more than zero",
        ),
        (
            "alignment",
            {"declared_credit_amount": "-1", "declared_credit_unit": "CEU"},
            "greater than or equal",
        ),
        (
            "alignment",
            {"declared_credit_amount": "8", "declared_credit_unit": "hours"},
            "not one of",
        ),
        ("evidence", {"part2-0-formats": "exe"}, "not one of"),
        ("method", {"components-0-title": "x" * 300}, "Shorten"),
        ("evidence", {"part1-TOTAL_FORMS": "999999"}, "management"),
    ],
)
def test_bad_input_is_refused_in_words(
    author: Client, draft: Version, section: str, change: dict[str, Any], said: str
) -> None:
    address = f"/authoring/{draft.pk}/edit/{section}/"
    posted = fields_of(author.get(address).content.decode()) | change
    response = author.post(address, posted)
    assert Version.objects.get(pk=draft.pk).revision == 1
    if "TOTAL_FORMS" not in str(change):
        assert response.status_code == 422
        assert said in response.content.decode()


def test_a_credit_is_declared_in_a_draft(author: Client, draft: Version, version: Version) -> None:
    address = f"/authoring/{draft.pk}/edit/alignment/"
    posted = fields_of(author.get(address).content.decode())
    assert (posted["declared_credit_amount"], posted["declared_credit_unit"]) == ([""], [""])
    worth = {"declared_credit_amount": "1.50", "declared_credit_unit": "semester-credit"}
    assert author.post(address, posted | worth).status_code == 302
    saved = Version.objects.get(pk=draft.pk)
    assert saved.data["declared_credit"] == {"amount": 1.5, "unit": "semester-credit"}
    assert saved.number == "1.1", "it changes nothing in how evidence is judged"
    html = author.get(address).content.decode()
    assert fields_of(html)["declared_credit_amount"] == ["1.5"]
    assert "declared_credit" not in Version.objects.get(pk=version.pk).data, (
        "what is published stays as it is"
    )
    assert author.post(address, fields_of(html) | dict.fromkeys(worth, "")).status_code == 302
    assert "declared_credit" not in Version.objects.get(pk=draft.pk).data


def test_the_public_page_tells_what_is_declared(
    client: Client, district: Organization, frameworks: None
) -> None:
    data = wait_time() | {"declared_credit": {"amount": 1.5, "unit": "semester-credit"}}
    make_version(district, slug="worth", data=data)
    page = client.get("/catalog/worth/").content.decode()
    assert "Its issuer declares it worth 1.5 semester credit" in " ".join(page.split())


def test_what_is_published_declares_no_other_credit(
    author: Client, version: Version, max_: Person
) -> None:
    assert author.get(f"/authoring/{version.pk}/edit/alignment/").status_code in {302, 404, 409}
    with pytest.raises(WrongState):
        actions.save_draft(version, {"declared_credit": {"amount": 9, "unit": "CEU"}}, by=max_)
    assert "declared_credit" not in Version.objects.get(pk=version.pk).data


def test_of_two_at_one_section_the_second_sees_both_and_keeps_what_was_typed(
    author: Client, draft: Version, max_: Person
) -> None:
    address = f"/authoring/{draft.pk}/edit/about/"
    posted = fields_of(author.get(address).content.decode()) | {"title": "Mine, typed meanwhile"}
    actions.save_draft(draft, {"title": "Theirs, saved first"}, by=max_)
    response = author.post(address, posted)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Mine, typed meanwhile" in html
    assert "Theirs, saved first" in html
    assert author.post(address, fields_of(html)).status_code == 302  # having seen both
    assert Version.objects.get(pk=draft.pk).title == "Mine, typed meanwhile"


def test_the_standard_that_comes_along_is_read_in_spanish() -> None:
    given = yaml.safe_load((DEMO / "quality-checklist.yaml").read_text())
    texts = {item["text"] for section in given["sections"] for item in section["items"]}
    assert texts == checklist_words.SENTENCES
    with override("es"):
        assert not {checklist_words.in_words(text) for text in texts} & texts
        assert checklist_words.in_words("Of a district’s own.") == "Of a district’s own."


def test_the_standard_stands_beside_the_draft(author: Client, draft: Version, max_: Person) -> None:
    set_checklist((DEMO / "quality-checklist.yaml").read_text(), by=max_)
    html = author.get(f"/authoring/{draft.pk}/").content.decode()
    assert html.count('<li class="met">') >= 12
    assert "Check this yourself" in html
    research = dict(draft.data["research"], citations=[])
    actions.save_draft(draft, {"research": research}, by=max_)
    html = author.get(f"/authoring/{draft.pk}/").content.decode()
    assert "Give at least two citations" in html
    assert "Research: no citation can be found" in html
    assert "Publish for good" not in html


def test_a_second_press_publishes_and_a_third_is_told_so(
    author: Client, draft: Version, max_: Person
) -> None:
    page = author.get(f"/authoring/{draft.pk}/").content.decode()
    assert "No one gives it to their own draft" in page
    assert author.post(f"/authoring/{draft.pk}/publication/").status_code == 403
    give_mandate("wording", draft, by=max_, within=draft.micro_credential.home)
    assert "Publish for good" in author.get(f"/authoring/{draft.pk}/").content.decode()
    assert author.post(f"/authoring/{draft.pk}/publication/").status_code == 302
    assert Version.objects.get(pk=draft.pk).status == VersionStatus.PUBLISHED
    assert author.post(f"/authoring/{draft.pk}/publication/").status_code == 409


def test_publishing_what_lacks_something_names_it(
    author: Client, draft: Version, aut: Person
) -> None:
    actions.save_draft(draft, {"research": None}, by=aut)
    response = author.post(f"/authoring/{draft.pk}/publication/")
    assert response.status_code == 422
    assert "Research" in response.content.decode()


def test_the_preview_is_what_the_public_will_see(
    author: Client, draft: Version, aut: Person, client: Client
) -> None:
    actions.save_draft(draft, {"title": "Not yet public"}, by=aut)
    html = author.get(f"/authoring/{draft.pk}/preview/").content.decode()
    assert "Not yet public" in html
    assert "Preview of draft" in html
    assert "Not yet public" not in Client().get("/catalog/wait-time/").content.decode()


def test_the_file_that_is_downloaded_is_the_file_that_is_imported(
    author: Client, draft: Version
) -> None:
    response = author.get(f"/authoring/{draft.pk}/file/")
    assert response["Content-Disposition"] == 'attachment; filename="wait-time-1.1.yaml"'
    upload = SimpleUploadedFile("again.yaml", response.content)
    assert author.post("/authoring/import/", {"file": upload}).status_code == 302
    again = Version.objects.get(pk=draft.pk)
    assert (again.data, again.revision) == (draft.data, 1)


def test_an_uploads_problems_are_listed_by_line_and_its_text_stays(
    author: Client, draft: Version
) -> None:
    bad = text(status="draft").replace("        type: video", "        type: film")
    line = next(n for n, row in enumerate(bad.splitlines(), start=1) if "type: film" in row)
    response = author.post(
        "/authoring/import/", {"file": SimpleUploadedFile("x.yaml", bad.encode())}
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert f"Line {line}" in html
    assert "“film” is not known here" in html
    assert "two-pause" in html.lower()


@pytest.mark.parametrize(
    "upload",
    [b"", b"\xff\xfe\x00", b"PK\x03\x04zip", b"a: [", b"x" * 500_000, b"- just\n- a list"],
    ids=["empty", "not text", "zip", "broken", "huge", "list"],
)
def test_what_is_no_file_of_ours_is_refused_plainly(
    author: Client, draft: Version, upload: bytes
) -> None:
    response = author.post("/authoring/import/", {"file": SimpleUploadedFile("x.yaml", upload)})
    assert response.status_code == 422
    assert MicroCredential.objects.count() == 1


def test_a_published_versions_file_is_not_changed_by_upload(
    author: Client, version: Version
) -> None:
    changed = text().replace("Purposeful questions", "Others")
    response = author.post("/authoring/import/", {"text": changed})
    assert response.status_code == 422
    assert "never changes" in response.content.decode()


def test_a_new_micro_credential_is_begun(
    author: Client, departments: dict[str, Organization]
) -> None:
    owner = departments["curriculum-instruction"]
    response = author.post("/authoring/new/", {"title": "Exit Tickets", "owner": owner.pk})
    version = Version.objects.get()
    assert response["Location"] == f"/authoring/{version.pk}/edit/about/"
    for section in SECTIONS:  # an empty draft opens and saves everywhere
        address = f"/authoring/{version.pk}/edit/{section.key}/"
        assert (
            author.post(address, fields_of(author.get(address).content.decode())).status_code == 302
        ), section.key
    assert author.get(f"/authoring/{version.pk}/preview/").status_code == 200
    assert (
        author.post("/authoring/new/", {"title": "Exit Tickets", "owner": owner.pk}).status_code
        == 422
    )
    foreign = departments["technology"].pk
    assert author.post("/authoring/new/", {"title": "Foreign", "owner": foreign}).status_code == 422


def test_strangers_find_no_desk(
    draft: Version, ada: Person, departments: dict[str, Organization]
) -> None:
    from assay.people.tests.factories import make_person

    stranger = make_person("Eve Roe", role="author", organization=departments["technology"])
    pages = [
        f"/authoring/{draft.pk}/",
        f"/authoring/{draft.pk}/preview/",
        f"/authoring/{draft.pk}/file/",
        f"/authoring/{draft.pk}/edit/about/",
    ]
    posts = [f"/authoring/{draft.pk}/{noun}/" for noun in ("publication", "versions", "retirement")]
    for person in (ada, stranger):
        client = Client()
        client.force_login(person)
        assert {client.get(page).status_code for page in pages} == {404}
        assert {client.post(post).status_code for post in posts} == {404}
    client.force_login(ada)
    assert {
        client.get(page).status_code
        for page in ("/authoring/", "/authoring/new/", "/authoring/import/")
    } == {404}
    assert Client().get("/authoring/").status_code == 302


def test_a_section_that_is_not_there_is_404(author: Client, draft: Version) -> None:
    assert author.get(f"/authoring/{draft.pk}/edit/nothing/").status_code == 404
    assert author.get(f"/authoring/{draft.pk}/publication/").status_code == 405


def test_the_desk_lists_in_the_same_queries_however_much_there_is(
    author: Client,
    departments: dict[str, Organization],
    district: Organization,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(30):
        make_version(
            district, slug=f"mc-{n}", published=False, owner=departments["curriculum-instruction"]
        )
    make_version(district, slug="foreign", published=False, owner=departments["technology"])
    author.get("/authoring/")
    with django_assert_num_queries(6):
        html = author.get("/authoring/").content.decode()
    assert html.count("<tr>") == 26
    assert "foreign" not in html


@pytest.mark.parametrize(
    ("lost", "section", "anchor", "said"),
    [
        ({"alignments": None}, "alignment", "id_", "Choose at least one standard"),
        ({"credit": None}, "alignment", "id_contact_hours", "Say what credit it gives"),
        ({"competency": None}, "about", "id_competency", "Single competency"),
        ({"estimated_hours": None}, "about", "id_hours_min", "State the hours"),
        ({"key_method": None}, "method", "id_key_method", "Describe the key method"),
        ({"audience": None}, "about", "id_grade_bands_0", "Choose the grades it fits"),
        ({"requirements": None}, "evidence", "id_part1-0-text", "Ask at least one question"),
    ],
)
def test_what_is_to_do_before_publishing_leads_to_its_field(
    author: Client,
    draft: Version,
    lost: dict[str, None],
    section: str,
    anchor: str,
    said: str,
) -> None:
    Version.objects.filter(pk=draft.pk).update(
        data={key: value for key, value in draft.data.items() if key not in lost}
    )
    html = author.get(f"/authoring/{draft.pk}/").content.decode()
    links = re.findall(r'<a href="([^"]*)">([^<]*)</a></li>', html)
    found = [url for url, text in links if said in unescape(text)]
    assert found, links
    assert f"/edit/{section}/#{anchor}" in found[0]
    page = author.get(found[0].split("#")[0]).content.decode()
    assert f'id="{found[0].split("#")[1]}"' in page
    obstacles = html[html.index('id="to-do"') :]
    assert not re.search(r"Add a line|is missing\. |rubric\.|without quotes", obstacles)


def test_an_imports_line_is_put_right_in_its_place(author: Client, draft: Version) -> None:
    bad = text(status="draft", id="mc-again", slug="again").replace(
        "        type: video", "        type: film"
    )
    html = author.post("/authoring/import/", {"text": bad}).content.decode()
    found = re.findall(r'name="line-(\d+)" value="([^"]*)"', html)
    assert found
    n, shown = found[0]
    assert unescape(shown) == "        type: film"
    again = {"text": bad, f"was-{n}": unescape(shown)}
    stale = again | {f"was-{n}": "what was there before", f"line-{n}": "        type: audio"}
    refused = author.post("/authoring/import/", stale)
    assert refused.status_code == 422, "the text was changed in another place meanwhile: it stays"
    for nothing in ({"line-0": "x"}, {"line-99999": "x"}, {"line-": "x"}, {"line-x": "x"}):
        assert author.post("/authoring/import/", again | nothing).status_code == 422
    assert (
        author.post("/authoring/import/", again | {f"line-{n}": "        type: video"}).status_code
        == 302
    )
    assert MicroCredential.objects.filter(slug="again").exists()


def test_a_section_asks_the_same_however_much_it_holds(
    author: Client, draft: Version, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = f"/authoring/{draft.pk}/edit/"
    author.get(f"{address}rubric/")
    with django_assert_num_queries(9):
        author.get(f"{address}rubric/")
    with django_assert_num_queries(11):
        author.get(f"{address}alignment/")
    with django_assert_num_queries(12):
        author.get(f"{address}alignment/?find=a")


def test_a_row_saved_as_it_was_typed_is_still_there_when_its_page_is_sent(
    author: Client, departments: dict[str, Organization]
) -> None:
    owner = departments["curriculum-instruction"].pk
    author.post("/authoring/new/", {"title": "Exit Tickets", "owner": owner})
    version = Version.objects.get()
    for section, name, words in (
        ("evidence", "part1-0-text", "Whom do you teach?"),
        ("rubric", "criteria-2-title", "A third one first"),
        ("research", "citations-0-authors", "Rowe"),
    ):
        address = f"/authoring/{version.pk}/edit/{section}/"
        posted = fields_of(author.get(address).content.decode()) | {name: words}
        posted["base"] = by_script(author, address, posted).json()["revision"]
        before = Version.objects.get().data
        assert words in str(before)
        assert author.post(address, posted | {"then": "about"}).status_code == 302
        assert Version.objects.get().data == before, section
