"""The record in words: what each verb means to somebody who reads it, and where its subject can be seen."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import quote

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from assay.lib.http import address_of
from assay.lib.prepared import prepared
from assay.people.models import (
    Membership,
    Organization,
    Person,
    administered_paths,
    role_word,
)
from assay.record.models import Event

WORDS: dict[str, str | Promise] = {
    "people.added": _("made an account"),
    "people.invited": _("sent an invitation"),
    "people.invitation_withdrawn": _("took back an invitation"),
    "people.joined": _("joined"),
    "people.granted": _("gave a role"),
    "people.ended": _("ended a role"),
    "people.kept": _("took back the end of a role"),
    "people.role_refused": _("was refused a role they wanted to give or end"),
    "people.deactivated": _("closed an account"),
    "people.reactivated": _("opened an account again"),
    "people.profile_changed": _("changed their profile"),
    "people.signed_in": _("signed in"),
    "people.signed_out": _("signed out"),
    "people.sign_in_refused": _("refused to sign someone in"),
    "people.denied": _("tried something they may not do"),
    "people.proved_anew": _("proved once more that it is them"),
    "people.sessions_ended": _("signed out everywhere else"),
    "people.factor_added": _("added a second step"),
    "people.factor_removed": _("took a second step away"),
    "people.factor_renewed": _("made new recovery codes"),
    "people.password_changed": _("changed a password"),
    "people.email_changed": _("changed an e-mail address"),
    "people.organization_created": _("made an organization"),
    "people.organization_changed": _("changed an organization"),
    "people.organization_ended": _("closed an organization"),
    "people.data_sharing_proposed": _("proposed a data-sharing agreement"),
    "people.data_sharing_accepted": _("accepted a data-sharing agreement"),
    "people.data_sharing_ended": _("ended a data-sharing agreement"),
    "program.policy_set": _("set a policy"),
    "program.mandate_given": _("allowed one action"),
    "program.checklist_set": _("set the checklist"),
    "program.goals_set": _("set the district’s goals"),
    "program.period_closed": _("closed days in the calendar"),
    "program.need_voiced": _("asked for a micro-credential that is not there"),
    "frameworks.imported": _("imported a framework"),
    "catalog.imported": _("imported a micro-credential"),
    "catalog.drafted": _("saved a draft of a version"),
    "catalog.published": _("published a version"),
    "catalog.saved": _("changed a draft of a version"),
    "catalog.retiring": _("began to retire a version"),
    "catalog.retired": _("retired a version"),
    "catalog.stack_imported": _("imported a stack"),
    "journeys.started": _("started"),
    "journeys.start_goal_changed": _("changed the goal of a start"),
    "journeys.finished": _("earned what they had started"),
    "journeys.voided": _("ended a learner’s work after the badge was withdrawn"),
    "journeys.left": _("paused a start"),
    "journeys.reopened": _("took up a start again"),
    "journeys.repinned": _("moved to a newer version"),
    "journeys.goal_set": _("set a goal"),
    "journeys.goal_changed": _("changed a goal"),
    "journeys.goal_reached": _("reached a goal"),
    "journeys.goal_put_aside": _("paused a goal"),
    "journeys.goal_taken_up": _("took up a goal again"),
    "journeys.planned": _("put something in their plan"),
    "journeys.plan_changed": _("changed their plan"),
    "journeys.unplanned": _("took something out of their plan"),
    "evidence.begun": _("began a submission"),
    "evidence.submitted": _("handed in a submission"),
    "evidence.reopened": _("gave a submission back as incomplete"),
    "evidence.next_attempt_opened": _("opened the next attempt"),
    "evidence.closed": _("closed a submission"),
    "evidence.corrected": _("corrected the outcome of a submission"),
    "evidence.kept_more": _("kept more of an earlier attempt"),
    "evidence.attempt_set_aside": _("set an attempt aside"),
    "evidence.attempt_counted": _("let an attempt count again"),
    "evidence.withdrawn": _("withdrew a submission"),
    "evidence.opted_up": _("carried a draft to a newer version"),
    "evidence.artifact_added": _("added evidence"),
    "evidence.artifact_removed": _("took evidence away"),
    "evidence.artifact_restored": _("put evidence back"),
    "evidence.consent_recorded": _("recorded who permitted it"),
    "evidence.public_consent_recorded": _("recorded consent to show evidence publicly"),
    "evidence.public_consent_ended": _("took back consent to show evidence publicly"),
    "evidence.condition_opened": _("set a condition for the next attempt"),
    "evidence.condition_met": _("met a condition"),
    "evidence.held": _("placed a hold on evidence"),
    "evidence.hold_lifted": _("lifted a hold"),
    "evidence.promise_moved": _("named another day for a decision"),
    "assessment.promise_broken": _("told that a promised day is over"),
    "evidence.promised": _("promised a day for a decision"),
    "evidence.opened": _("opened evidence"),
    "evidence.taken_up": _("took up a submission again"),
    "assessment.attested": _("approved an assessor"),
    "assessment.basis_ended": _("ended an assessor’s certification"),
    "assessment.basis_resumed": _("took the end of an assessor’s certification back"),
    "assessment.offered_to_assess": _("offered to assess what they earned"),
    "assessment.readers_asked": _("asked the pool for readers"),
    "assessment.reader_request_answered": _("answered a request for readers"),
    "assessment.reader_request_ended": _("ended a request for readers"),
    "assessment.offer_ended": _("ended an offer to assess"),
    "assessment.training_read": _("read a page of the assessors’ training"),
    "assessment.calibration_started": _("began a calibration"),
    "assessment.anchor_scored": _("scored an anchor"),
    "assessment.calibrated": _("ended a calibration with its result"),
    "assessment.calibration_stopped": _("stopped a calibration"),
    "assessment.anchor_made": _("made an anchor"),
    "assessment.anchor_used": _("put an anchor in use"),
    "assessment.anchor_retired": _("retired an anchor"),
    "assessment.anchor_corrected": _("corrected a level of an anchor"),
    "assessment.anchor_set_aside": _("set a criterion of an anchor aside"),
    "assessment.anchor_counted_again": _("let a criterion of an anchor count again"),
    "assessment.anchor_asked": _("asked whether work may train assessors"),
    "assessment.anchor_permitted": _("let their work train assessors"),
    "assessment.anchor_permission_ended": _("did not let their work train assessors"),
    "assessment.objected": _("read an anchor otherwise than its expert"),
    "assessment.objection_answered": _("answered who read an anchor otherwise"),
    "assessment.check_offered": _("gave an assessor an anchor among their work"),
    "assessment.check_accepted": _("took the next work"),
    "assessment.check_reminded": _("reminded an assessor of their work"),
    "assessment.check_ended": _("ended the next work unread"),
    "assessment.renewal_due": _("told an assessor that a certification ends soon"),
    "assessment.certification_ended": _("told an assessor that a certification has run out"),
    "assessment.drift_told": _("told leads that levels moved away"),
    "assessment.drift_answered": _("let an assessor go on after an alarm"),
    "assessment.paused": _("paused an assessor’s work"),
    "assessment.pause_ended": _("ended an assessor’s pause"),
    "assessment.conflict_declared": _("declared a conflict of interest"),
    "assessment.conflict_ended": _("ended a conflict of interest"),
    "assessment.disagreed": _("came to different levels"),
    "assessment.reminded": _("reminded an assessor"),
    "assessment.withdrawn": _("closed an evaluation that was withdrawn"),
    "assessment.opened": _("opened an evaluation"),
    "assessment.screening_taken": _("took a check of completeness"),
    "assessment.screening_left": _("left a check of completeness"),
    "assessment.inspected": _("opened evidence with a stated reason"),
    "assessment.screened": _("checked a submission for completeness"),
    "assessment.offered": _("offered a submission to an assessor"),
    "assessment.capacity_agreed": _("agreed on an assessor’s share"),
    "assessment.availability_said": _("said when and what they can assess"),
    "assessment.declined": _("gave an offer back"),
    "assessment.offer_lapsed": _("let an offer run out"),
    "assessment.accepted": _("took a submission to score"),
    "assessment.scored": _("sent scores"),
    "assessment.recused": _("stepped back from scoring"),
    "assessment.attestation_opened": _("asked for a colleague’s confirmation"),
    "assessment.attestation_asked": _("named a colleague to confirm their work"),
    "assessment.attestation_answered": _("answered whether a colleague did this work"),
    "assessment.attestation_reminded": _("reminded of a colleague’s confirmation"),
    "assessment.attestation_run_out": _("a colleague’s confirmation did not come in time"),
    "assessment.attestation_asked_again": _("asked for another colleague’s confirmation"),
    "assessment.attestation_waived": _("went on without a colleague’s confirmation"),
    "assessment.reopening_asked": _("asked to judge a kept criterion again"),
    "assessment.reopening_answered": _("answered whether a kept criterion is judged again"),
    "assessment.comment_proposed": _("proposed a sentence for the comment bank"),
    "assessment.comment_taken": _("took a sentence into the comment bank"),
    "assessment.comment_edited": _("rewrote a sentence of the comment bank"),
    "assessment.comment_declined": _("did not take a sentence into the comment bank"),
    "assessment.comment_retired": _("retired a sentence of the comment bank"),
    "assessment.lapsed": _("let an assignment expire"),
    "assessment.decided": _("came to a decision"),
    "assessment.returned": _("returned a decision to scoring"),
    "assessment.released": _("released a decision"),
    "assessment.check_late": _("was told that a check is past its day"),
    "assessment.second_reading_asked": _("asked for a second reading"),
    "assessment.similar_found": _("found evidence that is like another’s"),
    "assessment.safety_reported": _("sent a safety report"),
    "assessment.safety_taken": _("took a safety report"),
    "assessment.safety_passed_on": _("passed a safety report on"),
    "assessment.safety_reminded": _("reminded of a safety report"),
    "assessment.safety_ended": _("closed a safety report"),
    "credits.license_added": _("added a license"),
    "credits.license_changed": _("changed a license"),
    "credits.license_removed": _("removed a license"),
    "credits.value_changed": _("told a learner of another value"),
    "credits.mending_asked": _("wrote to a learner about their credit"),
    "credits.batch_frozen": _("froze a batch of credit"),
    "credits.results_imported": _("imported the answer to a batch"),
    "credits.elsewhere_added": _("entered learning elsewhere"),
    "credits.elsewhere_removed": _("took learning elsewhere off"),
    "credits.proposed": _("proposed credit"),
    "credits.corrected": _("corrected proposed credit"),
    "credits.claimed": _("took credit for a license"),
    "credits.declined": _("declined credit"),
    "credits.approved": _("approved credit"),
    "credits.exported": _("sent credit"),
    "credits.accepted": _("noted that credit was accepted"),
    "credits.rejected": _("noted that credit was sent back"),
    "credits.reversed": _("took credit back"),
    "credits.approval_added": _("wrote down an approval of credit"),
    "credits.approval_ended": _("ended an approval of credit"),
    "assessment.held": _("put a submission on hold"),
    "assessment.hold_lifted": _("lifted a hold"),
    "assessment.overridden": _("decided otherwise than the passing rule"),
    "assessment.appealed": _("appealed a decision"),
    "assessment.appeal_withdrawn": _("took an appeal back"),
    "assessment.appeal_taken": _("took an appeal to answer"),
    "assessment.appeal_reading_given": _("gave a submission to be read again"),
    "assessment.appeal_decided": _("answered an appeal"),
    "assessment.chair_asked": _("asked the chair about an appeal"),
    "assessment.appeal_ruled": _("had the last word on an appeal"),
    "assessment.feedback_drawn": _("drew a sample of feedback"),
    "assessment.feedback_checked": _("checked the feedback on a sheet"),
    "assessment.feedback_read": _("read a note on their feedback"),
    "assessment.pay_approved": _("approved a month of pay for assessing"),
    "assessment.pay_corrected": _("corrected what a reading is paid"),
    "catalog.in_review": _("closed a draft while the committee has it"),
    "catalog.given_back": _("gave a draft back to its authors"),
    "program.committee_sits": _("wrote down whether a committee sits"),
    "program.exception_granted": _("made an exception to the standard"),
    "governance.established": _("began a committee"),
    "governance.charter_set": _("set a committee’s charter"),
    "governance.seat_added": _("added a seat to a committee"),
    "governance.seated": _("gave someone a seat on a committee"),
    "governance.unseated": _("ended someone’s term on a committee"),
    "governance.proposed": _("began a proposal"),
    "governance.items_checked": _("checked a draft against the standard"),
    "governance.sponsored": _("sponsored a proposal"),
    "governance.submitted": _("handed a proposal to the committee"),
    "governance.withdrawn": _("took a proposal back"),
    "governance.taken_up": _("took up a proposal"),
    "governance.items_reviewed": _("reviewed items of a proposal"),
    "governance.commented": _("commented on a proposal"),
    "governance.recused": _("stepped back from a proposal"),
    "governance.voting_opened": _("opened the voting on a proposal"),
    "governance.voted": _("voted on a proposal"),
    "governance.voting_closed": _("closed the voting on a proposal"),
    "governance.tie_broken": _("broke a tie of a committee"),
    "governance.decided": _("decided about a proposal"),
    "governance.condition_met": _("noted that a condition is met"),
    "credentials.awarded": _("issued a badge"),
    "credentials.shared": _("shared a badge"),
    "credentials.visibility_set": _("changed who sees a badge"),
    "credentials.revoked": _("withdrew a badge"),
    "credentials.case_opened": _("opened a case about a badge"),
    "credentials.case_answered": _("answered in a case about a badge"),
    "credentials.panel_named": _("named a panel"),
    "credentials.votes_opened": _("let a panel vote"),
    "credentials.voted": _("voted on a panel"),
    "credentials.case_decided": _("decided a case about a badge"),
    "credentials.case_appealed": _("appealed what a panel decided"),
    "credentials.case_ended": _("ended a case about a badge"),
    "credentials.reissued": _("issued a badge again"),
    "credentials.share_ended": _("ended a link to a badge"),
    "credentials.piece_taken_back": _("took back a piece that someone in it no longer agrees to"),
    "credentials.evidence_shown": _("chose the evidence a badge names"),
    "credentials.wallet_offered": _("offered a badge to a wallet"),
    "credentials.wallet_offer_ended": _("ended an offer to a wallet"),
    "credentials.wallet_bound": _("took a badge into a wallet"),
    "credentials.wallet_ended": _("disconnected a wallet"),
    "credentials.key_rotated": _("changed a signing key"),
    "credentials.public_page_opened": _("opened their public page"),
    "credentials.public_page_closed": _("closed their public page"),
    "credentials.endorsement_asked": _("asked for an endorsement"),
    "credentials.endorsement_ask_ended": _("ended a request for an endorsement"),
    "credentials.endorsed": _("signed an endorsement"),
    "credentials.endorsement_accepted": _("showed an endorsement"),
    "credentials.endorsement_put_aside": _("hid an endorsement"),
    "credentials.endorsement_withdrawn": _("withdrew an endorsement"),
    "record.told_again": _("had a step that failed tried again"),
    "letters.failed": _("gave up sending an e-mail"),
    "letters.tried_again": _("tried an e-mail again"),
    "letters.taken_back": _("decided that an e-mail is not sent"),
    "demo.begun": _("began to load the demonstration"),
    "demo.loaded": _("loaded the demonstration"),
}

# Where a subject can be seen, by address name; a room that has no such page yet is left out without a word.
PAGES = {
    "people.person": "people:detail",
    "people.organization": "people:organization",
    "credentials.award": "credentials:badge",
    "credentials.endorsement": "credentials:endorsement",
}


# Subjects without a page of their own that are looked after in one list.
LISTS = {
    "people.datasharingagreement": "people:data-sharing",
    "people.invitation": "people:invitations",
    "letters.letter": "people:letters",
}

# What a subject is, where it has no name of its own; its number follows.
KINDS: dict[str, str | Promise] = {
    "assessment.assessor": _("certification"),
    "assessment.conflict": _("conflict of interest"),
    "assessment.anchor": _("anchor"),
    "assessment.anchorreading": _("anchor"),
    "assessment.anchorpermission": _("permission for an anchor"),
    "assessment.calibration": _("calibration"),
    "assessment.objection": _("message on an anchor"),
    "assessment.readerrequest": _("request for readers"),
    "assessment.trainingread": _("training page"),
    "assessment.assessoroffer": _("offer to assess"),
    "catalog.draft": _("draft"),
    "catalog.microcredential": _("micro-credential"),
    "catalog.stack": _("stack"),
    "catalog.version": _("version"),
    "credentials.award": _("badge"),
    "credentials.endorsement": _("endorsement"),
    "credentials.revocationcase": _("case about a badge"),
    "credentials.endorsementask": _("request for an endorsement"),
    "credentials.issuerkey": _("signing key"),
    "credentials.publicpage": _("public page"),
    "credentials.wallet": _("wallet"),
    "evidence.artifact": _("piece of evidence"),
    "frameworks.framework": _("framework"),
    "journeys.goal": _("goal"),
    "journeys.planitem": _("line of a plan"),
    "journeys.start": _("start"),
    "letters.letter": _("e-mail"),
    "people.datasharingagreement": _("data-sharing agreement"),
    "people.invitation": _("invitation"),
    "people.membership": _("role"),
    "program.checklistitem": _("checklist"),
    "program.closedperiod": _("closed days"),
    "program.need": _("need"),
    "program.policy": _("policy"),
}

#: How rows of a kind are called, and where they are seen: by their numbers, for a reader. One question each.
Named = dict[str, tuple[str, str]]
_FINDERS: dict[str, Callable[[Sequence[int], Person], Named]] = {}


def name_subjects(kind: str, find: Callable[[Sequence[int], Person], Named]) -> None:
    """Announce how the record calls a room's rows, and where they are seen (in `AppConfig.ready`)."""
    _FINDERS[kind] = find


def held_roles(numbers: Sequence[int], reader: Person) -> Named:
    """Roles that were given or ended, on the page of who held them."""
    rows = _roles(numbers, administered_paths(reader))
    return {
        str(pk): (
            gettext("%(role)s of %(name)s") % {"role": role_word(role), "name": name},
            address_of("people:detail", person),
        )
        for pk, person, name, role in rows
    }


@prepared
def _roles(
    numbers: Sequence[int], paths: Sequence[str]
) -> QuerySet[Membership, tuple[int, int, str, str]]:
    rows = Membership.objects.all().under(paths).filter(pk__in=numbers)
    return rows.values_list("pk", "person", "person__display_name", "role")


name_subjects("people.membership", held_roles)


# What would tell a "not yet", an incomplete or a next attempt (A14) is one of many in these words, whoever reads. Only
# who did it reads what it was. Members of a group are as many acts that tell nothing as acts that would.
PRIVATE: dict[str, str | Promise] = {
    **dict.fromkeys(
        (
            "evidence.begun",
            "evidence.submitted",
            "evidence.withdrawn",
            "evidence.taken_up",
            "evidence.opted_up",
            "evidence.next_attempt_opened",
            "assessment.appealed",
            "assessment.appeal_withdrawn",
            "assessment.chair_asked",
        ),
        _("worked on a submission"),
    ),
    **dict.fromkeys(
        ("assessment.screened", "evidence.reopened"), _("checked a submission for completeness")
    ),
    **dict.fromkeys(("assessment.released", "evidence.closed"), _("released a decision")),
    **dict.fromkeys(
        (
            "assessment.opened",
            "assessment.disagreed",
            "assessment.decided",
            "assessment.returned",
            "assessment.withdrawn",
            "assessment.appeal_taken",
            "assessment.appeal_reading_given",
            "assessment.appeal_decided",
            "assessment.appeal_ruled",
            "assessment.check_late",
            "assessment.promise_broken",
            "assessment.second_reading_asked",
            "assessment.similar_found",
            "assessment.safety_reported",
            "assessment.safety_taken",
            "assessment.safety_passed_on",
            "assessment.safety_reminded",
            "assessment.safety_ended",
            "assessment.held",
            "assessment.hold_lifted",
            "assessment.overridden",
            "assessment.attestation_opened",
            "assessment.attestation_asked",
            "assessment.attestation_answered",
            "assessment.attestation_reminded",
            "assessment.attestation_run_out",
            "assessment.attestation_asked_again",
            "assessment.attestation_waived",
            "assessment.reopening_asked",
            "assessment.reopening_answered",
            "evidence.corrected",
            "evidence.kept_more",
            "evidence.attempt_set_aside",
            "evidence.attempt_counted",
            "evidence.condition_opened",
            "evidence.condition_met",
        ),
        _("moved an assessment on"),
    ),
}

# Subjects whose number would lead from one act to the next, and so from a person to what was decided.
NAMELESS: dict[str, str | Promise] = {
    "evidence.submission": _("a submission"),
    "assessment.evaluation": _("a submission"),
    "assessment.assignment": _("a submission"),
    "assessment.appeal": _("a submission"),
    "assessment.integrityhold": _("a submission"),
    "assessment.safetyreport": _("a submission"),
    "assessment.reopening": _("a submission"),
    "assessment.attestation": _("a submission"),
    "assessment.attestationrequest": _("a submission"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the record, ready to be read."""

    number: int
    at: datetime
    who: str
    what: str
    verb: str
    subject: str
    url: str


def words_of(verb: str) -> str | Promise:
    """An act in the words in which everybody may read it."""
    return PRIVATE.get(verb) or WORDS.get(verb, verb)


def choices() -> list[tuple[str, str]]:
    """The choices of a search in the record: one for each wording, by the first of its verbs."""
    return _choices(get_language())


@cache
def _choices(_language: str | None) -> list[tuple[str, str]]:
    seen: dict[str, str] = {}
    for verb in WORDS:
        seen.setdefault(str(words_of(verb)), verb)
    return [("", gettext("Everything")), *((verb, text) for text, verb in seen.items())]


def verbs_like(verb: str) -> list[str]:
    """All that read as this one does."""
    return [other for other in {*WORDS, verb} if str(words_of(other)) == str(words_of(verb))]


def about(events: QuerySet[Event], kind: str, ident: str, *, reader: Person) -> QuerySet[Event]:
    """Events about one subject; of a nameless one, only what the reader did."""
    found = events.filter(subject_kind=kind, subject_id=ident)
    return found.filter(by_kind=_PERSON, by_id=str(reader.pk)) if kind in NAMELESS else found


def lines(events: Iterable[Event], *, reader: Person, all_names: bool = False) -> list[Line]:
    """Events in words, with the names the reader may know. Two queries more, for people and organizations.

    `all_names`: for a page on which everybody named did something to the reader's own account.
    """
    events = list(events)
    ids = {e.by_id for e in events if e.by_kind == _PERSON}
    ids |= {e.subject_id for e in events if e.subject_kind == _PERSON}
    wanted = [int(number) for number in ids if number.isdecimal()]
    paths = administered_paths(reader)
    rows = _all_names(wanted) if all_names else _names(wanted, paths)
    people = {str(pk): name for pk, name in rows}
    people[str(reader.pk)] = reader.display_name
    places = [int(e.subject_id) for e in events if e.subject_kind == _ORGANIZATION]
    names = {_PERSON: people, _ORGANIZATION: {str(pk): n for pk, n in _places(places, paths)}}
    named = _named_by_rooms(events, reader)
    return [_line(event, names, named, reader) for event in events]


def _named_by_rooms(events: Sequence[Event], reader: Person) -> dict[str, Named]:
    """Names and addresses of the subjects that rooms have announced, those that are among these events."""
    numbers: dict[str, set[int]] = {}
    for event in events:
        if event.subject_kind in _FINDERS and event.subject_id.isdecimal():
            numbers.setdefault(event.subject_kind, set()).add(int(event.subject_id))
    return {kind: _FINDERS[kind](sorted(found), reader) for kind, found in numbers.items()}


@prepared
def _all_names(people: Sequence[int]) -> QuerySet[Person, tuple[int, str]]:
    return Person.objects.filter(pk__in=people).order_by().values_list("pk", "display_name")


@prepared
def _names(people: Sequence[int], paths: Sequence[str]) -> QuerySet[Person, tuple[int, str]]:
    known = Person.objects.get_queryset().looked_after_from(paths).filter(pk__in=people)
    return known.order_by().values_list("pk", "display_name")


@prepared
def _places(places: Sequence[int], paths: Sequence[str]) -> QuerySet[Organization, tuple[int, str]]:
    return Organization.objects.all().under(paths).filter(pk__in=places).values_list("pk", "name")


_PERSON, _ORGANIZATION = "people.person", "people.organization"
_ELSEWHERE = {
    _PERSON: _("someone of another organization"),
    _ORGANIZATION: _("another organization"),
}


def _line(
    event: Event, names: dict[str, dict[str, str]], named: dict[str, Named], reader: Person
) -> Line:
    own = event.by_id == str(reader.pk)
    who: str | Promise = names[_PERSON].get(event.by_id, _ELSEWHERE[_PERSON]) if event.by_id else ""
    subject: str | Promise = names.get(event.subject_kind, {}).get(event.subject_id, "")
    url = _address(event) if subject or event.subject_kind not in names else ""
    found = named.get(event.subject_kind, {}).get(event.subject_id)
    if found is not None:
        subject, url = found
    if not subject:
        nameless = "" if own else NAMELESS.get(event.subject_kind, "")
        subject = nameless or _ELSEWHERE.get(event.subject_kind) or _plain(event)
    what = WORDS.get(event.verb, event.verb) if own else words_of(event.verb)
    return Line(
        number=event.id,
        at=event.at,
        verb=event.verb,
        who=str(who),
        what=str(what),
        subject=str(subject),
        url=url,
    )


def ids_of(who: str, *, reader: Person) -> list[str]:
    """The people meant by a number, a name or an address, of those the reader may know; as the record keeps them.

    A whole name means whoever bears it; words that are nobody's whole name, all who have them in name or address.
    """
    number, paths = who.strip().lstrip("#"), administered_paths(reader)
    own = [reader.pk] if number == str(reader.pk) else []
    if number.isdecimal() and len(number) < 19:
        return [str(pk) for pk in [*own, *_numbered(int(number), paths)]]
    found = _named(who.strip(), paths) or _matching(who, reader)
    return [str(pk) for pk in found]


@prepared
def _numbered(number: int, paths: Sequence[str]) -> QuerySet[Person, int]:
    known = Person.objects.get_queryset().looked_after_from(paths).filter(pk=number)
    return known.values_list("pk", flat=True)


@prepared
def _named(name: str, paths: Sequence[str]) -> QuerySet[Person, int]:
    known = Person.objects.get_queryset().looked_after_from(paths).filter(display_name=name)
    return known.values_list("pk", flat=True)[:200]


def _matching(who: str, reader: Person) -> list[int]:
    found = Person.objects.visible_to(reader).matching(who)
    return list(found.values_list("pk", flat=True)[:200])


def _plain(event: Event) -> str:
    """A subject without a name of its own: "piece of evidence 12"."""
    kind = KINDS.get(event.subject_kind) or event.subject_kind.split(".")[-1]
    return f"{kind} {event.subject_id[:8]}"


def _address(event: Event) -> str:
    """Its page; else the list it is looked after in, or all that happened to it. Nowhere for a nameless one."""
    kind = event.subject_kind
    if kind in NAMELESS or not event.subject_id:
        return ""
    if kind in LISTS:
        return _list_of(kind)
    try:
        return address_of(PAGES[kind], event.subject_id)
    except (KeyError, NoReverseMatch):
        return f"{_record()}?subject={quote(f'{kind}:{event.subject_id}')}"


@cache
def _list_of(kind: str) -> str:
    return reverse(LISTS[kind])


@cache
def _record() -> str:
    return reverse("people:record")
