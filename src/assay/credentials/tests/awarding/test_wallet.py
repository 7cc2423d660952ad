"""A badge goes into a wallet that has shown its key over our challenge: once, in time, and into nobody else's."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.test import Client

from assay.credentials import actions
from assay.credentials.models import Award, Wallet, WalletOffer
from assay.credentials.pages.public.wallet import MAX_BYTES, wallet_answer
from assay.credentials.tests.factories import make_award
from assay.credentials.verification import checking
from assay.lib.clock import now
from assay.lib.errors import Gone, TooMany, WrongState
from assay.people.models import Person
from assay.record.models import Event
from badgecore.did import did_key, did_key_method
from badgecore.keys import PrivateKey
from badgecore.nouns import read_instant
from badgecore.proofs import data_integrity

pytestmark = pytest.mark.django_db

WALLET = PrivateKey.from_seed(bytes(32))
DID = did_key(WALLET.public)


def shown(
    challenge: str, key: PrivateKey = WALLET, *, purpose: str = "authentication", **more: Any
) -> dict[str, Any]:
    """What a wallet posts: a presentation that holds nothing, signed by its key over the challenge."""
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": did_key(key.public),
    }
    return data_integrity.sign(
        document | more.pop("document", {}),
        key=key,
        verification_method=did_key_method(key.public),
        created=now(),
        purpose=purpose,
        challenge=challenge,
        **more,
    )


def post(offer: WalletOffer, body: object, path: str = "") -> Any:
    """As an app does it: no session, no token of ours against forgery."""
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    url = f"/wallet-offers/{offer.token}/{path}"
    return Client(enforce_csrf_checks=True).post(url, data, content_type="application/json")


@pytest.fixture
def offer(award: Award, ada: Person) -> WalletOffer:
    return actions.offer_to_wallet(award, by=ada)


def test_the_wallet_gets_the_bare_badge_signed_for_its_key(
    offer: WalletOffer, award: Award, ada: Person
) -> None:
    assert Event.objects.get(verb="credentials.wallet_offered").particulars == {"offer": offer.pk}
    before = json.loads(bytes(award.credentials.get().body))
    answer = post(offer, shown(offer.challenge))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    badge = answer.json()
    assert badge["credentialSubject"]["id"] == DID
    assert badge["credentialSubject"]["identifier"][0]["hashed"]
    assert (badge["id"], badge["type"]) == (before["id"], before["type"])
    assert read_instant(badge["validFrom"]) > read_instant(before["validFrom"])
    assert checking.check_own(answer.content).verdict == "valid"
    assert checking.check(answer.content, recipient=DID).verdict in {"valid", "unclear"}
    wallet = Wallet.objects.get()
    assert (wallet.person, wallet.did) == (ada, DID)
    assert Event.objects.get(verb="credentials.wallet_bound").particulars["wallet"] == wallet.pk


def test_an_offer_is_good_once(offer: WalletOffer) -> None:
    sent = shown(offer.challenge)
    assert post(offer, sent).status_code == 200
    again = post(offer, sent)
    assert again.status_code == 410
    assert again["Content-Type"] == "application/problem+json"


def test_an_offer_runs_out(offer: WalletOffer) -> None:
    WalletOffer.objects.update(until=now() - timedelta(seconds=1))
    assert post(offer, shown(offer.challenge)).status_code == 410


def test_an_offer_taken_back_is_over(offer: WalletOffer, ada: Person, dee: Person) -> None:
    with pytest.raises(PermissionDenied):
        actions.end_wallet_offer(offer, by=dee)
    actions.end_wallet_offer(offer, by=ada)
    with pytest.raises(WrongState):
        actions.end_wallet_offer(offer, by=ada)
    assert post(offer, shown(offer.challenge)).status_code == 410
    assert Event.objects.filter(verb="credentials.wallet_offer_ended").count() == 1


def test_a_new_offer_ends_the_one_before(offer: WalletOffer, award: Award, ada: Person) -> None:
    fresh = actions.offer_to_wallet(award, by=ada)
    assert post(offer, shown(offer.challenge)).status_code == 410
    assert post(fresh, shown(fresh.challenge)).status_code == 200


def _tampered(challenge: str) -> dict[str, Any]:
    whole = shown(challenge)
    value = whole["proof"]["proofValue"]
    return whole | {
        "proof": whole["proof"] | {"proofValue": value[:-1] + ("1" if value[-1] != "1" else "2")}
    }


OTHER = PrivateKey.from_seed(bytes(range(32)))
# What a holder says of themself under their own name needs no proof of its own (VCDM 2.0 §4.13.3).
OWN_WORD = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential"],
    "issuer": DID,
    "credentialSubject": {"id": DID},
}
WRONG: dict[str, Any] = {
    "another challenge": lambda c: shown("something else"),
    "no challenge": lambda c: {k: v for k, v in shown(c).items() if k != "proof"},
    "another purpose": lambda c: shown(c, purpose="assertionMethod"),
    "another holder than the signer": lambda c: shown(c) | {"holder": did_key(OTHER.public)},
    "signed for another site": lambda c: shown(c, domain="evil.example.org"),
    "a changed signature": _tampered,
    "a holder that has to be fetched": lambda c: shown(
        c, document={"holder": "did:web:badges.example.org"}
    ),
    "credentials of its own": lambda c: (
        shown(c) | {"verifiableCredential": [{"type": ["VerifiableCredential"]}]}
    ),
    "credentials of its own, signed along": lambda c: shown(
        c, document={"verifiableCredential": [OWN_WORD]}
    ),
    "two proofs": lambda c: shown(c) | {"proof": [shown("old")["proof"], shown(c)["proof"]]},
    "no presentation": lambda c: {"type": "VerifiablePresentation"},
    "a list": lambda c: "[1]",
    "no JSON": lambda c: "not json",
    "nothing": lambda c: "",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_whatever_does_not_hold_is_refused_in_words(
    offer: WalletOffer, award: Award, wrong: str
) -> None:
    answer = post(offer, WRONG[wrong](offer.challenge))
    assert answer.status_code == 422, answer.content
    assert answer.json()["detail"]
    assert not Wallet.objects.exists()
    assert award.credentials.count() == 1
    assert post(offer, shown(offer.challenge)).status_code == 200, (
        "a wrong answer does not use the offer up"
    )


def test_tries_are_counted(offer: WalletOffer) -> None:
    for _n in range(10):
        assert post(offer, shown("wrong")).status_code == 422
    assert post(offer, shown(offer.challenge)).status_code == 429


def test_a_visitor_who_tries_tokens_is_slowed_down(db: None) -> None:
    answers = [
        Client().post("/wallet-offers/guess/", "{}", content_type="application/json")
        for _n in range(61)
    ]
    assert {answer.status_code for answer in answers[:60]} == {410}
    assert answers[60].status_code == 429


def test_a_body_too_large_is_not_read(offer: WalletOffer) -> None:
    assert post(offer, b" " * (64 * 1024 + 1)).status_code == 413


def in_pieces(body: bytes, token: str) -> HttpResponse:
    """As an app sends it that does not know its length beforehand (RFC 9112 §7.1): no Content-Length to go by."""
    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/wallet-offers/{token}/",
        "query_string": b"",
        "headers": [],
    }
    return wallet_answer(ASGIRequest(scope, io.BytesIO(body)), token)


def test_a_body_that_does_not_say_its_length_is_measured(offer: WalletOffer) -> None:
    body = json.dumps(shown(offer.challenge)).encode()
    assert in_pieces(body.ljust(MAX_BYTES + 1), offer.token).status_code == 413
    assert not Wallet.objects.exists()
    assert in_pieces(body.ljust(MAX_BYTES), offer.token).status_code == 200


def test_offers_are_counted_too(award: Award, ada: Person) -> None:
    for _n in range(30):
        actions.offer_to_wallet(award, by=ada)
    with pytest.raises(TooMany):
        actions.offer_to_wallet(award, by=ada)


def test_a_wallet_belongs_to_one_person(offer: WalletOffer, dee: Person, version) -> None:
    theirs = actions.offer_to_wallet(make_award(dee, version), by=dee)
    assert post(theirs, shown(theirs.challenge)).status_code == 200
    answer = post(offer, shown(offer.challenge))
    assert answer.status_code == 409
    assert Wallet.objects.get().person == dee


def test_only_the_earner_offers_it(award: Award, dee: Person, chi: Person) -> None:
    for person in (dee, chi):
        with pytest.raises(PermissionDenied):
            actions.offer_to_wallet(award, by=person)


def test_a_badge_withdrawn_meanwhile_is_not_handed_out(
    offer: WalletOffer, award: Award, ada, chi: Person
) -> None:
    actions.revoke(award, ground="issued_in_error", by=chi)
    assert post(offer, shown(offer.challenge)).status_code == 409
    with pytest.raises(WrongState):
        actions.offer_to_wallet(Award.objects.get(), by=ada)


def test_nor_to_a_wallet_that_took_it_before(
    offer: WalletOffer, award: Award, ada: Person, chi: Person
) -> None:
    assert post(offer, shown(offer.challenge)).status_code == 200
    second = actions.offer_to_wallet(award, by=ada)
    actions.revoke(Award.objects.get(), ground="issued_in_error", by=chi)
    answer = post(second, shown(second.challenge))
    assert answer.status_code == 409
    assert b"credentialSubject" not in answer.content


def test_the_same_wallet_again_gets_the_same_bytes(
    offer: WalletOffer, award: Award, ada: Person
) -> None:
    first = post(offer, shown(offer.challenge)).content
    again = actions.offer_to_wallet(award, by=ada)
    assert post(again, shown(again.challenge)).content == first
    assert Wallet.objects.count() == 1


def test_the_newest_wallet_holds_it(offer: WalletOffer, award: Award, ada: Person) -> None:
    post(offer, shown(offer.challenge))
    second = actions.offer_to_wallet(award, by=ada)
    badge = post(second, shown(second.challenge, OTHER)).json()
    assert badge["credentialSubject"]["id"] == did_key(OTHER.public)
    actions.reissue(Award.objects.get(), by=ada)
    kept = json.loads(bytes(award.credentials.standing().get().body))
    assert kept["credentialSubject"]["id"] == did_key(OTHER.public), "a new issue keeps the wallet"


def test_a_wallet_let_go_is_named_no_more(
    offer: WalletOffer, award: Award, ada: Person, dee: Person
) -> None:
    held = post(offer, shown(offer.challenge)).content
    wallet = Wallet.objects.get()
    with pytest.raises(PermissionDenied):
        actions.end_wallet(wallet, by=dee)
    actions.end_wallet(wallet, by=ada)
    assert (
        "id" not in json.loads(bytes(award.credentials.standing().get().body))["credentialSubject"]
    )
    with pytest.raises(WrongState):
        actions.end_wallet(wallet, by=ada)
    assert Event.objects.get(verb="credentials.wallet_ended").subject_id == str(wallet.pk)
    assert checking.check_own(held).step("signature").outcome.value == "passed", (
        "what lies in it stays genuine"
    )


def test_an_exchange_asks_and_then_hands_over(offer: WalletOffer) -> None:
    asked = post(offer, {}, "exchange/").json()["verifiablePresentationRequest"]
    assert asked["query"][0]["type"] == "DIDAuthentication"
    sent = shown(asked["challenge"], domain=asked["domain"])
    found = post(offer, {"verifiablePresentation": sent}, "exchange/").json()
    [badge] = found["verifiablePresentation"]["verifiableCredential"]
    assert checking.check_own(json.dumps(badge).encode()).verdict == "valid"
    assert post(offer, {}, "exchange/").status_code == 410


def test_a_wallet_on_the_web_may_ask(offer: WalletOffer) -> None:
    asked = Client().options(f"/wallet-offers/{offer.token}/")
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, "*")
    assert "Access-Control-Allow-Credentials" not in asked
    assert post(offer, shown(offer.challenge))["Access-Control-Allow-Origin"] == "*"


def test_an_unknown_token_tells_nothing(db: None) -> None:
    with pytest.raises(Gone):
        actions.answer_offer("nothing", {})
    assert Client().get("/wallet-offers/nothing/").status_code == 405


def test_the_page_shows_the_code_and_the_link(
    client, award: Award, ada: Person, dee: Person
) -> None:
    client.force_login(ada)
    path = f"/awards/{award.pk}/wallet/"
    assert "dccrequest:" not in client.get(path).content.decode()
    text = client.post(path, follow=True).content.decode()
    offer = WalletOffer.objects.get()
    assert (
        'href="dccrequest://request?issuer=http%3A%2F%2F127.0.0.1%3A8000&amp;vc_request_url='
        in text
    )
    assert f"challenge={offer.challenge}&amp;auth_type=bearer" in text
    assert "<svg" in text
    assert "style=" not in text.split("<main", 1)[1]
    client.post(f"{path}offers/{offer.pk}/end/")
    assert "dccrequest:" not in client.get(path).content.decode()
    client.force_login(dee)
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
    assert client.post(f"{path}offers/{offer.pk}/end/").status_code == 404


def test_the_award_page_says_when_the_wallet_has_an_older_form(
    client, offer: WalletOffer, award, ada: Person
) -> None:
    client.force_login(ada)
    page = f"/awards/{award.pk}/"
    assert "Take it into a wallet" in client.get(page).content.decode()
    post(offer, shown(offer.challenge))
    text = client.get(page).content.decode()
    assert Wallet.objects.get().short in text
    assert "add it again" not in text
    actions.reissue(Award.objects.get(), by=ada)
    assert "add it again" in client.get(page).content.decode()


def test_a_stranger_lets_no_wallet_go(
    client, offer: WalletOffer, award: Award, ada: Person, dee: Person, version
) -> None:
    post(offer, shown(offer.challenge))
    wallet = Wallet.objects.get()
    own = make_award(dee, version)
    client.force_login(dee)
    for pk in (award.pk, own.pk):
        assert client.post(f"/awards/{pk}/wallet/{wallet.pk}/end/").status_code == 404
    client.force_login(ada)
    assert client.post(f"/awards/{award.pk}/wallet/{wallet.pk}/end/").status_code == 302
    assert not Wallet.objects.bound().exists()
