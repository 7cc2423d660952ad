"""What a verification says: steps that passed, failed or could not be checked, and one word for the whole."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal, TypeAlias, get_args

from badgecore.errors import BadgeError, shortened
from badgecore.verify.sentences import ADVICE, SENTENCES, STEP_TITLES, VERDICTS
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
# From the worst to the best.
Verdict: TypeAlias = Literal[
    "no-badge",
    "unsigned",
    "not-valid",
    "revoked",
    "suspended",
    "expired",
    "not-yet-valid",
    "someone-else",
    "superseded",
    "unvouched",
    "unclear",
    "valid",
]
# What a reader may be shown beside a step: a tick, a cross, an open question, or a fact that is neither.
Mark: TypeAlias = Literal["passed", "failed", "unknown", "note"]

# Codes that give a failed report a word of its own, in the order in which they count. Any other failure is "not-valid".
_OWN_WORD: Final[dict[str, Verdict]] = {
    "revoked": "revoked",
    "suspended": "suspended",
    "expired": "expired",
    "not-yet-valid": "not-yet-valid",
    "recipient-other": "someone-else",
    "superseded": "superseded",
}
# The signature may hold; that it is whose the badge says is known to nobody who was asked.
_NOBODY_VOUCHES: Final = ("issuer-in-key", "issuer-nameless", "issuer-unconfirmed", "did-unknown")
# Told, though nothing was seen that could bear a tick.
_NO_TICK: Final = (
    "file-opened",
    "file-named",
    "file-several",
    "status-none",
    "status-list-short",
    "status-list-foreign",
    "status-message",
    "issuer-claimed",
    "dates-claimed",
    "recipient-claimed",
)
# A file that holds something like a badge, and contradicts itself.
_READ_BUT_WRONG: Final = ("proof-wrong", "shape-wrong")
# How a command ends that was asked for a check: each verdict with a code of its own. 64 and above are not verdicts.
EXIT_CODES: Final[dict[Verdict, int]] = {
    "valid": 0,
    "not-valid": 1,
    "unclear": 2,
    "no-badge": 3,
    "unvouched": 4,
    "unsigned": 5,
    "revoked": 6,
    "suspended": 7,
    "expired": 8,
    "not-yet-valid": 9,
    "someone-else": 10,
    "superseded": 11,
}
# Of several badges in one file the worst is told.
_FROM_WORST: Final[tuple[Verdict, ...]] = get_args(Verdict)


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
        return (
            written
            | ({"detail": self.detail} if self.detail else {})
            | ({} if self.decides else {"decides": False})
        )


def passed(name: StepName, code: str, detail: str = "", *, decides: bool = True) -> Step:
    return Step(name=name, outcome=Outcome.PASSED, code=code, detail=detail, decides=decides)


def failed(
    name: StepName, reason: BadgeError | str, detail: str = "", *, decides: bool = True
) -> Step:
    return _because(name, Outcome.FAILED, reason, detail, decides)


def unknown(
    name: StepName, reason: BadgeError | str, detail: str = "", *, decides: bool = True
) -> Step:
    return _because(name, Outcome.UNKNOWN, reason, detail, decides)


def _because(
    name: StepName, outcome: Outcome, reason: BadgeError | str, detail: str, decides: bool
) -> Step:
    code, more = (reason, "") if isinstance(reason, str) else (reason.code, reason.detail)
    return Step(
        name=name, outcome=outcome, code=code, detail=shortened(detail or more), decides=decides
    )


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
        """Unknown never counts as passed: without a failure, one open deciding step makes the whole "unclear", or
        "unvouched" where the signature holds and it is its owner whom nobody knows. Of several badges in one file it
        is the worst word of all of them."""
        if self.is_several:
            return min((inner.verdict for inner in self.inner.values()), key=_FROM_WORST.index)
        failed_steps = [
            step for step in self.steps if step.outcome is Outcome.FAILED and step.decides
        ]
        failures = [step.code for step in failed_steps]
        if any(step.name == "file" and step.code not in _READ_BUT_WRONG for step in failed_steps):
            return "no-badge"
        if "signature-missing" in failures:
            return "unsigned"
        if any(code not in _OWN_WORD for code in failures):
            return "not-valid"
        for code, word in _OWN_WORD.items():
            if code in failures:
                return word
        open_steps = [
            step for step in self.steps if step.outcome is Outcome.UNKNOWN and step.decides
        ]
        if any(step.name == "file" and step.code == "could-not-fetch" for step in open_steps):
            return "no-badge"
        if self.is_signed and any(
            step.name == "issuer" and step.code in _NOBODY_VOUCHES for step in open_steps
        ):
            return "unvouched"
        return "unclear" if open_steps or not self.steps else "valid"

    @property
    def sentence(self) -> str:
        return VERDICTS[self.said]

    @property
    def advice(self) -> str:
        """What to do next, for whoever decides about the person who brought it."""
        return ADVICE[self.said]

    @property
    def is_several(self) -> bool:
        """Whether it speaks of several badges that came in one file, each with a report of its own in `inner`."""
        return self.step_of("file-several") is not None

    def step_of(self, code: str) -> Step | None:
        return next((step for step in self.steps if step.code == code), None)

    @property
    def said(self) -> str:
        """Which sentence of `VERDICTS` tells the verdict: of what is open, whether it is the signature itself."""
        if self.is_several:
            return f"several-{self.verdict}" if self.verdict == "valid" else "several"
        if self.verdict == "unclear" and self.step("signature") is not None and not self.is_signed:
            return "unclear-signature"
        return self.verdict

    @property
    def exit_code(self) -> int:
        """How a command ends that was asked for this check: 0 for "valid" and for nothing else."""
        return EXIT_CODES[self.verdict]

    @property
    def is_signed(self) -> bool:
        """Whether a signature holds, or the issuer's own copy in its place (OB 2.0); whoever made it."""
        if self.is_several:
            return all(inner.is_signed for inner in self.inner.values())
        step = self.step("signature")
        return step is not None and step.outcome is Outcome.PASSED

    def mark(self, step: Step) -> Mark:
        """No tick stands anywhere while the signature does not hold, nor for what only says that nothing was seen."""
        if step.code in _NO_TICK:
            return "note"
        if step.outcome is Outcome.PASSED:
            return "passed" if self.is_signed else "note"
        return "failed" if step.outcome is Outcome.FAILED else "unknown"

    def step(self, name: StepName) -> Step | None:
        """The step of that name that weighs most: failed before unknown before passed."""
        weight = {Outcome.FAILED: 0, Outcome.UNKNOWN: 1, Outcome.PASSED: 2}
        own = [step for step in self.steps if step.name == name]
        return min(own, key=lambda step: weight[step.outcome], default=None)

    def to_json(self) -> JsonObject:
        written: JsonObject = {
            "verdict": self.verdict,
            "sentence": self.sentence,
            "advice": self.advice,
            "standard": self.standard,
        }
        written["container"] = self.container
        written["steps"] = [step.to_json() for step in self.steps]
        if self.inner:
            written["inner"] = {place: report.to_json() for place, report in self.inner.items()}
        return written
