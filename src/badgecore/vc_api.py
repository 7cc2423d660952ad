"""The calls of the W3C Credentials Community Group's VC-API that W3C's test suites make, from request to response.

For tests only: it signs whatever has the right form. It holds no socket; whoever mounts it passes method, path and
body. Paths may start with the name of a cryptosuite (`/ecdsa-rdfc-2019/credentials/issue`), else it is eddsa-rdfc-2022.

| call | does |
|---|---|
| POST credentials/issue | signs; with `/status` before the suite, gives the credential a place in a status list |
| POST credentials/verify, presentations/verify | 200 with the checks made, or 400 with the errors |
| POST credentials/derive | ecdsa-sd-2023: what the holder shows |
| POST credentials/status | withdraws or suspends what was issued here |
| GET status/PURPOSE | the signed list |
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, cast

from badgecore.did import did_key, did_key_method
from badgecore.errors import BadgeError, ShapeWrong, StatusWrong
from badgecore.keys import PrivateKey
from badgecore.proofs import data_integrity, ecdsa_sd
from badgecore.status import Entry, Purpose, StatusList, list_credential
from badgecore.verify import Outcome, Report, Step, verify, verify_presentation
from badgecore.verify.fetching import Fetch, Fetched, Fetcher
from badgecore.verify.resources import resources
from badgecore.verify.shape import faults_of, is_url, types_of
from badgecore.wire import JsonObject, as_list, read_object, write_json

_SUITES: Final = (*data_integrity.SUITES,)
_PURPOSES: Final[tuple[Purpose, ...]] = ("revocation", "suspension")
_STATUS_ERROR: Final = "https://www.w3.org/ns/credentials/status-list#"
_PROBLEM: Final = {
    "status-list-short": _STATUS_ERROR + "STATUS_LIST_LENGTH_ERROR",
    "could-not-fetch": _STATUS_ERROR + "STATUS_RETRIEVAL_ERROR",
    "status-list-not-genuine": _STATUS_ERROR + "STATUS_VERIFICATION_ERROR",
    "status-wrong": _STATUS_ERROR + "MALFORMED_VALUE_ERROR",
    "status-out-of-range": _STATUS_ERROR + "RANGE_ERROR",
    "shape-wrong": "https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR",
    "not-json": "https://www.w3.org/TR/vc-data-model#PARSING_ERROR",
    "bad-signature": "https://w3id.org/security#PROOF_VERIFICATION_ERROR",
    "proof-wrong": "https://w3id.org/security#PROOF_VERIFICATION_ERROR",
    "proof-unknown": "https://w3id.org/security#PROOF_VERIFICATION_ERROR",
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
    """`keys` maps a cryptosuite to its key; `base` is the https address under which the status lists are served."""

    keys: Mapping[str, PrivateKey]
    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    base: str
    fetch: Fetch | None = None
    _lists: dict[str, StatusList] = field(default_factory=dict[str, StatusList])
    _issued: int = 0

    def issuer(self, suite: str) -> str:
        return did_key(self.keys[suite].public)

    def answer(self, method: str, path: str, body: bytes = b"") -> Answer:
        """Every refusal is an answer: 400 with `errors`, 404 for another path."""
        parts = [part for part in path.split("/") if part]
        with_status = parts[:1] == ["status"] and method == "POST"
        parts = parts[1:] if with_status else parts
        suite = parts.pop(0) if parts and parts[0] in _SUITES else "eddsa-rdfc-2022"
        try:
            if method == "GET" and len(parts) == 2 and parts[0] == "status" and parts[1] in _PURPOSES:
                return Answer(status=200, content=self._list(parts[1]))
            call = _CALLS.get("/".join(parts)) if method == "POST" else None
            if call is None or suite not in self.keys:
                return Answer(status=404, content={"errors": [{"title": "There is no such call."}]})
            return call(self, read_object(body), suite, with_status)
        except BadgeError as reason:
            return Answer(status=400, content={"errors": [_problem(reason.code, reason.sentence, reason.detail)]})

    def _issue(self, request: JsonObject, suite: str, with_status: bool) -> Answer:
        credential = self._ready(_object(request, "credential"), suite, with_status)
        options = request.get("options")
        options = options if isinstance(options, dict) else {}
        signed = self._signed(credential, suite, as_list(options.get("mandatoryPointers")))
        return Answer(status=201, content={"verifiableCredential": signed})

    def _ready(self, credential: JsonObject, suite: str, with_status: bool) -> JsonObject:
        """The issuer is us, whoever was named; everything else is as it came, and refused when it is out of form."""
        issuer = credential.get("issuer", self.issuer(suite))
        if isinstance(issuer, dict):
            credential = credential | {
                "issuer": issuer | {"id": self._own(issuer.get("id", self.issuer(suite)), suite)}
            }
        else:
            credential = credential | {"issuer": self._own(issuer, suite)}
        if with_status:
            credential = credential | {"credentialStatus": self._place()}
        faults = faults_of(credential)
        if faults:
            raise ShapeWrong("; ".join(faults))
        for entry in as_list(credential.get("credentialStatus")):
            if "BitstringStatusListEntry" in types_of(entry):
                Entry.read(entry)
                if not isinstance(entry["statusListIndex"], str):
                    raise StatusWrong("statusListIndex is no text")
        for step in resources(credential, fetcher=Fetcher(self.fetch)):
            if step.outcome is Outcome.FAILED:
                raise ShapeWrong(step.detail)
        return credential

    def _own(self, named: object, suite: str) -> str:
        if not is_url(named):
            raise ShapeWrong("the issuer is no URL")
        return self.issuer(suite)

    def _signed(self, document: JsonObject, suite: str, pointers: list[Any]) -> JsonObject:
        key, method = self.keys[suite], did_key_method(self.keys[suite].public)
        if suite == ecdsa_sd.SUITE:
            mandatory = [pointer for pointer in pointers if isinstance(pointer, str)] or ["/issuer"]
            return ecdsa_sd.sign_base(
                document,
                key=key,
                verification_method=method,
                created=self.now(),
                mandatory=mandatory,
                random=self.random,
            )
        name = cast("data_integrity.Cryptosuite", suite)
        return data_integrity.sign(document, key=key, verification_method=method, created=self.now(), cryptosuite=name)

    def _place(self) -> list[JsonObject]:
        self._issued += 1
        entries: list[JsonObject] = []
        for purpose in _PURPOSES:
            self._lists.setdefault(purpose, StatusList())
            url = f"{self.base}/status/{purpose}"
            entry = {"type": "BitstringStatusListEntry", "statusPurpose": purpose, "statusListCredential": url}
            entries.append(entry | {"id": f"{url}#{self._issued}", "statusListIndex": str(self._issued)})
        return entries

    def _list(self, purpose: Purpose) -> JsonObject:
        suite = "eddsa-rdfc-2022"
        bits = self._lists.setdefault(purpose, StatusList())
        document = list_credential(
            bits, url=f"{self.base}/status/{purpose}", issuer=self.issuer(suite), valid_from=self.now(), purpose=purpose
        )
        return self._signed(document, suite, [])

    def _status(self, request: JsonObject, _suite: str, _with_status: bool) -> Answer:
        entry = Entry.read(_object(request, "credentialStatus"))
        value = request.get("status", True)
        if entry.purpose not in self._lists or not isinstance(value, bool):
            raise StatusWrong("no such list here, or a status that is neither true nor false")
        self._lists[entry.purpose].set(entry.index, value)
        return Answer(status=200, content={})

    def _derive(self, request: JsonObject, _suite: str, _with_status: bool) -> Answer:
        credential = _object(request, "verifiableCredential")
        options = request.get("options")
        pointers = as_list(options.get("selectivePointers")) if isinstance(options, dict) else []
        proofs = [proof for proof in as_list(credential.get("proof")) if isinstance(proof, dict)]
        base = next((proof for proof in proofs if proof.get("cryptosuite") == ecdsa_sd.SUITE), None)
        if base is None or not all(isinstance(pointer, str) for pointer in pointers):
            raise ShapeWrong("no base proof, or a selective pointer that is no text")
        return Answer(status=201, content={"verifiableCredential": ecdsa_sd.derive(credential, base, reveal=pointers)})

    def _verify(self, request: JsonObject, _suite: str, _with_status: bool) -> Answer:
        return _judged(verify(_object(request, "verifiableCredential"), now=self.now(), fetch=self._door))

    def _verify_presentation(self, request: JsonObject, _suite: str, _with_status: bool) -> Answer:
        options = request.get("options")
        options = options if isinstance(options, dict) else {}
        asked = {name: options[name] for name in ("challenge", "domain") if isinstance(options.get(name), str)}
        document = _object(request, "verifiablePresentation")
        return _judged(verify_presentation(document, now=self.now(), fetch=self._door, **asked))

    def _door(self, url: str) -> Fetched:
        """Our own lists are not fetched over the network."""
        own = url.removeprefix(f"{self.base}/status/")
        if own in _PURPOSES:
            return Answer(status=200, content=self._list(own))
        return Fetcher(self.fetch).answer(url)


def _judged(report: Report) -> Answer:
    """Whatever is wrong is an error, and so is what could not be checked, save a status of a kind we do not know."""
    wrong = [step for step in _all_steps(report) if step.decides and _counts(step)]
    checks = sorted({step.name for step in report.steps if step.outcome is Outcome.PASSED})
    errors = [_problem(step.code, step.sentence, step.detail) for step in wrong]
    content: JsonObject = {"verified": not errors, "checks": checks, "warnings": [], "errors": errors}
    return Answer(status=400 if errors else 200, content=content)


def _counts(step: Step) -> bool:
    return step.outcome is Outcome.FAILED or (step.outcome is Outcome.UNKNOWN and step.code != "status-unknown")


def _all_steps(report: Report) -> list[Step]:
    return [*report.steps, *(step for inner in report.inner.values() for step in inner.steps)]


def _problem(code: str, title: str, detail: str) -> JsonObject:
    kind = _PROBLEM.get(code, "https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR")
    return {"type": kind, "title": title, "detail": detail or code, "code": code}


def _object(request: JsonObject, name: str) -> JsonObject:
    found = request.get(name)
    if not isinstance(found, dict):
        raise ShapeWrong(f"{name} is missing or no object")
    return found


_CALLS: Final[dict[str, Callable[[VcApi, JsonObject, str, bool], Answer]]] = {
    "credentials/issue": VcApi._issue,
    "credentials/verify": VcApi._verify,
    "credentials/derive": VcApi._derive,
    "credentials/status": VcApi._status,
    "presentations/verify": VcApi._verify_presentation,
}
