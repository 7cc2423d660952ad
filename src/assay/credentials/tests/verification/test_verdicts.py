"""One badge, one verdict: the library, `badgecore verify`, `assay verify` and the page say the same word of each badge.

Each badge stands here with two words: what this installation says, which knows its own issuers and its own tables, and
what anybody says elsewhere who knows neither. They differ only for badges that are ours, or that claim to be.
"""

import html
import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from assay.catalog.models import Version
from assay.credentials import addresses
from assay.credentials.models import Award, Endorsement
from assay.credentials.tests.factories import make_award
from assay.credentials.tests.pages.test_verify_page import drop, paste
from assay.credentials.tests.verification.brought import (
    BADGES,
    HOST,
    KEY,
    P256,
    STRANGE,
    STRANGER,
    THEIRS,
    Typed,
    World,
    bare,
    strangers,
    theirs,
)
from assay.credentials.tests.verification.test_verify_odd_badges import badge
from assay.credentials.verification import checking, reports
from assay.lib import outbound
from assay.lib.clock import now
from assay.people.models import Person
from assay.ui.templatetags.ui import verdict as verdict_tag
from badgecore.cli import main
from badgecore.did import did_document, did_key
from badgecore.verify import ADVICE, VERDICTS, verify
from badgecore.verify.report import EXIT_CODES

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(
    ada: Person, chi: Person, version: Version, client: Client, monkeypatch: pytest.MonkeyPatch
) -> World:
    made = World(award=make_award(ada, version, visibility="link"), chi=chi, client=client)
    made.put(f"{HOST}/.well-known/did.json", did_document(THEIRS, [KEY.public, P256.public]))
    monkeypatch.setattr(outbound, "fetch", made.outbound)
    monkeypatch.setattr("badgecore.cli.badges.fetch", made.fetch)
    return made


def bytes_of(made: Any) -> bytes:
    if isinstance(made, Typed):
        return made.text.encode()
    if isinstance(made, bytes):
        return made
    return made.encode() if isinstance(made, str) else json.dumps(made).encode()


@pytest.mark.parametrize("name", BADGES)
def test_one_badge_has_one_verdict(
    name: str, world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, here, elsewhere = BADGES[name]
    made = make(world)
    typed = made.text if isinstance(made, Typed) else ""
    brought = typed or bytes_of(made)

    report = checking.check(brought)
    assert report.verdict == here, report.to_json()
    assert report.exit_code == EXIT_CODES[here]

    file = tmp_path / "badge"
    file.write_bytes(bytes_of(made))
    with pytest.raises(SystemExit) as left:
        call_command("verify", typed or str(file), "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], left.value.code) == (here, EXIT_CODES[here])

    answer = paste(world.client, typed) if typed else drop(world.client, "badge", bytes_of(made))
    page = answer.content.decode()
    title = html.escape(str(VERDICTS[report.said]))
    assert f">{title}</h2>" in page
    assert told["sentence"] == VERDICTS[report.said]
    assert ('class="verdict genuine"' in page) is (here == "valid")

    alone = verify(brought, now=now(), fetch=world.fetch)
    assert alone.verdict == elsewhere, alone.to_json()
    code = main(["verify", typed or str(file), "--json"])
    assert (json.loads(capsys.readouterr().out)["verdict"], code) == (
        elsewhere,
        EXIT_CODES[elsewhere],
    )


@pytest.mark.parametrize(
    "name", [name for name, (_make, here, _there) in BADGES.items() if here != "valid"]
)
def test_no_tick_is_green_while_the_signature_is_open(name: str, world: World) -> None:
    made = BADGES[name][0](world)
    report = checking.check(made.text if isinstance(made, Typed) else bytes_of(made))
    telling = reports.told(report)
    ticks = [line.code for line in telling.lines if line.status == "passed"]
    assert not ticks or report.is_signed, ticks
    assert "status-none" not in ticks
    assert telling.kind != "genuine"


def test_no_badge_is_vouched_for_by_two_words_here_unless_it_is_ours() -> None:
    differing = {name for name, (_make, here, elsewhere) in BADGES.items() if here != elsewhere}
    assert all(re.search(r"\b(ours?|us)\b", name) for name in differing)
    assert len(BADGES) > 100


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("ours, one letter changed", "we issued a badge with this id, and this is not it"),
        ("ours, by a proof nobody knows", "we issued a badge with this id, and this is not it"),
        ("ours, alg none", "we issued a badge with this id, and this is not it"),
        ("ours, HS256 by our public key", "we issued a badge with this id, and this is not it"),
        ("never issued by us, by a proof nobody knows", "we never issued it"),
        ("never issued by us, as Open Badges 2.0", "we never issued it"),
    ],
)
def test_of_what_claims_to_be_ours_we_say_what_we_know(
    name: str, sentence: str, world: World
) -> None:
    telling = reports.told(checking.check(bytes_of(BADGES[name][0](world))))
    assert sentence in telling.text


def test_of_a_private_badge_nobody_learns_that_it_exists_by_its_id_alone(world: World) -> None:
    Award.objects.filter(pk=world.award.pk).update(visibility="private")
    guessed = badge(id=world.ours["id"], issuer=world.ours["issuer"], proof=STRANGE)
    telling = reports.told(checking.check(json.dumps(guessed).encode()))
    assert telling.text == "It claims to be one of ours, but we never issued it."
    held = reports.told(checking.check(json.dumps(bare(world.ours, proof=STRANGE)).encode()))
    assert "we issued a badge with this id" in held.text


def test_a_domain_vouches_for_its_key_and_not_for_a_name(world: World) -> None:
    line = next(
        line
        for line in reports.told(checking.check(bytes_of(theirs()))).lines
        if line.title.startswith("It was")
    )
    assert "badges.elsewhere.example publishes as its own" in line.text


@pytest.mark.parametrize(
    ("trust", "code"),
    [
        ([], 4),
        (["did:web:other.example"], 4),
        ([did_key(KEY.public)], 4),
        ([did_key(STRANGER.public)], 0),
        ([f"{HOST}/keys"], 0),
        ([f"{HOST}/jwks"], 0),
        ([f"{HOST}/gone", f"{HOST}/jwks"], 0),
        ([f"{HOST}/gone"], 4),
        (["Lakeside Schools"], 3),
    ],
)
def test_whom_the_caller_names_is_vouched_for(
    trust: list[str], code: int, world: World, tmp_path: Path, capsys
) -> None:
    world.put(
        f"{HOST}/keys", did_document("did:web:somewhere.example", [KEY.public, STRANGER.public])
    )
    world.put(f"{HOST}/jwks", {"keys": [{"kty": "odd"}, STRANGER.public.jwk()]})
    file = tmp_path / "badge.json"
    file.write_bytes(bytes_of(strangers()))
    options = [part for name in trust for part in ("--trust", name)]
    with pytest.raises(SystemExit) as left:
        call_command("verify", str(file), *options)
    assert left.value.code == code
    assert main(["verify", str(file), *options]) == (65 if code == 3 else code)
    changed = tmp_path / "changed.json"
    changed.write_bytes(bytes_of(strangers() | {"name": "Changed"}))
    assert main(["verify", str(changed), *options]) in (1, 65)
    assert "Traceback" not in capsys.readouterr().err


def test_the_page_of_what_people_bring_is_fresh() -> None:
    root = Path(__file__).parents[5]
    spec = importlib.util.spec_from_file_location("brought", root / "scripts" / "brought.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    text = (root / "docs" / "reference" / "what-people-bring.md").read_text(encoding="utf-8")
    assert text == script.page(), "its source is tests/verification/brought.py"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("our certificate", "compare the two"),
        ("our page, saved", "compare the two"),
        ("a domain's, out of a wallet", "came inside something else"),
        ("a photo out of a chat", "Ask for the badge file or the address of its page"),
        ("a screenshot", "Chats and screenshots lose it"),
        ("a certificate of another's", "Paste the address that is printed on it"),
        ("a number of nobody's", "which anyone can write"),
        ("a page", "download the badge there"),
        ("two of a domain's, one withdrawn", "The issuer has withdrawn this badge."),
        ("a domain's, on a short list", "but what it says was read"),
        ("a domain's, with empty lists", "It changes nothing."),
        ("ours, withdrawn", "It no longer counts."),
    ],
)
def test_each_answer_leads_on(name: str, words: str, world: World) -> None:
    made = BADGES[name][0](world)
    if isinstance(made, Typed):
        page = paste(world.client, made.text).content.decode()
    else:
        page = drop(world.client, "badge", bytes_of(made)).content.decode()
    assert words in html.unescape(page)


def test_every_verdict_has_words_a_picture_and_a_code_of_its_own() -> None:
    words = set(EXIT_CODES)
    assert len(set(EXIT_CODES.values())) == len(words)
    assert len({VERDICTS[word] for word in words}) == len({ADVICE[word] for word in words})
    kinds = {word: reports._KINDS.get(word, "refused") for word in words}
    assert len({verdict_tag(kinds[word], "", word=word)["icon"] for word in words}) == len(words)


def test_a_typed_address_of_an_endorsement_is_looked_up(endorsed: Award, client: Client) -> None:
    offered = Endorsement.objects.get(version=endorsed.version)
    answer = paste(client, addresses.endorsement(offered.pk))
    assert "This endorsement is genuine" in answer.content.decode()


def test_a_private_badge_stays_private_whatever_names_it(world: World) -> None:
    print_, number = BADGES["our certificate"][0](world), str(world.award.pk)
    Award.objects.filter(pk=world.award.pk).update(visibility="private")
    assert checking.check(print_).verdict == "no-badge"
    assert checking.check(number).verdict == "no-badge"
    picture = paste(world.client, f"http://127.0.0.1:8000/badges/{number}/badge.png")
    assert picture.status_code == 422
