"""The calls of the W3C Credentials Community Group's VC-API that W3C's test suites make, from request to response.

For tests only: it signs whatever has the right form. It holds no socket; whoever mounts it passes method, path and
body (`vc_server` does). Paths may start with the name of a cryptosuite and then of a kind of key
(`/ecdsa-rdfc-2019/P-384/credentials/issue`), else it is eddsa-rdfc-2022 with Ed25519; `/jwt` puts a JWT in an envelope.

| call | does |
|---|---|
| POST credentials/issue | signs, with nothing around; with `/status` before the suite, gives a place in a status list |
| POST credentials/verify, presentations/verify | 200 with the checks made, or 400 with the errors |
| POST credentials/derive | ecdsa-sd-2023: what the holder shows |
| POST credentials/status | withdraws or suspends what was issued here |
| GET status/PURPOSE | the signed list |
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple, cast

from badgecore.did import did_key, did_key_method
from badgecore.errors import BadgeError, ShapeWrong, StatusWrong
from badgecore.keys import Kind, PrivateKey
from badgecore.multibase import base64url
from badgecore.proofs import data_integrity, ecdsa_sd, jose
from badgecore.status import Entry, Purpose, StatusList, list_credential
from badgecore.verify import Outcome, Report, Step, verify, verify_presentation
from badgecore.verify.fetching import Fetch, Fetched, Fetcher
from badgecore.verify.resources import resources
from badgecore.verify.shape import V2, faults_of, is_url, model_of, types_of
from badgecore.verify.signature import as_asked
from badgecore.wire import JsonObject, as_list, is_object, read_object, write_json

_JWT: Final = "jwt"
_SUITES: Final[dict[str, tuple[Kind, ...]]] = {
    _JWT: ("P-256",),
    **{name: suite.kinds for name, suite in data_integrity.SUITES.items()},
}
_INTEGRITY: Final = "https://w3id.org/security/data-integrity/v2"
_PURPOSES: Final[tuple[Purpose, ...]] = ("revocation", "suspension", "message")
_STATUS_ERROR: Final = "https://www.w3.org/ns/credentials/status-list#"
_PROOF_ERROR: Final = "https://w3id.org/security#"
_PROBLEM: Final = {
    "status-list-short": _STATUS_ERROR + "STATUS_LIST_LENGTH_ERROR",
    "could-not-fetch": _STATUS_ERROR + "STATUS_RETRIEVAL_ERROR",
    **dict.fromkeys(
        (
            "status-list-not-genuine",
            "status-list-unclear",
            "status-list-expired",
            "status-list-other",
        ),
        _STATUS_ERROR + "STATUS_VERIFICATION_ERROR",
    ),
    "status-wrong": _STATUS_ERROR + "MALFORMED_VALUE_ERROR",
    "status-out-of-range": _STATUS_ERROR + "RANGE_ERROR",
    "shape-wrong": "https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR",
    "not-json": "https://www.w3.org/TR/vc-data-model#PARSING_ERROR",
    **dict.fromkeys(
        ("bad-signature", "proof-wrong", "proof-unknown", "signature-missing"),
        _PROOF_ERROR + "PROOF_VERIFICATION_ERROR",
    ),
    **dict.fromkeys(
        ("term-unknown", "reference-relative"), _PROOF_ERROR + "DATA_LOSS_DETECTION_ERROR"
    ),
    "challenge-other": _PROOF_ERROR + "INVALID_CHALLENGE_ERROR",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    content: JsonObject

    @property
    def body(self) -> bytes:
        return write_json(self.content).encode()

    @property
    def content_type(self) -> str:
        return "application/json"


@dataclass(slots=True, kw_only=True)
class VcApi:
    """`keys` has one of each kind that is to sign; `base` is the address under which the status lists are served."""

    keys: Mapping[Kind, PrivateKey]
    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    base: str
    fetch: Fetch | None = None
    _lists: dict[str, StatusList] = field(default_factory=dict[str, StatusList])
    _issued: int = 0

    def issuer(self, kind: Kind) -> str:
        return did_key(self.keys[kind].public)

    def answer(self, method: str, path: str, body: bytes = b"") -> Answer:
        """Every refusal is an answer: 400 with `errors`, 404 for another path."""
        parts = [part for part in path.split("/") if part]
        try:
            if (
                method == "GET"
                and len(parts) == 2
                and parts[0] == "status"
                and parts[1] in _PURPOSES
            ):
                return Answer(status=200, content=self._list(parts[1]))
            signing = self._signing(parts)
            call = _CALLS.get("/".join(parts)) if method == "POST" else None
            if call is None or signing is None:
                return Answer(status=404, content={"errors": [{"title": "There is no such call."}]})
            return call(self, read_object(body), signing)
        except BadgeError as reason:
            return Answer(
                status=400,
                content={"errors": [_problem(reason.code, reason.sentence, reason.detail)]},
            )

    def _signing(self, parts: list[str]) -> "_Signing | None":
        """What the path says before the call, taken off `parts`. None when it asks for a key that is not here."""
        with_status = parts[:1] == ["status"] and bool(parts.pop(0))
        suite = parts.pop(0) if parts and parts[0] in _SUITES else "eddsa-rdfc-2022"
        kinds = _SUITES[suite]
        named = next((kind for kind in kinds if parts[:1] == [kind] and parts.pop(0)), None)
        kind = named or kinds[0]
        return _Signing(suite, kind, with_status) if kind in self.keys else None

    def issue(self, request: JsonObject, signing: "_Signing") -> Answer:
        """The credential itself, with nothing around it: all suites read it so, and not all open a wrapper."""
        credential = self._ready(_object(request, "credential"), signing)
        if signing.suite == _JWT:
            return Answer(status=201, content=enveloped(credential, self.keys[signing.kind]))
        signed = self._signed(
            credential, signing, as_list(_options(request).get("mandatoryPointers"))
        )
        return Answer(status=201, content=signed)

    def _ready(self, credential: JsonObject, signing: "_Signing") -> JsonObject:
        """The issuer is us, whoever was named; everything else is as it came, and refused when it is out of form."""
        issuer = credential.get("issuer", self.issuer(signing.kind))
        if is_object(issuer):
            own = self._own(issuer.get("id", self.issuer(signing.kind)), signing)
            credential = credential | {"issuer": issuer | {"id": own}}
        else:
            credential = credential | {"issuer": self._own(issuer, signing)}
        if model_of(credential) == "1.1" and _INTEGRITY not in as_list(credential["@context"]):
            # The words of a proof have to be defined (Data Integrity §2.4.1, context injection).
            credential = credential | {"@context": [*as_list(credential["@context"]), _INTEGRITY]}
        if signing.with_status:
            given = as_list(credential.get("credentialStatus"))
            credential = credential | {"credentialStatus": [*given, *self._place()]}
        faults = faults_of(credential)
        if faults:
            raise ShapeWrong("; ".join(faults))
        _refuse_status(credential)
        hashed = [
            entry["id"]
            for entry in as_list(credential.get("relatedResource"))
            if "digestMultibase" in entry
        ]
        for step in resources(credential, fetcher=Fetcher(self.fetch)):
            # A verifier leaves open what it cannot read; an issuer vouches for it, so it signs nothing of the kind.
            unread = step.code == "resources-unclear" and step.detail in hashed
            if step.outcome is Outcome.FAILED or unread:
                raise ShapeWrong(step.detail)
        return credential

    def _own(self, named: object, signing: "_Signing") -> str:
        if not is_url(named):
            raise ShapeWrong("the issuer is no URL")
        return self.issuer(signing.kind)

    def _signed(self, document: JsonObject, signing: "_Signing", pointers: list[Any]) -> JsonObject:
        key = self.keys[signing.kind]
        method = did_key_method(key.public)
        if signing.suite == ecdsa_sd.SUITE:
            # What makes it a credential is always shown (VCDM 2.0 §4.7; 1.1 §4.6).
            needed = [f"/{name}" for name in ("issuer", "issuanceDate") if name in document]
            mandatory = [
                *needed,
                *(one for one in pointers if isinstance(one, str) and one not in needed),
            ]
            return ecdsa_sd.sign_base(
                document,
                key=key,
                verification_method=method,
                created=self.now(),
                mandatory=mandatory,
                random=self.random,
            )
        name = cast("data_integrity.Cryptosuite", signing.suite)
        return data_integrity.sign(
            document, key=key, verification_method=method, created=self.now(), cryptosuite=name
        )

    def _place(self) -> list[JsonObject]:
        self._issued += 1
        entries: list[JsonObject] = []
        for purpose in _PURPOSES:
            self._lists.setdefault(purpose, StatusList())
            url = f"{self.base}/status/{purpose}"
            entry = {
                "type": "BitstringStatusListEntry",
                "statusPurpose": purpose,
                "statusListCredential": url,
            }
            entries.append(
                entry | {"id": f"{url}#{self._issued}", "statusListIndex": str(self._issued)}
            )
        said = [
            {"status": "0x0", "message": "nothing to say"},
            {"status": "0x1", "message": "ask the issuer"},
        ]
        entries[-1] |= {"statusMessage": said, "statusReference": f"{self.base}/"}
        return entries

    def _list(self, purpose: Purpose) -> JsonObject:
        signing = _Signing("eddsa-rdfc-2022", "Ed25519", False)
        bits = self._lists.setdefault(purpose, StatusList())
        url, issuer = f"{self.base}/status/{purpose}", self.issuer("Ed25519")
        document = list_credential(
            bits, url=url, issuer=issuer, valid_from=self.now(), purpose=purpose
        )
        return self._signed(document, signing, [])

    def status(self, request: JsonObject, _signing: "_Signing") -> Answer:
        entry = Entry.read(_object(request, "credentialStatus"))
        value = request.get("status", True)
        if entry.purpose not in self._lists or not isinstance(value, bool):
            raise StatusWrong("no such list here, or a status that is neither true nor false")
        self._lists[entry.purpose].set(entry.index, value)
        return Answer(status=200, content={})

    def derive(self, request: JsonObject, _signing: "_Signing") -> Answer:
        credential = _object(request, "verifiableCredential")
        pointers = as_list(_options(request).get("selectivePointers"))
        proofs = [proof for proof in as_list(credential.get("proof")) if is_object(proof)]
        base = next((proof for proof in proofs if proof.get("cryptosuite") == ecdsa_sd.SUITE), None)
        if base is None or not all(isinstance(pointer, str) for pointer in pointers):
            raise ShapeWrong("no base proof, or a selective pointer that is no text")
        return Answer(
            status=201,
            content={"verifiableCredential": ecdsa_sd.derive(credential, base, reveal=pointers)},
        )

    def verify(self, request: JsonObject, _signing: "_Signing") -> Answer:
        document, options = _object(request, "verifiableCredential"), _options(request)
        _refuse_status(document)
        asked = as_asked(
            document,
            challenge=_text(options, "challenge"),
            domain=_text(options, "domain"),
            purpose=_text(options, "expectedProofPurpose"),
        )
        return _judged(
            verify(document, now=self.now(), fetch=self._door, own=f"{self.base}/status/"), [*asked]
        )

    def verify_presentation(self, request: JsonObject, _signing: "_Signing") -> Answer:
        options = _options(request)
        document = _object(request, "verifiablePresentation")
        report = verify_presentation(
            document,
            now=self.now(),
            fetch=self._door,
            own=f"{self.base}/status/",
            challenge=_text(options, "challenge"),
            domain=_text(options, "domain"),
        )
        return _judged(
            report, [*as_asked(document, purpose=_text(options, "expectedProofPurpose"))]
        )

    def _door(self, url: str) -> Fetched:
        """Our own lists are not fetched over the network."""
        own = url.removeprefix(f"{self.base}/status/")
        if own in _PURPOSES:
            return Answer(status=200, content=self._list(own))
        return Fetcher(self.fetch).answer(url)


def enveloped(credential: JsonObject, key: PrivateKey) -> JsonObject:
    """Signed as W3C's `vc+jwt` and put where presentations can hold it (VC-JOSE-COSE §3.1.1; VCDM 2.0 §4.13.1).

    The payload is the credential and nothing more: the claims of Open Badges' JWT form stay with `jose.sign`.
    """
    header = {"alg": jose.WRITTEN[key.kind], "typ": "vc+jwt", "kid": did_key_method(key.public)}
    signed = ".".join(base64url(write_json(part).encode()) for part in (header, credential))
    url = f"data:application/vc+jwt,{signed}.{base64url(key.sign(signed.encode()))}"
    return {"@context": [V2], "id": url, "type": "EnvelopedVerifiableCredential"}


def _refuse_status(credential: JsonObject) -> None:
    """Bitstring Status List §2.1 to the letter, where a check of a badge takes a number for an index too."""
    for entry in as_list(credential.get("credentialStatus")):
        if "BitstringStatusListEntry" in types_of(entry):
            Entry.read(entry)
            if not isinstance(entry["statusListIndex"], str):
                raise StatusWrong("statusListIndex is no text")


# Told and not decisive in a check of a badge: a short list, an empty one, a badge inside something else.
_TO_THE_LETTER: Final = ("status-list-short", "rules-empty", "file-opened")


class _Signing(NamedTuple):
    """With what to sign, and whether to give a place in a status list."""

    suite: str
    kind: Kind
    with_status: bool


def _judged(report: Report, asked: list[Step]) -> Answer:
    """Whatever is wrong is an error, and so is what could not be checked, save a status of a kind we do not know."""
    steps = [step for step in _all_steps(report) if _decides(step) and _counts(step)] + asked
    warned = [
        step for step in report.steps if step.name == "issuer" and step.code == "issuer-mismatch"
    ]
    warned = warned if _holds(report) else []
    checks = sorted({step.name for step in report.steps if step.outcome is Outcome.PASSED})
    errors = [
        _problem(step.code, step.sentence, step.detail) for step in steps if step not in warned
    ]
    warnings = [_problem(step.code, step.sentence, step.detail) for step in warned]
    content: JsonObject = {
        "verified": not errors,
        "checks": checks,
        "warnings": warnings,
        "errors": errors,
    }
    return Answer(status=400 if errors else 200, content=content)


def _holds(report: Report) -> bool:
    """Whether the document itself is secured: then a foreign key is a question of whom to trust (VCDM 2.0 appendix A),
    which the VC-API leaves to its caller; W3C's own vectors name issuers that nobody can ask."""
    return any(step.name == "signature" and step.outcome is Outcome.PASSED for step in report.steps)


def _counts(step: Step) -> bool:
    """Whom to trust is left to the caller, so a key that vouches for itself is no error here."""
    left_open = step.code in ("status-unknown", "issuer-in-key", "contents-unvouched")
    return step.outcome is Outcome.FAILED or (step.outcome is Outcome.UNKNOWN and not left_open)


def _decides(step: Step) -> bool:
    """The suites hold to the letter what a check of a badge only tells."""
    return step.decides or step.code in _TO_THE_LETTER


def _all_steps(report: Report) -> list[Step]:
    return [*report.steps, *(step for inner in report.inner.values() for step in inner.steps)]


def _problem(code: str, title: str, detail: str) -> JsonObject:
    kind = _PROBLEM.get(code, "https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR")
    if code == "challenge-other" and detail == "domain":
        kind = _PROOF_ERROR + "INVALID_DOMAIN_ERROR"
    return {"type": kind, "title": title, "detail": detail or code, "code": code}


def _options(request: JsonObject) -> JsonObject:
    options = request.get("options")
    return options if is_object(options) else {}


def _text(options: JsonObject, name: str) -> str | None:
    value = options.get(name)
    return value if isinstance(value, str) else None


def _object(request: JsonObject, name: str) -> JsonObject:
    found = request.get(name)
    if not is_object(found):
        raise ShapeWrong(f"{name} is missing or no object")
    return found


_CALLS: Final[dict[str, Callable[[VcApi, JsonObject, _Signing], Answer]]] = {
    "credentials/issue": VcApi.issue,
    "credentials/verify": VcApi.verify,
    "credentials/derive": VcApi.derive,
    "credentials/status": VcApi.status,
    "presentations/verify": VcApi.verify_presentation,
}
