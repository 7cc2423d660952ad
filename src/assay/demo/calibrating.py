"""Anchors and what assessors did with them: one is certified, one is half-way and has moved away, others may begin."""

from datetime import datetime, timedelta
from typing import Any

from assay.assessment import actions as assessment
from assay.assessment.models import Anchor, AnchorReading, Assessor, Calibration
from assay.assessment.pool import training
from assay.assessment.pool.actions.checking import put_among_work
from assay.catalog.models import MicroCredential, Version
from assay.demo.district import person
from assay.demo.places import MEDIA, load_all
from assay.demo.replay import description_of, notes_of
from assay.lib.clock import held_at
from assay.people.models import Person

WAIT_TIME = "mc-wait-time"
LEAD, CERTIFIED, HALF_WAY, OFFERS = "p-023", "p-014", "p-021", "p-003"
#: What a check was that its reader took for a submission.
CHECKED = "mc-checking-for-understanding"
#: What the one who is half-way wrote where they read it otherwise (calibration as drawn).
OWN_WORDS = {
    "c1": "The third question asks for analysis, and reasons are given for all three.",
    "c5": "Thoughtful, and well written. Wants every voice to find its moment.",
}

ELSE_WORDS = "Seen twice, in what students wrote and in the recording."


def lay_out(today: datetime) -> None:
    """Eight anchors; two assessors who have begun, one message to the lead, one earner who would assess."""
    with held_at(today - timedelta(days=40)):
        for data in load_all("anchors"):
            _make(data)
    with held_at(today - timedelta(days=30)):
        _certify(person(CERTIFIED))
    with held_at(today - timedelta(days=12)):
        _check(person(CERTIFIED))
    with held_at(today - timedelta(days=3)):
        _half_way(person(HALF_WAY))
        _drift(person(HALF_WAY))
        assessment.offer_to_assess(
            MicroCredential.objects.get(ident="mc-checking-for-understanding"), by=person(OFFERS)
        )


def _make(data: dict[str, Any]) -> None:
    """From a sample, whose expert is the truth, or written for training."""
    name = data.get("submission")
    sample = _sample(name) if name else data
    lead, folder = person(LEAD), name or data["id"]
    expert = sample["expert_scores"] if name else data["expert"]
    anchor = assessment.make_anchor(
        _version(sample),
        by=lead,
        setting=data["setting"],
        language=data.get("language", "en"),
        minutes=expert.get("minutes_to_score") or expert["minutes"],
        lesson=data.get("lesson") or sample["anchor"]["teaches"],
        declared_ai=data.get("declared_ai") or sample["declarations"]["ai_use"],
        responses={
            key: " ".join(text.split())
            for key, text in {**sample["responses"], **sample["reflection"]}.items()
        },
        levels={**expert["scores"], **sample.get("adjudication", {}).get("scores", {})},
        reasons={**data.get("reasons", {}), **(expert.get("rationale") or expert["reasons"])},
        moments=data.get("moments") or expert["moments"],
    )
    for artifact in sample["artifacts"]:
        path = MEDIA / artifact.get("media", f"{folder}/{artifact['filename']}")
        with path.open("rb") as file:
            assessment.add_anchor_file(
                anchor,
                artifact["item"],
                file,
                name=artifact["filename"],
                description=" ".join(description_of(artifact).split()),
                notes=tuple(notes_of(artifact)),
                by=lead,
            )
    assessment.put_in_use(anchor, by=lead)


def _sample(name: str) -> dict[str, Any]:
    return next(sample for sample in load_all("submissions") if sample["id"] == name)


def _version(sample: dict[str, Any]) -> Version:
    micro_credential = MicroCredential.objects.select_related("current").get(
        ident=sample["micro_credential"]
    )
    number = sample.get("micro_credential_version")
    rows = Version.objects.filter(micro_credential=micro_credential, published_at__isnull=False)
    found = rows.filter(number=number).first() if number else micro_credential.current
    if found is None:
        raise LookupError(f"{micro_credential} has no version {number}")
    return found


def _begin(somebody: Person) -> Calibration:
    for page in training.PAGES:
        assessment.confirm_training(page, by=somebody)
    assessor = Assessor.objects.current().get(
        person=somebody, micro_credential__ident=WAIT_TIME, major="1"
    )
    return assessment.start_calibration(assessor, by=somebody)


def _certify(somebody: Person) -> None:
    """All five, two levels of 25 one step from the expert's."""
    turn = _begin(somebody)
    for place, reading in enumerate(turn.readings.select_related("anchor__version"), 1):
        _read(reading.pk, somebody, otherwise={"c1"} if place in (2, 4) else set())


def _check(somebody: Person) -> None:
    """One anchor among their work, read a step otherwise on one criterion: it is paid, and shown beside the expert."""
    anchors = Anchor.objects.usable().filter(version__micro_credential__ident=CHECKED)
    _read_as_check(somebody, anchors[0], {"c3"})


def _drift(somebody: Person) -> None:
    """Two more, read otherwise throughout: the leads are told that their levels have moved."""
    for anchor in Anchor.objects.usable().filter(version__micro_credential__ident=CHECKED):
        _read_as_check(somebody, anchor, set(anchor.levels))


def _read_as_check(somebody: Person, anchor: Anchor, otherwise: set[str]) -> None:
    check = put_among_work(somebody, anchor)
    assessment.accept_check(check, by=somebody)
    if check.reading is not None:
        _read(check.reading.pk, somebody, otherwise=otherwise)


def _half_way(somebody: Person) -> None:
    """Two of five; on the second two levels are one step higher, and one message waits for the lead."""
    turn = _begin(somebody)
    first, second = list(turn.readings.select_related("anchor__version"))[:2]
    _read(first.pk, somebody)
    _read(second.pk, somebody, otherwise={"c1", "c5"})
    second.refresh_from_db()
    assessment.object_to(
        second,
        "c1",
        "The reasons for waiting are there, if short: one for each question.",
        by=somebody,
    )


def _read(pk: int, somebody: Person, otherwise: set[str] | None = None) -> None:
    """The expert's levels, but for some that are a step higher, or lower where there is none above."""
    reading = AnchorReading.objects.select_related("anchor__version").get(pk=pk)
    anchor: Anchor = reading.anchor
    levels = {
        ident: _beside(level) if ident in (otherwise or set()) else level
        for ident, level in anchor.levels.items()
    }
    words = {
        ident: {
            "strength": OWN_WORDS.get(ident, ELSE_WORDS)
            if ident in (otherwise or set())
            else anchor.reasons[ident],
            "next": ""
            if level == "demonstrated"
            else "Show this once more, with the moment named.",
        }
        for ident, level in levels.items()
    }
    assessment.save_reading(
        reading,
        levels=levels,
        feedback=words,
        summary="Read and scored criterion by criterion.",
        by=somebody,
    )
    assessment.hand_over_reading(reading, by=somebody)


def _beside(level: str) -> str:
    return {"not_yet": "almost", "almost": "demonstrated", "demonstrated": "almost"}[level]
