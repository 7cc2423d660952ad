"""The rows of one chunk of submissions: from start to badge, and what happened as events."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from assay.assessment.models import (
    Assignment,
    AssignmentStatus,
    Decision,
    Evaluation,
    Release,
    ScoreSheet,
    Screening,
    Slot,
    Status,
)
from assay.catalog.models import Version
from assay.demo.district import person
from assay.demo.history import APPROVER, LEAD
from assay.demo.simulation.awards import award_all
from assay.demo.simulation.chance import Draw
from assay.evidence.models import Artifact, ArtifactKind, Consent, Declaration, Response, Submission
from assay.evidence.models import Status as Handed
from assay.journeys.models import Start, StartStatus
from assay.lib.canonical import digest
from assay.lib.clock import now
from assay.people.models import Person
from assay.record.actions import Entry
from assay.record.models import MACHINE

WORDS = (
    "In the second lesson I asked fewer questions and waited longer. More students answered, and two of them "
    "answered each other. I counted before and after in the same way, and what did not change is in the table."
)


class Chunk:
    """Up to a thousand submissions, written in a handful of INSERTs."""

    def __init__(
        self,
        draws: Sequence[Draw],
        *,
        people: Sequence[Person],
        versions: Sequence[Version],
        assessors: dict[int, list[Person]],
    ) -> None:
        self.draws, self.people, self.versions, self.assessors = draws, people, versions, assessors
        self.lead, self.approver, self.moment = (
            person(LEAD),
            person(APPROVER),
            now() + timedelta(days=30),
        )

    def write(self) -> Iterator[Entry]:
        """Write the rows; the events to be noted for them, in the order of the submissions."""
        self.starts = Start.objects.bulk_create(map(self._start, self.draws))
        pairs = list(zip(self.draws, self.starts, strict=True))
        self.submissions = Submission.objects.bulk_create(self._submission(d, s) for d, s in pairs)
        self._evidence()
        rows = list(zip(self.draws, self.submissions, strict=True))
        self.evaluations = Evaluation.objects.bulk_create(self._evaluation(d, s) for d, s in rows)
        self._judging()
        closed = [
            (draw, submission, evaluation)
            for (draw, submission), evaluation in zip(rows, self.evaluations, strict=True)
            if draw.outcome == "earned"
        ]
        awards = award_all(closed, levels=self._levels)
        for draw, start, submission, evaluation in zip(
            self.draws, self.starts, self.submissions, self.evaluations, strict=True
        ):
            yield Entry(verb="journeys.started", subject=start, by=start.person)
            yield Entry(
                verb="evidence.submitted",
                subject=submission,
                by=start.person,
                particulars={"attempt": 1, "manifest": submission.manifest_hash},
            )
            if draw.outcome:
                said = {"outcome": draw.outcome, "submission": submission.pk}
                yield Entry(
                    verb="assessment.released",
                    subject=evaluation,
                    by=self.approver,
                    particulars=said,
                )
            if evaluation.pk in awards:
                award = awards[evaluation.pk]
                yield Entry(
                    verb="credentials.awarded",
                    subject=award,
                    by=MACHINE,
                    particulars={"evaluation": evaluation.pk},
                )

    def _version(self, draw: Draw) -> Version:
        return self.versions[draw.work]

    def _at(self, draw: Draw, *, days: int = 0) -> datetime:
        return self.moment - timedelta(
            days=max(0, draw.days_ago - days), minutes=draw.learner % 600
        )

    def _levels(self, draw: Draw) -> dict[str, str]:
        return {
            c.id: level
            for c, level in zip(self._version(draw).content.criteria, draw.levels, strict=True)
        }

    def _levels_of(self, draw: Draw, assignment: Assignment) -> dict[str, str]:
        """The second reader gives a level less on one criterion of some, which decides nothing otherwise."""
        levels = self._levels(draw)
        if assignment.slot == Slot.SECOND and draw.less_on is not None:
            criterion = list(levels)[draw.less_on]
            levels[criterion] = "almost" if levels[criterion] == "demonstrated" else "not_yet"
        return levels

    def _start(self, draw: Draw) -> Start:
        version, earned = self._version(draw), draw.outcome == "earned"
        return Start(
            person=self.people[draw.learner],
            version=version,
            micro_credential=version.micro_credential,
            status=StartStatus.FINISHED if earned else StartStatus.OPEN,
            started_at=self._at(draw, days=-20),
            ended_at=self._at(draw, days=9) if earned else None,
        )

    def _submission(self, draw: Draw, start: Start) -> Submission:
        at = self._at(draw)
        manifest = {"start": start.pk, "version": start.version_id, "generated": True}
        return Submission(
            start=start,
            version=start.version,
            status=Handed.CLOSED if draw.outcome else Handed.SUBMITTED,
            outcome=draw.outcome,
            created_at=start.started_at,
            saved_at=at,
            submitted_at=at,
            promised_on=(at + timedelta(days=11)).date(),
            closed_at=self._at(draw, days=9) if draw.outcome else None,
            manifest=manifest,
            manifest_hash=digest(manifest),
        )

    def _evidence(self) -> None:
        responses, artifacts = [], []
        for draw, submission in zip(self.draws, self.submissions, strict=True):
            content, at = self._version(draw).content, submission.saved_at
            responses += [
                Response(submission=submission, prompt_id=p.id, text=WORDS, revision=3, saved_at=at)
                for p in content.prompts
            ]
            artifacts += [
                self._artifact(submission, item.id, item.formats[0], n, at)
                for item in content.items
                for n in range(item.count_min)
            ]
        Response.objects.bulk_create(responses, batch_size=2000)
        made = Artifact.objects.bulk_create(artifacts, batch_size=2000)
        Consent.objects.bulk_create(
            (
                Consent(artifact=artifact, nobody_recognizable=True, recorded_at=artifact.added_at)
                for artifact in made
            ),
            batch_size=2000,
        )
        Declaration.objects.bulk_create(
            Declaration(
                submission=s,
                own_work=True,
                ai_use="None.",
                student_privacy=True,
                practice_months_ago=0,
                signed_at=s.submitted_at,
            )
            for s in self.submissions
        )

    def _artifact(
        self, submission: Submission, step_id: str, extension: str, n: int, at: datetime
    ) -> Artifact:
        return Artifact(
            submission=submission,
            step_id=step_id,
            kind=ArtifactKind.FILE,
            name=f"{step_id}-{n + 1}.{extension}",
            sha256=digest([submission.public_id, step_id, n]),
            size_bytes=120_000,
            added_at=at,
            order=n,
            media_type="video/mp4" if extension == "mp4" else "application/pdf",
            duration_seconds=240 if extension == "mp4" else None,
            description="A generated piece of evidence.",
        )

    def _evaluation(self, draw: Draw, submission: Submission) -> Evaluation:
        at = self._at(draw)
        return Evaluation(
            submission=submission,
            status=Status.RELEASED if draw.outcome else Status.QUEUED,
            opened_at=at,
            queued_at=at,
            due_on=(at + timedelta(days=11)).date(),
            scorings_needed=2,
            why_double="attested_only",
            released_at=self._at(draw, days=9) if draw.outcome else None,
        )

    def _judging(self) -> None:
        decided = [(d, e) for d, e in zip(self.draws, self.evaluations, strict=True) if d.outcome]
        Screening.objects.bulk_create(
            Screening(evaluation=e, by=self.lead, complete=True, at=e.opened_at)
            for e in self.evaluations
        )
        assignments = Assignment.objects.bulk_create(
            self._assignment(draw, evaluation, slot)
            for draw, evaluation in decided
            for slot in (Slot.FIRST, Slot.SECOND)
        )
        draw_of = {evaluation.pk: draw for draw, evaluation in decided}
        ScoreSheet.objects.bulk_create(
            self._sheet(draw_of[a.evaluation_id], a) for a in assignments
        )
        Decision.objects.bulk_create(
            self._decision(draw, evaluation) for draw, evaluation in decided
        )
        Release.objects.bulk_create(
            Release(evaluation=e, by=self.approver, released=True, at=self._at(d, days=9))
            for d, e in decided
        )

    def _assignment(self, draw: Draw, evaluation: Evaluation, slot: Slot) -> Assignment:
        pool = self.assessors[self._version(draw).micro_credential_id]
        at = self._at(draw, days=3)
        return Assignment(
            evaluation=evaluation,
            slot=slot,
            assessor=pool[(draw.learner + int(slot)) % len(pool)],
            status=AssignmentStatus.SCORED,
            offered_at=at,
            accepted_at=at,
            touched_at=at,
            ended_at=at,
            due_on=evaluation.due_on,
        )

    def _sheet(self, draw: Draw, assignment: Assignment) -> ScoreSheet:
        return ScoreSheet(
            assignment=assignment,
            levels=self._levels_of(draw, assignment),
            feedback=self._feedback(draw),
            summary=WORDS,
            saved_at=assignment.touched_at,
            handed_over_at=assignment.touched_at,
            outcome=draw.outcome,
        )

    def _decision(self, draw: Draw, evaluation: Evaluation) -> Decision:
        return Decision(
            evaluation=evaluation,
            outcome=draw.outcome,
            levels=self._levels(draw),
            feedback=self._feedback(draw),
            summary=WORDS,
            settled_by="agreement",
            made_at=self._at(draw, days=8),
        )

    def _feedback(self, draw: Draw) -> dict[str, Any]:
        return {
            ident: {
                "strength": "Seen in the second table.",
                "next": "" if level == "demonstrated" else "Count again.",
            }
            for ident, level in self._levels(draw).items()
        }
