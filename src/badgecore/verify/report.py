"""What a verification says: steps that passed, failed or could not be checked, and one word for the whole."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from badgecore.errors import BadgeError, shortened
from badgecore.verify.sentences import SENTENCES, STEP_TITLES, VERDICTS
from badgecore.wire import JsonObject

StepName: TypeAlias = Literal[
    "file",
    "form",
    "vocabulary",
    "rules",
    "signature",
    "issuer",
    "dates",
    "status",
    "resources",
    "recipient",
    "newer",
    "endorsements",
    "contents",
    "holder",
]
Verdict: TypeAlias = Literal[
    "valid",
    "not-valid",
    "revoked",
    "suspended",
    "expired",
    "not-yet-valid",
    "someone-else",
    "superseded",
    "unclear",
]

# Codes that give a failed report a word of its own, in the order in which they count. Any other failure is "not-valid".
_OWN_WORD: Final[dict[str, Verdict]] = {
    "revoked": "revoked",
    "suspended": "suspended",
    "expired": "expired",
    "not-yet-valid": "not-yet-valid",
    "recipient-other": "someone-else",
    "superseded": "superseded",
}


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "could not be checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`code` is stable and has its sentence in `SENTENCES`; `detail` is for those who build issuers, untranslated.

    A step that does not decide is told to the reader but leaves the verdict alone.
    """

    name: StepName
    outcome: Outcome
    code: str
    detail: str = ""
    decides: bool = True

    @property
    def title(self) -> str:
        return STEP_TITLES[self.name]

    @property
    def sentence(self) -> str:
        return SENTENCES[self.code]

    def to_json(self) -> JsonObject:
        written: JsonObject = {"step": self.name, "outcome": self.outcome.value, "code": self.code}
        written["sentence"] = self.sentence
        return written | ({"detail": self.detail} if self.detail else {}) | ({} if self.decides else {"decides": False})


def passed(name: StepName, code: str, detail: str = "", *, decides: bool = True) -> Step:
    return Step(name=name, outcome=Outcome.PASSED, code=code, detail=detail, decides=decides)


def failed(name: StepName, reason: BadgeError | str, detail: str = "", *, decides: bool = True) -> Step:
    return _because(name, Outcome.FAILED, reason, detail, decides)


def unknown(name: StepName, reason: BadgeError | str, detail: str = "", *, decides: bool = True) -> Step:
    return _because(name, Outcome.UNKNOWN, reason, detail, decides)


def _because(name: StepName, outcome: Outcome, reason: BadgeError | str, detail: str, decides: bool) -> Step:
    code, more = (reason, "") if isinstance(reason, str) else (reason.code, reason.detail)
    return Step(name=name, outcome=outcome, code=code, detail=shortened(detail or more), decides=decides)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`document` is the credential as read, None when there was none.

    `standard` is what the badge was read by: "Open Badges 3.0", "Open Badges 2.0", "CLR 2.0",
    "Verifiable Credential". `container` is how it came: "json", "jwt", "png", "svg". `inner` are the
    reports of embedded credentials, by their place.
    """

    steps: tuple[Step, ...]
    document: JsonObject | None = None
    standard: str = ""
    container: str = ""
    inner: dict[str, "Report"] = field(default_factory=dict[str, "Report"])

    @property
    def verdict(self) -> Verdict:
        """Unknown never counts as passed: without a failure, one open deciding step makes the whole "unclear"."""
        failures = [step.code for step in self.steps if step.outcome is Outcome.FAILED and step.decides]
        if any(code not in _OWN_WORD for code in failures):
            return "not-valid"
        for code, word in _OWN_WORD.items():
            if code in failures:
                return word
        open_steps = any(step.outcome is Outcome.UNKNOWN and step.decides for step in self.steps)
        return "unclear" if open_steps or not self.steps else "valid"

    @property
    def sentence(self) -> str:
        return VERDICTS[self.verdict]

    def step(self, name: StepName) -> Step | None:
        """The step of that name that weighs most: failed before unknown before passed."""
        weight = {Outcome.FAILED: 0, Outcome.UNKNOWN: 1, Outcome.PASSED: 2}
        own = [step for step in self.steps if step.name == name]
        return min(own, key=lambda step: weight[step.outcome], default=None)

    def to_json(self) -> JsonObject:
        written: JsonObject = {"verdict": self.verdict, "sentence": self.sentence, "standard": self.standard}
        written["container"] = self.container
        written["steps"] = [step.to_json() for step in self.steps]
        if self.inner:
            written["inner"] = {place: report.to_json() for place, report in self.inner.items()}
        return written
