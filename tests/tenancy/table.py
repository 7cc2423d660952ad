"""Every address of the product, one line each: whose rows it is about, and which roles may go there.

A route that is not here fails the tests, and so does a line without a route. Roles are the values of `people.Role`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: Roots: of what a role is asked.
PUBLIC = "public"  # everybody, signed in or not: the world's
SIGNED_IN = "signed in"  # one's own pages: no row of anybody else is in the address
OWN = "own"  # a row of one person: that person alone
PEOPLE = "people"  # a row about people: roles where they belong, and above
PROGRAM = "program"  # a row of an owner or issuer: roles there, and above
COLLEAGUES = "colleagues"  # a row of a program: whoever belongs to it
DESK = "desk"  # a list of one's own scope: the roles that have it, in a program
EVERY_DESK = "every desk"  # the same, in a school too
GOALS = "goals"  # strategic goals: who reads a program's rules, and who leads a school of it
PARTNERS = "partners"  # the desk of a partner: roles at that very organization
HOME = "home"  # the whole installation: roles in the home district
SECRET = "secret"  # a link that nobody can guess: whoever has it; an invented one leads nowhere
NOWHERE = "nowhere"  # not there but in the demo

ADMIN, LEAD, ASSESSOR, APPROVER = "program-admin", "lead-assessor", "assessor", "approver"
CHAIR, SCREENER = "committee-chair", "screener"
AUTHORS = ("author", "department-head", ADMIN)
STEWARDS = (APPROVER, ADMIN)
PARTNER_PEOPLE = (*AUTHORS, APPROVER, LEAD)
PAYMASTERS = (ADMIN, "credit-coordinator")
COMMITTEE = (CHAIR, "committee-member", ADMIN)
READERS = (
    ADMIN,
    CHAIR,
    "committee-member",
    "department-head",
    LEAD,
    "privacy-officer",
    "credit-coordinator",
)
GOAL_READERS = (*READERS, "principal")
KEEPERS = (*STEWARDS, "credit-coordinator")
GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`at`: which row of the world stands in the address. `data`: what is posted.

    `empty`: what whoever may go there meets besides pages and refusals, because the row has no such part (404).
    `strangers`: what others get; 404, where the page does not say why. `from_above`: names people of a district
    above, who serve its schools.
    """

    root: str
    roles: tuple[str, ...] = ()
    at: str = ""
    methods: tuple[str, ...] = GET
    arguments: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    empty: bool = False
    strangers: tuple[int, ...] = (404,)
    from_above: bool = False


def public(**arguments: Any) -> Route:
    return Route(root=PUBLIC, arguments=arguments, methods=GET)


def secret(methods: tuple[str, ...] = BOTH, **arguments: Any) -> Route:
    return Route(root=SECRET, arguments=arguments, methods=methods)


def own(at: str, methods: tuple[str, ...] = BOTH, *, empty: bool = False, **data: Any) -> Route:
    return Route(root=OWN, at=at, methods=methods, empty=empty, data=data)


MINE = Route(root=SIGNED_IN)
MINE_BOTH = Route(root=SIGNED_IN, methods=BOTH)
MINE_POST = Route(root=SIGNED_IN, methods=POST)
REASON = "A parent asks us whether their child is in it."
SAID_NO = (403, 404)
UUID = "7d3c3a52-52a5-4b9c-8f0f-2f2d0a7f2a11"

ACCOUNTS = dict.fromkeys(
    (
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",
        "account_reauthenticate",
        "account_email",
        "account_email_verification_sent",
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_confirm_login_code",
        "account_reset_password_from_key_done",
        "account_reset_password_done",
        "account_request_login_code",
        "mfa_index",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_reauthenticate_webauthn",
        "mfa_login_webauthn",
        "usersessions_list",
    ),
    MINE_BOTH,
)

TABLE: dict[str, Route] = {
    "join_district": public(ident="north"),
    **ACCOUNTS,
    "account_confirm_email": secret(key="invented"),
    "account_reset_password_from_key": secret(uidb36="1", key="invented-key"),
    "mfa_remove_webauthn": secret(pk=999),
    "mfa_edit_webauthn": secret(pk=999),
    "home": public(),
    "credentials:robots": public(),
    "credentials:sitemap": public(),
    "credentials:favicon": public(),
    "credentials:security_txt": Route(root=PUBLIC, empty=True),
    "credentials:change_password": public(),
    "help": public(),
    "help-page": public(slug="assessor"),
    "prefetch": public(),
    "set_language": Route(root=PUBLIC, methods=POST),
    "ui:accessibility": public(),
    "ui:known": public(),
    "ui:privacy": public(),
    "ui:source": public(),
    "ui:appearance": Route(root=PUBLIC, methods=POST),
    "ui:patterns": public(),
    "ui:sample-art": public(impression="plain"),
    "ui:pattern": public(name="button"),
    # People
    "people:list": Route(root=EVERY_DESK, roles=(ADMIN,)),
    "people:together": Route(root=EVERY_DESK, roles=(ADMIN,), methods=BOTH),
    "people:together-done": Route(root=EVERY_DESK, roles=(ADMIN,)),
    "people:together-undo": Route(root=EVERY_DESK, roles=(ADMIN,), methods=POST),
    "people:keep-membership": Route(root=PEOPLE, roles=(ADMIN,), at="membership", methods=POST),
    "people:detail": Route(root=PEOPLE, roles=(ADMIN,), at="person"),
    "people:grant": Route(root=PEOPLE, roles=(ADMIN,), at="person", methods=POST),
    "people:end-membership": Route(root=PEOPLE, roles=(ADMIN,), at="membership", methods=POST),
    "people:workplace": Route(root=PEOPLE, roles=(ADMIN,), at="person", methods=POST),
    "people:deactivate": Route(root=PEOPLE, roles=(ADMIN,), at="person", methods=POST),
    "people:reactivate": Route(root=PEOPLE, roles=(ADMIN,), at="person", methods=POST),
    "people:organizations": Route(root=EVERY_DESK, roles=(ADMIN,)),
    "people:new-organization": Route(root=PEOPLE, roles=(ADMIN,), at="organization", methods=BOTH),
    "people:organization": Route(root=PEOPLE, roles=(ADMIN,), at="organization", methods=BOTH),
    "people:end-organization": Route(root=PEOPLE, roles=(ADMIN,), at="organization", methods=POST),
    "people:data-sharing": Route(root=DESK, roles=(ADMIN,), methods=BOTH, empty=True),
    # Only an administrator of the very district signs for it; whoever sees the agreement reads so (403).
    "people:accept-data-sharing": Route(
        root=PEOPLE, roles=(ADMIN,), at="agreement", methods=POST, empty=True
    ),
    "people:end-data-sharing": Route(
        root=PEOPLE, roles=(ADMIN,), at="agreement", methods=POST, empty=True
    ),
    "credits:licenses": MINE_BOTH,
    "credits:license": own("license"),
    "credits:change": own("license"),
    "credits:removal": own("license", POST),
    "credits:elsewhere-removal": own("elsewhere", POST),
    "credits:pay": MINE,
    "credits:recognition-paper": own("recognition_paper", GET),
    "credits:asking-recognition": own("recognition_paper", POST),
    "credits:taking-recognition-back": own("recognition_request", POST),
    "credits:celebrations": MINE,
    "credits:recognition-letter": Route(
        root=PEOPLE, roles=("principal",), at="recognition_request", methods=GET
    ),
    "credits:links": MINE_BOTH,
    "credits:ending-link": own("credit_link", POST),
    "credits:transcripts": MINE_BOTH,
    "credits:transcript-file": own("transcript", GET),
    "credits:transcript-record": own("transcript", GET, empty=True),
    "credits:ending-transcript": own("transcript", POST),
    "credits:claim": own("credit", POST),
    "credits:declining": own("credit", POST),
    "credits:taking-up": own("credit", POST),
    "credits:reporting": own("credit"),
    "credits:desk": Route(root=DESK, roles=("credit-coordinator",)),
    "credits:approving": Route(root=DESK, roles=("credit-coordinator",), methods=POST),
    "credits:asking": Route(root=DESK, roles=("credit-coordinator",), methods=POST),
    "credits:lead-time": Route(root=DESK, roles=("credit-coordinator",)),
    "credits:telling-lead-time": Route(
        root=DESK, roles=("credit-coordinator",), methods=POST, empty=True
    ),  # of no program: 404
    "credits:audit": Route(root=DESK, roles=("credit-coordinator",)),
    "credits:hold": Route(
        root=PROGRAM, roles=("credit-coordinator",), at="taken_credit", methods=BOTH
    ),
    "credits:ending-hold": Route(
        root=PROGRAM, roles=("credit-coordinator",), at="taken_credit", methods=POST
    ),
    "credits:batches": Route(root=DESK, roles=("credit-coordinator",)),
    "credits:freezing": Route(
        root=DESK, roles=("credit-coordinator",), methods=POST, empty=True
    ),  # of no program: 404
    "credits:batch": Route(
        root=PROGRAM, roles=("credit-coordinator",), at="credit_batch", methods=BOTH
    ),
    "credits:audits": Route(root=DESK, roles=("credit-coordinator",), methods=BOTH),
    "credits:audit-file": Route(root=PROGRAM, roles=("credit-coordinator",), at="audit_packet"),
    "credits:ending-audit": Route(
        root=PROGRAM, roles=("credit-coordinator",), at="audit_packet", methods=POST
    ),
    "credits:costs": Route(root=DESK, roles=PAYMASTERS),
    "credits:uncovered": Route(root=DESK, roles=PAYMASTERS),
    "credits:rules": Route(root=DESK, roles=PAYMASTERS),
    "credits:rule": Route(
        root=DESK, roles=PAYMASTERS, arguments={"name": "tn-professional-license"}
    ),
    "credits:next-record": Route(
        root=DESK,
        roles=(ADMIN,),
        methods=BOTH,
        empty=True,
        arguments={"name": "tn-professional-license"},
    ),
    "credits:recognition": Route(root=DESK, roles=PAYMASTERS),
    "credits:recognition-sample": Route(root=PROGRAM, roles=PAYMASTERS, at="recognition"),
    "credits:ending-recognition": Route(
        root=PROGRAM, roles=(ADMIN,), at="recognition", methods=POST, strangers=(403, 404)
    ),  # its coordinator reads it
    "credits:new-rule": Route(root=DESK, roles=(ADMIN,), methods=BOTH),
    "credits:approvals": Route(root=DESK, roles=PAYMASTERS, methods=BOTH),
    "credits:ending": Route(root=PROGRAM, roles=PAYMASTERS, at="credit_approval", methods=POST),
    # Governing: who sits there is read by its members; administrators of its program seat them.
    "governance:equivalences": Route(root=DESK, roles=COMMITTEE, methods=BOTH),
    "governance:equating_ending": Route(
        root=PROGRAM, roles=COMMITTEE, methods=POST, empty=True, arguments={"pk": 0}
    ),
    "governance:exceptions": Route(root=DESK, roles=(*AUTHORS, *COMMITTEE)),
    "governance:exception_day": Route(
        root=PROGRAM,
        roles=(*AUTHORS, *COMMITTEE),
        methods=POST,
        empty=True,
        arguments={"pk": 0},
    ),
    "governance:extensions": Route(root=DESK, roles=("author", *READERS)),
    "governance:extending": Route(root=DESK, roles=("author", *READERS), methods=BOTH),
    "governance:extension": Route(
        root=PROGRAM, roles=("author", *READERS), at="extension", methods=BOTH, empty=True
    ),
    "governance:comparability": Route(root=DESK, roles=(*COMMITTEE, LEAD)),
    "governance:rests_on": Route(root=PROGRAM, roles=(*COMMITTEE, LEAD), at="compared"),
    "governance:vettings": Route(root=DESK, roles=COMMITTEE),
    "governance:vetting": Route(root=PROGRAM, roles=COMMITTEE, at="vetting"),
    "governance:vetting_looks": Route(root=PROGRAM, roles=COMMITTEE, at="vetting", methods=POST),
    # The domain would be asked: a row that is decided shows who may, and asks nobody.
    "governance:vetting_domain": Route(
        root=PROGRAM, roles=COMMITTEE, at="vetting_decided", methods=POST
    ),
    # Of a committee that sits its members vote, and its chair decides; others who see it read so (403).
    "governance:vetting_vote": Route(
        root=PROGRAM, roles=COMMITTEE, at="vetting", methods=POST, empty=True
    ),
    "governance:vetting_decision": Route(
        root=PROGRAM,
        roles=COMMITTEE,
        at="vetting",
        methods=POST,
        empty=True,
        data={"outcome": "declined", "reason": REASON},
    ),
    "governance:vetting_ending": Route(
        root=PROGRAM,
        roles=COMMITTEE,
        at="vetting",
        methods=POST,
        empty=True,
        data={"ending": REASON},
    ),
    "credentials:earlier": Route(root=DESK, roles=(ADMIN, LEAD), methods=BOTH),
    "credentials:earlier_list": Route(root=PROGRAM, roles=(ADMIN, LEAD), at="earlier_list"),
    **dict.fromkeys(
        (
            "credentials:bringing_earlier",
            "credentials:discarding_earlier",
            "credentials:taking_back_earlier",
        ),
        Route(root=PROGRAM, roles=(ADMIN, LEAD), at="earlier_list", methods=POST),
    ),
    "credentials:own_earlier": MINE,
    "credentials:claiming_earlier": own("earlier_badge", POST),
    "governance:exchange": Route(root=DESK, roles=(*AUTHORS, LEAD)),
    "governance:packing": Route(root=DESK, roles=(*AUTHORS, LEAD), methods=BOTH),
    "governance:arrival": Route(root=DESK, roles=(*AUTHORS, LEAD), methods=POST),
    "governance:package": Route(root=PROGRAM, roles=AUTHORS, at="package", methods=BOTH),
    "governance:discarding": own("arrived", POST),
    "governance:lessons": Route(
        root=PROGRAM,
        roles=(*AUTHORS, LEAD, CHAIR, "committee-member"),
        at="compared",
        methods=BOTH,
        data={"text": REASON},
        empty=True,
    ),
    "governance:become_issuer": Route(root=PUBLIC, methods=BOTH),
    "governance:issuer_asked": secret(GET, link="none-such"),
    "governance:issuer_domain": secret(POST, link="none-such"),
    "governance:partner": public(ident="north"),
    "governance:quality": public(),
    "governance:quality_of": public(ident="north"),
    # A partner's own people alone: the other programs of the world have none, and nobody looks in from above.
    "governance:partner_desk": Route(root=PARTNERS, roles=PARTNER_PEOPLE),
    "governance:partner_desk_of": Route(
        root=PARTNERS, roles=PARTNER_PEOPLE, arguments={"ident": "north"}
    ),
    "governance:hours": own("submission", POST),
    "governance:opinion": own("submission", BOTH, empty=True),
    "governance:opinions": Route(root=PROGRAM, roles=AUTHORS, at="pilot"),
    "governance:answering": Route(root=PROGRAM, roles=AUTHORS, at="opinion", methods=POST),
    "governance:index": Route(root=DESK, roles=COMMITTEE),
    "governance:establishing": Route(root=DESK, roles=(ADMIN,), methods=POST),
    "governance:seats": Route(root=PROGRAM, roles=COMMITTEE, at="committee"),
    "governance:new_seat": Route(root=PROGRAM, roles=(ADMIN,), at="committee", methods=POST),
    "governance:charter": Route(root=PROGRAM, roles=(ADMIN,), at="committee", methods=POST),
    "governance:new_term": Route(root=PROGRAM, roles=(ADMIN,), at="committee", methods=POST),
    # Another member reads whose term it is, and that it is not theirs to end (403).
    "governance:term_ending": Route(
        root=PROGRAM, roles=(ADMIN,), at="term", methods=POST, strangers=(403, 404)
    ),
    "governance:board": Route(root=PROGRAM, roles=COMMITTEE, at="committee"),
    "governance:proposals": Route(root=DESK, roles=(*AUTHORS, *COMMITTEE)),
    "governance:new": Route(
        root=PROGRAM, roles=AUTHORS, at="proposable", methods=BOTH, data={"why": REASON}
    ),
    "governance:proposal": Route(root=PROGRAM, roles=(*AUTHORS, *COMMITTEE), at="proposal"),
    # Whoever reads a proposal and has no such part in it meets a verb that says no (403).
    **dict.fromkeys(
        ("governance:checks", "governance:needs", "governance:submission", "governance:withdrawal"),
        Route(root=PROGRAM, roles=AUTHORS, at="proposal", methods=POST, strangers=SAID_NO),
    ),
    "governance:difference": Route(
        root=PROGRAM, roles=AUTHORS, at="resemblance", methods=POST, strangers=SAID_NO
    ),
    "governance:commenting": Route(
        root=PROGRAM,
        roles=AUTHORS,
        at="proposal",
        methods=POST,
        strangers=SAID_NO,
        data={"text": REASON},
    ),
    "governance:sponsorship": Route(
        root=PROGRAM, roles=(ADMIN,), at="proposal", methods=POST, strangers=SAID_NO
    ),
    # The owner is who presides; nobody of the cast has a seat.
    **dict.fromkeys(
        (
            "governance:taking_up",
            "governance:reviews",
            "governance:recusal",
            "governance:voting",
            "governance:widening",
        ),
        Route(root=OWN, at="presided", methods=POST, strangers=SAID_NO, data={"motion": "revise"}),
    ),
    **dict.fromkeys(
        ("governance:vote", "governance:closing", "governance:tie", "governance:decision"),
        Route(
            root=OWN,
            at="ballot",
            methods=POST,
            strangers=SAID_NO,
            data={"choice": "for", "result": "carried", "reason": REASON},
        ),
    ),
    "governance:sustainability": Route(root=PROGRAM, roles=COMMITTEE, at="committee"),
    "governance:meetings": Route(root=PROGRAM, roles=COMMITTEE, at="committee", methods=BOTH),
    "governance:meeting": Route(root=PROGRAM, roles=COMMITTEE, at="meeting"),
    "governance:packet": Route(root=PROGRAM, roles=COMMITTEE, at="meeting"),
    "governance:in_calendar": Route(root=PROGRAM, roles=COMMITTEE, at="meeting"),
    "governance:minutes": Route(root=PROGRAM, roles=COMMITTEE, at="meeting"),
    "governance:published_minutes": public(ident="none-such"),
    "governance:published_meeting": public(ident="none-such", pk=999),
    # Who leads the committee is the owner; the other readers meet a verb that says no (403).
    "governance:meeting_change": Route(root=OWN, at="meeting_led", methods=BOTH, strangers=SAID_NO),
    **dict.fromkeys(
        (
            "governance:agenda_items",
            "governance:attendance",
            "governance:minutes_entries",
            "governance:minutes_approval",
            "governance:minutes_publication",
            "governance:agenda_sending",
            "governance:meeting_cancellation",
        ),
        Route(root=OWN, at="meeting_led", methods=POST, strangers=SAID_NO, data={"title": REASON}),
    ),
    **dict.fromkeys(
        ("governance:item_place", "governance:item_recusal", "governance:item_removal"),
        Route(root=OWN, at="agenda_item", methods=POST, strangers=SAID_NO, data={"to": "up"}),
    ),
    "governance:condition": Route(root=OWN, at="condition", methods=POST, strangers=SAID_NO),
    "people:invitations": Route(root=EVERY_DESK, roles=(ADMIN,), methods=BOTH),
    "people:resend": Route(root=PEOPLE, roles=(ADMIN,), at="invitation", methods=POST),
    "people:withdraw": Route(root=PEOPLE, roles=(ADMIN,), at="invitation", methods=POST),
    "people:letters": Route(root=HOME, roles=(ADMIN,)),
    "people:try-letters-again": Route(root=HOME, roles=(ADMIN,), methods=POST),
    "people:try-letter-again": Route(
        root=HOME, roles=(ADMIN,), methods=POST, arguments={"pk": 999}, empty=True
    ),
    "people:let-letter-be": Route(
        root=HOME, roles=(ADMIN,), methods=POST, arguments={"pk": 999}, empty=True
    ),
    "program:voice": MINE_BOTH,
    "program:setup": Route(root=HOME, roles=(ADMIN,)),
    "program:start_rules": Route(root=HOME, roles=(ADMIN,), methods=POST),
    "catalog:adopt": Route(root=DESK, roles=AUTHORS, methods=POST, empty=True),
    "credentials:make_key": Route(root=PROGRAM, roles=(ADMIN,), at="issuer", methods=POST),
    "program:appearance": Route(root=HOME, roles=(ADMIN,), methods=BOTH),
    "program:logo": secret(GET, mark="nothing"),
    "program:policies": Route(root=DESK, roles=READERS),
    "program:policies_csv": Route(root=DESK, roles=READERS),
    "program:policy": Route(
        root=DESK,
        roles=READERS,
        methods=BOTH,
        empty=True,
        arguments={"kind": "appeal", "name": "days"},
    ),
    "program:own_policies": Route(root=PROGRAM, roles=READERS, at="issuer"),
    "program:own_policies_csv": Route(root=PROGRAM, roles=READERS, at="issuer"),
    "program:own_policy": Route(root=PROGRAM, roles=READERS, at="figure", methods=BOTH, empty=True),
    "program:own_calendar": Route(
        root=PROGRAM, roles=READERS, at="issuer", methods=BOTH, empty=True
    ),
    "program:own_calendar_csv": Route(root=PROGRAM, roles=READERS, at="issuer"),
    "program:calendar": Route(root=DESK, roles=READERS, methods=BOTH, empty=True),
    "program:calendar_csv": Route(root=DESK, roles=READERS),
    "program:open_days": Route(
        root=DESK, roles=READERS, methods=POST, arguments={"pk": 999}, empty=True
    ),
    "program:goal": Route(root=GOALS, roles=GOAL_READERS, at="aim", methods=BOTH, empty=True),
    "program:end_goal": Route(root=GOALS, roles=GOAL_READERS, at="aim", methods=POST, empty=True),
    "catalog:goal_ties": Route(root=GOALS, roles=GOAL_READERS, at="aim", methods=BOTH, empty=True),
    "catalog:untying_goal": Route(
        root=GOALS, roles=GOAL_READERS, at="goal_tie", methods=POST, empty=True
    ),
    "journeys:evaluations": MINE,
    "journeys:evaluation": own("evaluation", empty=True),
    "journeys:proposal_taking_back": own("proposed", POST, empty=True),
    "journeys:proposal": own("proposal_to", empty=True),
    "journeys:evaluators": Route(root=EVERY_DESK, roles=("principal", ADMIN), methods=BOTH),
    "journeys:evaluators_csv": Route(root=EVERY_DESK, roles=("principal", ADMIN)),
    "journeys:evaluator_ending": Route(
        root=PEOPLE, roles=("principal", ADMIN), at="evaluator", methods=POST
    ),
    "journeys:log": MINE_BOTH,
    "journeys:log_csv": MINE,
    "journeys:log_entry": own("log_entry", BOTH, text="I tried it again."),
    "journeys:log_removal": own("log_entry", POST),
    "evidence:from_log": own("draft_prompt"),
    "evidence:step_questions": own("draft_prompt", GET),
    "community:cohorts": MINE,
    "community:convening": Route(root=SIGNED_IN, methods=BOTH, from_above=True),
    "community:cohort": Route(root=COLLEAGUES, at="cohort", from_above=True),
    "community:joining": Route(root=COLLEAGUES, at="cohort", methods=POST),
    "community:cohort_day": Route(root=COLLEAGUES, at="cohort_day"),
    "community:leaving": own("cohort_own", POST),
    "community:choices": own("cohort_own", POST),
    "community:stepping_down": Route(root=OWN, roles=(ADMIN,), at="convened", methods=POST),
    "community:cohort_change": Route(
        root=OWN, roles=(ADMIN,), at="convened", methods=BOTH, from_above=True
    ),
    "community:cohort_days": Route(root=OWN, roles=(ADMIN,), at="convened", methods=POST),
    "community:cohort_ending": Route(root=OWN, roles=(ADMIN,), at="convened", methods=POST),
    "community:cohort_opening": Route(root=OWN, roles=(ADMIN,), at="convened", methods=POST),
    "community:members_csv": Route(root=OWN, roles=(ADMIN,), at="convened"),
    "community:conveners": Route(root=OWN, roles=(ADMIN,), at="convened_member", methods=POST),
    "community:cohort_day_calling_off": Route(
        root=OWN, roles=(ADMIN,), at="convened_day", methods=POST
    ),
    "community:exemplars": public(),
    "community:my_exemplars": MINE,
    "community:exemplars_to_decide": Route(root=DESK, roles=("privacy-officer",)),
    "community:exemplars_csv": Route(root=DESK, roles=("privacy-officer",)),
    "community:exemplar_to_decide": Route(
        root=PROGRAM, roles=("privacy-officer",), at="exemplar_agreed"
    ),
    "community:exemplar_file_to_decide": Route(
        root=PROGRAM, roles=("privacy-officer",), at="exemplar_agreed_file"
    ),
    "community:exemplar_approval": Route(
        root=PROGRAM, roles=("privacy-officer",), at="exemplar_agreed", methods=POST
    ),
    "community:exemplar_refusal": Route(
        root=PROGRAM, roles=("privacy-officer",), at="exemplar_agreed", methods=POST
    ),
    "community:exemplar_showing": own("exemplar_agreed_work"),
    "community:exemplar_declining": own("exemplar_proposed", POST),
    "community:exemplar_withdrawal": own("exemplar_agreed", POST),
    "community:exemplar_proposing": Route(
        root=OWN, roles=(LEAD,), at="exemplar_judged", methods=BOTH
    ),
    "community:exemplar": Route(root=COLLEAGUES, at="exemplar_shown"),
    "community:exemplar_file": Route(root=COLLEAGUES, at="exemplar_shown_file"),
    "coaching:index": Route(root=SIGNED_IN, methods=BOTH, from_above=True),
    "coaching:sharing": own("own_draft"),
    "coaching:shared": own("shared", GET),
    "coaching:closing": own("shared", POST),
    "coaching:draft": own("coached_draft", GET),
    "coaching:comments": own("coached_step", POST),
    "coaching:reading": own("coached_draft", POST),
    "coaching:sending": own("coached_draft", POST),
    "coaching:file": own("coached_file"),
    "coaching:comment_removal": own("kept_comment", POST),
    "coaching:replies": own("coach_comment", POST, text="I see."),
    "coaching:done": own("coach_comment", POST),
    "coaching:opening": own("coach_comment", POST),
    "coaching:taking_back": own("asked_for", POST),
    "coaching:acceptance": own("asked_of", POST),
    "coaching:declining": own("asked_of", POST),
    "coaching:ending": own("pairing", POST),
    "coaching:pairing": own("pairing", GET),
    "coaching:cycles": own("pairing", POST, goal="More of them explain."),
    "coaching:cycle_ending": own("pairing", POST, empty=True),
    "coaching:meetings": own("pairing", POST),
    "coaching:log": own("coached", POST),
    "coaching:log_entries": own("pairing", BOTH),
    "coaching:entry_taking_back": own("brought_entry", POST, empty=True),
    "coaching:calling_off": own("coach_meeting", POST),
    "coaching:in_calendar": own("coach_meeting", GET),
    "coaching:without_talk": own("own_draft", POST, empty=True),
    "coaching:desk": Route(root=EVERY_DESK, roles=("coach",)),
    "coaching:learners_csv": Route(root=EVERY_DESK, roles=("coach",)),
    "coaching:desk_log": Route(root=EVERY_DESK, roles=("coach",), methods=POST),
    "coaching:requests": Route(root=EVERY_DESK, roles=(ADMIN,)),
    "coaching:requests_csv": Route(root=EVERY_DESK, roles=(ADMIN,)),
    "coaching:finding": Route(
        root=PEOPLE, roles=(ADMIN,), at="asked_for", methods=BOTH, from_above=True
    ),
    "coaching:colleagues": Route(root=SIGNED_IN, methods=BOTH, empty=True),
    "coaching:colleagues_csv": Route(root=SIGNED_IN),
    "coaching:guide": Route(root=SIGNED_IN, empty=True),
    "coaching:asking": own("own_draft", empty=True),
    "coaching:offer_pausing": own("peer_offer", POST),
    "coaching:offer_resuming": own("paused_offer", POST),
    "coaching:offer_ending": own("peer_offer", POST),
    "coaching:coaches": Route(root=EVERY_DESK, roles=(ADMIN,)),
    "coaching:coaches_csv": Route(root=EVERY_DESK, roles=(ADMIN,)),
    "community:directory": MINE,
    "community:colleagues": Route(root=SIGNED_IN, at="talked_about", from_above=True),
    "community:offer": Route(root=SIGNED_IN, at="talked_about", methods=BOTH, from_above=True),
    "community:offer_pausing": own("directory_entry", POST),
    "community:offer_resuming": own("directory_entry", POST),
    "community:offer_ending": own("directory_entry", POST),
    "community:asking": Route(root=COLLEAGUES, at="found_entry", methods=BOTH, from_above=True),
    "community:inquiry": own("inquiry"),
    "community:inquiry_closing": own("inquiry", POST),
    "community:inquiry_blocking": own("inquiry", POST),
    "community:message_report": own("inquiry_message"),
    "community:discussion": Route(root=SIGNED_IN, at="talked_about", from_above=True),
    "community:thread_new": Route(root=SIGNED_IN, at="talked_about", methods=BOTH, from_above=True),
    "community:digest": Route(root=SIGNED_IN, at="talked_about", methods=POST),
    "community:cohort_discussion": own("cohort_of_theirs", GET),
    "community:cohort_thread_new": own("cohort_of_theirs"),
    "community:cohort_digest": own("cohort_of_theirs", POST),
    "community:digest_ending": secret(token="7:invented"),
    "community:thread": Route(root=COLLEAGUES, at="thread", methods=BOTH, from_above=True),
    "community:thread_locking": Route(
        root=PROGRAM, roles=(ADMIN, LEAD), at="thread", methods=POST, strangers=SAID_NO
    ),
    "community:thread_unlocking": Route(
        root=PROGRAM, roles=(ADMIN, LEAD), at="thread", methods=POST, strangers=SAID_NO
    ),
    "community:post_change": own("post"),
    "community:post_removal": own("post", POST),
    "community:post_hiding": Route(
        root=PROGRAM, roles=(ADMIN, LEAD), at="reply_post", methods=BOTH, from_above=True
    ),
    "community:post_showing": Route(
        root=PROGRAM, roles=(ADMIN, LEAD), at="reply_post", methods=POST
    ),
    "community:post_report": Route(root=COLLEAGUES, at="reply_post", methods=BOTH, from_above=True),
    "community:reports": Route(root=DESK, roles=(ADMIN, LEAD), from_above=True),
    "community:reports_csv": Route(root=DESK, roles=(ADMIN, LEAD), from_above=True),
    "community:report": Route(
        root=PROGRAM, roles=(ADMIN,), at="report", methods=BOTH, from_above=True
    ),
    "journeys:goals_served": Route(root=GOALS, roles=GOAL_READERS),
    "journeys:goals_served_csv": Route(root=GOALS, roles=GOAL_READERS),
    "program:standard": Route(root=DESK, roles=READERS, methods=BOTH, empty=True),
    "program:standard_csv": Route(root=DESK, roles=READERS),
    "program:own_standard": Route(
        root=PROGRAM, roles=READERS, at="issuer", methods=BOTH, empty=True
    ),
    "program:own_standard_csv": Route(root=PROGRAM, roles=READERS, at="issuer"),
    "program:end_item": Route(
        root=DESK, roles=READERS, methods=POST, arguments={"code": "q99"}, empty=True
    ),
    "program:item": Route(
        root=DESK, roles=READERS, methods=BOTH, arguments={"code": "q99"}, empty=True
    ),
    "program:goals": Route(root=GOALS, roles=GOAL_READERS, methods=BOTH, empty=True),
    "program:goals_csv": Route(root=GOALS, roles=GOAL_READERS),
    "program:needs": MINE,
    "program:need": Route(root=COLLEAGUES, at="need"),
    "program:voting": Route(root=COLLEAGUES, at="need", methods=POST),
    "program:merging": Route(
        root=PROGRAM, roles=(ADMIN, CHAIR), at="need", methods=POST, strangers=SAID_NO
    ),
    "people:record": Route(root=HOME, roles=(ADMIN,)),
    "people:tell-again": Route(
        root=HOME, roles=(ADMIN,), methods=POST, arguments={"pk": 999}, empty=True
    ),
    "people:check-record": Route(root=HOME, roles=(ADMIN,), methods=POST),
    "people:security": Route(root=EVERY_DESK, roles=(ADMIN,)),
    "people:security_csv": Route(root=EVERY_DESK, roles=(ADMIN,)),
    "people:sign_ins": MINE,
    "people:profile": MINE_BOTH,
    "people:own-workplace": MINE_POST,
    "people:join": secret(token="invented"),
    # What can be earned
    "frameworks:list": public(),
    "frameworks:priorities": public(),
    "frameworks:ranking": Route(root=DESK, roles=READERS),
    "frameworks:priority": Route(
        root=DESK, roles=READERS, methods=BOTH, arguments={"pk": 999}, empty=True
    ),
    "frameworks:building": Route(
        root=DESK, roles=READERS, methods=POST, arguments={"pk": 999}, empty=True
    ),
    "frameworks:detail": public(slug="none-such"),
    "catalog:list": public(),
    "catalog:detail": public(slug="of-the-partner"),
    "catalog:hallmark": public(slug="of-the-partner"),
    "catalog:version": public(slug="of-the-partner", number="1.0"),
    "catalog:resource": public(slug="of-the-partner", number="1.0", ident="r1"),
    "catalog:stacks": public(),
    "catalog:stack": public(slug="none-such"),
    "catalog:authoring": Route(root=DESK, roles=AUTHORS),
    "catalog:new": Route(root=DESK, roles=AUTHORS, methods=BOTH),
    "catalog:import": Route(root=DESK, roles=AUTHORS, methods=BOTH),
    "catalog:leaves": Route(root=DESK, roles=AUTHORS, methods=BOTH),
    # Only an administrator of the program that names a partner puts its agreement on record (403).
    "catalog:recording_agreement": Route(root=DESK, roles=AUTHORS, methods=POST, empty=True),
    "catalog:leave": Route(root=PROGRAM, roles=AUTHORS, at="leave"),
    # Only an administrator of the very issuer answers; whoever sees it reads so (403).
    "catalog:giving_leave": Route(
        root=PROGRAM, roles=AUTHORS, at="leave", methods=POST, empty=True
    ),
    "catalog:declining_leave": Route(
        root=PROGRAM, roles=AUTHORS, at="leave", methods=POST, empty=True
    ),
    "catalog:ending_leave": Route(root=PROGRAM, roles=AUTHORS, at="leave", methods=POST),
    "catalog:naming_issuer": Route(root=PROGRAM, roles=AUTHORS, at="leave", methods=POST),
    "catalog:draft": Route(root=PROGRAM, roles=AUTHORS, at="draft"),
    "catalog:section": Route(root=PROGRAM, roles=AUTHORS, at="section", methods=BOTH),
    "catalog:preview": Route(root=PROGRAM, roles=AUTHORS, at="draft"),
    "catalog:draft_resource": Route(root=PROGRAM, roles=AUTHORS, at="draft_resource"),
    "catalog:export": Route(root=PROGRAM, roles=AUTHORS, at="draft"),
    # Without leave given by somebody else an author reads that it takes some (403): said by a verb, not by a scope.
    "catalog:publication": Route(root=PROGRAM, roles=AUTHORS, at="draft", methods=POST, empty=True),
    "catalog:exception": Route(
        root=PROGRAM, roles=AUTHORS, at="draft", methods=POST, empty=True, data={"reason": REASON}
    ),
    "catalog:taking_off_designer": Route(root=PROGRAM, roles=AUTHORS, at="draft", methods=POST),
    "catalog:new_version": Route(root=PROGRAM, roles=AUTHORS, at="published", methods=POST),
    "catalog:retirement": Route(
        root=PROGRAM, roles=AUTHORS, at="published", methods=BOTH, empty=True
    ),
    "catalog:calling_off_retirement": Route(
        root=PROGRAM, roles=AUTHORS, at="published", methods=POST, empty=True
    ),
    "catalog:pilot_closing": Route(
        root=PROGRAM, roles=AUTHORS, at="published", methods=POST, empty=True
    ),
    "catalog:stacks_written": Route(root=DESK, roles=AUTHORS),
    "catalog:new_stack": Route(root=DESK, roles=AUTHORS, methods=BOTH),
    "catalog:stack_draft": Route(root=PROGRAM, roles=AUTHORS, at="stack_draft"),
    "catalog:stack_section": Route(root=PROGRAM, roles=AUTHORS, at="stack_section", methods=BOTH),
    "catalog:stack_preview": Route(root=PROGRAM, roles=AUTHORS, at="stack_draft"),
    "catalog:stack_export": Route(root=PROGRAM, roles=AUTHORS, at="stack_draft"),
    "catalog:stack_publication": Route(
        root=PROGRAM, roles=AUTHORS, at="stack_draft", methods=POST, empty=True
    ),
    "catalog:stack_capstone": Route(
        root=PROGRAM, roles=AUTHORS, at="stack_draft", methods=POST, empty=True
    ),
    "catalog:stack_page": Route(root=PROGRAM, roles=AUTHORS, at="own_stack"),
    "catalog:open_stack_export": Route(root=PROGRAM, roles=AUTHORS, at="own_stack"),
    "catalog:stack_versions": Route(root=PROGRAM, roles=AUTHORS, at="own_stack", methods=POST),
    "catalog:stack_end": Route(root=PROGRAM, roles=AUTHORS, at="own_stack", methods=BOTH),
    "catalog:stack_end_calling_off": Route(
        root=PROGRAM, roles=AUTHORS, at="own_stack", methods=POST, empty=True
    ),
    # A learner's way
    "journeys:start": MINE_BOTH,
    "journeys:where-to-begin": MINE,
    "journeys:rate": MINE_POST,
    "journeys:forget": MINE_POST,
    "journeys:needs": Route(root=SIGNED_IN, arguments={"slug": "none-such"}),
    "journeys:goals": MINE_BOTH,
    "journeys:goal": own("goal"),
    "journeys:move-goal": own("goal_move", POST),
    "journeys:start-goal": own("own_start", POST),
    "journeys:plan": MINE_POST,
    "journeys:plan-item": own("plan_item", POST),
    "journeys:unplan": own("plan_item", POST),
    "evidence:begin": Route(root=SIGNED_IN, methods=POST, arguments={"slug": "none-such"}),
    "evidence:worker": public(),
    "evidence:retention": Route(root=DESK, roles=(ADMIN, "privacy-officer")),
    "evidence:storage": Route(root=DESK, roles=(ADMIN, "privacy-officer")),
    "evidence:file": own("own_file", GET),
    "evidence:registers": MINE_BOTH,
    "evidence:register": own("register"),
    "evidence:register_forms": own("register", POST),
    "evidence:register_form_removal": own("register_entry", POST),
    "evidence:register_closing": own("register", POST),
    "evidence:register_printed": own("register", GET),
    "evidence:workspace": own("submission", GET),
    "evidence:upload": secret(token="invented-token"),
    "evidence:uploads": Route(
        root=OWN, at="step", methods=POST, headers={"Tus-Resumable": "1.0.0"}
    ),
    "evidence:answer": own("answer", POST),
    "evidence:declarations": own("submission"),
    "evidence:note": own("submission"),
    "evidence:readiness": own("submission", GET),
    "evidence:submission": own("submission", POST),
    "evidence:receipt": own("submission", GET),
    "evidence:detail": own("submission", GET),
    "evidence:openings": own("submission", GET),
    "evidence:who_sees": Route(root=PUBLIC),
    "evidence:withdrawal": own("submission", POST),
    "evidence:resumption": own("submission", POST),
    "evidence:setting_aside": own("submission", POST),
    "evidence:newer_version": own("submission", BOTH, empty=True),
    "evidence:earlier_texts": own("submission", GET),
    "evidence:restoration": own("text", POST, empty=True),
    "evidence:step": own("step"),
    "evidence:artifact_removal": own("own_artifact", POST),
    "evidence:artifact_covering": own("own_artifact", POST, empty=True),
    "evidence:cover": own("own_film"),
    "evidence:cover_changes": own("own_film", POST, what="whole"),
    "evidence:cover_confirmation": own("own_film", POST),
    "evidence:cover_leaving": own("own_film", POST),
    "evidence:cover_moment": own("own_film_still", GET),
    "evidence:cover_part": own("own_film_part", GET),
    "evidence:artifact_restoration": own("own_artifact", POST),
    "evidence:annotation_removal": own("own_annotation", POST),
    "evidence:upload_removal": own("own_upload", POST),
    "notices:list": MINE,
    # Judging
    "assessment:index": public(),
    "assessment:desk": Route(root=DESK, roles=(ASSESSOR, LEAD)),
    "assessment:availability": Route(root=DESK, roles=(ASSESSOR, LEAD), methods=BOTH),
    "assessment:capacity": Route(root=PROGRAM, roles=(LEAD,), at="pool_member", methods=BOTH),
    "assessment:next": Route(root=DESK, roles=(ASSESSOR, LEAD), methods=POST),
    "assessment:sheet": own("lease"),
    "assessment:handover": own("lease", POST),
    "assessment:reopening": own("lease", POST, criterion="c1"),
    "assessment:reopenings": Route(root=DESK, roles=(LEAD,)),
    "assessment:reopening_answer": Route(
        root=PROGRAM, roles=(LEAD,), at="reopening", methods=POST, data={"words": REASON}
    ),
    "assessment:proposing": own("lease", POST, text="A pause that draws a reason out."),
    "assessment:late_removal": own("late", POST),
    "assessment:taking_again": own("lease", POST, empty=True),
    "assessment:offered": own("offered", GET),
    "assessment:acceptance": own("offered", POST),
    "assessment:declining": own("offered", POST),
    "assessment:recusal": own("lease", POST, ground="family"),
    "assessment:feedback_notes": Route(root=DESK, roles=(ASSESSOR, LEAD)),
    "assessment:feedback_reading": own("feedback_note", POST),
    "assessment:feedback_sample": Route(root=DESK, roles=(LEAD,)),
    "assessment:feedback_drawing": Route(root=DESK, roles=(LEAD,), methods=POST),
    "assessment:feedback_check": own("feedback_drawn"),
    "assessment:week": Route(root=DESK, roles=(LEAD,)),
    "assessment:pay": Route(root=DESK, roles=(ASSESSOR, LEAD)),
    "assessment:pay_months": Route(root=DESK, roles=PAYMASTERS),
    "assessment:pay_month": Route(root=PROGRAM, roles=PAYMASTERS, at="pay_month"),
    "assessment:approving": Route(root=PROGRAM, roles=PAYMASTERS, at="pay_month", methods=POST),
    "assessment:pay_line": Route(root=PROGRAM, roles=PAYMASTERS, at="pay_line", methods=BOTH),
    "assessment:stems": Route(root=SIGNED_IN, methods=POST),
    "assessment:stem_removal": secret(POST, pk=999),
    "assessment:certification": Route(root=OWN, roles=(LEAD,), at="certification"),
    "assessment:starting": own("certification", POST),
    "assessment:stopping": own("turn", POST),
    "assessment:training": Route(
        root=DESK, roles=(ASSESSOR, LEAD), methods=BOTH, arguments={"slug": "bias"}
    ),
    "assessment:reading": own("reading"),
    "assessment:reading_handover": own("reading", POST),
    "assessment:beside": Route(root=OWN, roles=(LEAD,), at="read"),
    "assessment:objection": own("read", POST),
    "assessment:anchor_file": Route(root=OWN, roles=(LEAD,), at="anchor_file", methods=BOTH),
    "assessment:anchors": Route(root=DESK, roles=(LEAD,), methods=BOTH),
    "assessment:anchor": Route(root=PROGRAM, roles=(LEAD,), at="anchor", methods=BOTH),
    "assessment:file_adding": Route(root=PROGRAM, roles=(LEAD,), at="anchor", methods=POST),
    "assessment:retiring": Route(root=PROGRAM, roles=(LEAD,), at="anchor", methods=POST),
    "assessment:setting_aside": Route(
        root=PROGRAM, roles=(LEAD,), at="anchor", methods=POST, data={"criterion": "c1"}
    ),
    "assessment:copying": Route(root=PROGRAM, roles=(LEAD,), at="permission", methods=POST),
    "assessment:answering": Route(root=PROGRAM, roles=(LEAD,), at="objection", methods=POST),
    "assessment:permission": own("permission", POST, answer="no"),
    "assessment:offer_ending": Route(root=OWN, roles=(LEAD,), at="offer", methods=POST),
    "assessment:offering": secret(POST, slug="nothing"),
    "assessment:file": own("leased_file"),
    "assessment:link": own("leased_file", empty=True),
    "assessment:screening": Route(root=DESK, roles=(SCREENER, LEAD)),
    "assessment:check": Route(root=PROGRAM, roles=(SCREENER, LEAD), at="screening"),
    "assessment:duty": Route(root=PROGRAM, roles=(SCREENER, LEAD), at="screening", methods=POST),
    "assessment:outcome": Route(
        root=PROGRAM,
        roles=(SCREENER, LEAD),
        at="screening",
        methods=POST,
        data={"complete": "yes", "real": "yes"},
    ),
    "assessment:safety": Route(
        root=PROGRAM,
        roles=(APPROVER,),
        at="decided",
        methods=BOTH,
        data={"seen": "A bruise in the second clip."},
    ),
    "assessment:safety_reports": Route(root=EVERY_DESK, roles=("privacy-officer", ADMIN)),
    "assessment:safety_report": Route(root=PROGRAM, roles=("privacy-officer",), at="safety"),
    "assessment:safety_taking": Route(
        root=PROGRAM, roles=("privacy-officer",), at="safety", methods=POST
    ),
    "assessment:safety_ending": Route(
        root=PROGRAM,
        roles=("privacy-officer",),
        at="safety",
        methods=POST,
        data={"done": "Told the agency on Monday."},
    ),
    "assessment:similar": Route(root=DESK, roles=(LEAD,)),
    "assessment:screeners": Route(root=DESK, roles=(LEAD,), methods=BOTH),
    "assessment:screener_ending": Route(root=PROGRAM, roles=(LEAD,), at="screener", methods=POST),
    "assessment:lead": Route(root=DESK, roles=(LEAD,)),
    "assessment:assessors": Route(root=DESK, roles=(LEAD,)),
    "assessment:ending": Route(root=PROGRAM, roles=(LEAD,), at="attestation", methods=POST),
    "assessment:resuming": Route(root=PROGRAM, roles=(LEAD,), at="attestation", methods=POST),
    "assessment:drift": Route(root=DESK, roles=(LEAD,)),
    "assessment:drift_alarm": Route(
        root=PROGRAM,
        roles=(LEAD,),
        at="alarm",
        methods=BOTH,
        data={"answer": "goes_on", "reason": REASON},
    ),
    "assessment:pausing": Route(
        root=PROGRAM, roles=(LEAD,), at="attestation", methods=BOTH, data={"reason": REASON}
    ),
    "assessment:pause_ending": Route(
        root=PROGRAM, roles=(LEAD,), at="pause", methods=BOTH, data={"reason": REASON}
    ),
    "assessment:conflicts": Route(root=DESK, roles=(LEAD,)),
    "assessment:conflict_ending": Route(root=PROGRAM, roles=(LEAD,), at="conflict", methods=POST),
    "assessment:comments": Route(root=DESK, roles=(LEAD,)),
    "assessment:comment": Route(root=PROGRAM, roles=(LEAD,), at="comment"),
    "assessment:comment_taking": Route(root=PROGRAM, roles=(LEAD,), at="comment", methods=POST),
    "assessment:comment_wording": Route(root=PROGRAM, roles=(LEAD,), at="comment", methods=POST),
    "assessment:comment_declining": Route(root=PROGRAM, roles=(LEAD,), at="comment", methods=POST),
    "assessment:comment_retiring": Route(root=PROGRAM, roles=(LEAD,), at="comment", methods=POST),
    "assessment:load": Route(root=DESK, roles=(LEAD,)),
    "assessment:reader_requests": Route(
        root=DESK, roles=(LEAD, ASSESSOR, "department-head"), methods=BOTH, empty=True
    ),
    "assessment:reader_ending": Route(
        root=PROGRAM, roles=(LEAD, "department-head"), at="reader_request", methods=POST
    ),
    "assessment:reader_answer": own("reader_invitation", POST, answer="yes"),
    "assessment:forecast": Route(root=DESK, roles=(LEAD,)),
    "assessment:confirmation": own("attested"),
    "assessment:asked": own("asked_to_confirm"),
    "assessment:asked_by_link": secret(pk=999, token="invented"),
    "assessment:confirmations": Route(root=DESK, roles=(LEAD,)),
    "assessment:confirmation_case": Route(root=PROGRAM, roles=(LEAD,), at="screening"),
    "assessment:confirmation_asking": Route(
        root=PROGRAM, roles=(LEAD,), at="screening", methods=POST
    ),
    "assessment:confirmation_waiving": Route(
        root=PROGRAM, roles=(LEAD,), at="screening", methods=POST, data={"reason": REASON}
    ),
    "assessment:overrides": Route(root=DESK, roles=(LEAD,)),
    "assessment:holds": Route(root=DESK, roles=(LEAD,)),
    "assessment:hold": Route(root=PROGRAM, roles=(LEAD,), at="split", methods=BOTH),
    "assessment:agreement": Route(root=DESK, roles=(LEAD,)),
    "assessment:agreement_readings": Route(root=DESK, roles=(LEAD,)),
    "assessment:my_agreement": Route(root=DESK, roles=(ASSESSOR, LEAD)),
    "assessment:taking_back_many": Route(root=DESK, roles=(LEAD,), methods=POST),
    "assessment:taking_back": Route(root=PROGRAM, roles=(LEAD,), at="open_lease", methods=POST),
    "assessment:adjudication": Route(root=PROGRAM, roles=(LEAD,), at="split", methods=BOTH),
    "assessment:settling": Route(root=PROGRAM, roles=(LEAD,), at="split", methods=POST),
    "assessment:inspections": Route(root=DESK, roles=(LEAD, APPROVER, ADMIN, "privacy-officer")),
    "assessment:inspection": Route(
        root=PROGRAM,
        roles=(LEAD, APPROVER, ADMIN, "privacy-officer"),
        at="decided",
        methods=BOTH,
        data={"reason": REASON},
    ),
    "assessment:release": Route(root=DESK, roles=(APPROVER,)),
    "assessment:many": Route(root=DESK, roles=(APPROVER,), methods=POST),
    "assessment:release_detail": Route(root=PROGRAM, roles=(APPROVER,), at="decided"),
    "assessment:releasing": Route(root=PROGRAM, roles=(APPROVER,), at="decided", methods=POST),
    "assessment:overriding": Route(
        root=PROGRAM,
        roles=(APPROVER,),
        at="decided",
        methods=POST,
        data={"outcome": "nonsense", "reason": REASON},
    ),
    "assessment:returning": Route(
        root=PROGRAM, roles=(APPROVER,), at="decided", methods=POST, data={"note": "Look."}
    ),
    "assessment:decision": own("decision", GET),
    "assessment:revision": own("decision", POST),
    "assessment:appeal": own("not_yet", ground="procedure", words=REASON),
    "assessment:appeal_withdrawal": own("appealed", POST),
    "assessment:chair": own("appealed", POST, words=REASON),
    "assessment:appeals": Route(root=DESK, roles=(LEAD, CHAIR, ADMIN)),
    "assessment:case": Route(root=PROGRAM, roles=(LEAD, CHAIR), at="appeal"),
    "assessment:taking": Route(root=PROGRAM, roles=(LEAD,), at="appeal", methods=POST),
    "assessment:reader": Route(root=PROGRAM, roles=(LEAD,), at="appeal", methods=POST),
    "assessment:answer": Route(
        root=PROGRAM, roles=(LEAD,), at="appeal", methods=POST, data={"reason": REASON}
    ),
    "assessment:ruling": Route(
        root=PROGRAM,
        roles=(CHAIR,),
        at="appeal_at_chair",
        methods=POST,
        data={"result": "stays", "reason": REASON},
    ),
    # Badges
    "credentials:portfolio": MINE,
    "credentials:public_page_settings": MINE_POST,
    "credentials:stack_badge": Route(
        root=SIGNED_IN, methods=POST, arguments={"slug": "none-such"}, empty=True
    ),
    "credentials:award": own("award", GET),
    "credentials:award_of_start": own("award_start", GET),
    "credentials:visibility": own("award", POST),
    "credentials:shares": own("award", POST),
    "credentials:end_share": own("award_part", POST, empty=True),
    "credentials:reissue": own("award", POST),
    "credentials:evidence": own("award"),
    "credentials:consent": own("award_piece", BOTH, empty=True),
    "credentials:end_consent": own("award_piece", POST, empty=True),
    "credentials:wallet": own("award"),
    "credentials:end_wallet_offer": own("award_offer", POST, empty=True),
    "credentials:end_wallet": own("award_wallet", POST, empty=True),
    "credentials:own_file": own("award_file", GET),
    "credentials:awards": Route(root=DESK, roles=KEEPERS),
    "credentials:stack_reviews": Route(root=DESK, roles=STEWARDS),
    "credentials:pool": Route(root=EVERY_DESK, roles=(ADMIN, LEAD)),
    "credentials:candidate": Route(root=PEOPLE, roles=(ADMIN, LEAD), at="candidate"),
    "credentials:candidate_offer": Route(
        root=PEOPLE, roles=(ADMIN, LEAD), at="candidate", methods=POST, empty=True
    ),
    "credentials:own_pool": own("own_pool", GET),
    "credentials:own_pool_answer": own("own_pool", POST, empty=True),
    "credentials:stack_review": Route(root=PROGRAM, roles=STEWARDS, at="stack_review"),
    # A credit coordinator reads the list and withdraws nothing (403).
    "credentials:revocation": Route(
        root=PROGRAM, roles=(APPROVER,), at="award", methods=BOTH, strangers=(404, 403)
    ),
    "credentials:new_case": Route(
        root=PROGRAM, roles=(APPROVER,), at="award", methods=BOTH, strangers=(404, 403)
    ),
    "credentials:own_case": own("own_case", BOTH, answer=REASON),
    "credentials:own_case_files": own("own_case", POST, answer=REASON),
    "credentials:own_case_file": own("own_case_file", GET),
    "credentials:file_removal": own("own_case_file", POST, answer=REASON),
    "credentials:case_appeal": own("own_case", POST, words=REASON),
    "credentials:cases": Route(root=DESK, roles=(*STEWARDS, CHAIR, "committee-member")),
    "credentials:case": Route(root=PROGRAM, roles=(*STEWARDS, CHAIR), at="case"),
    # Approvers and administrators read the case, and not what its earner sent beside the answer.
    "credentials:case_file": Route(root=PROGRAM, roles=(CHAIR,), at="case_file", methods=BOTH),
    "credentials:panel": Route(
        root=PROGRAM, roles=(CHAIR,), at="case", methods=POST, strangers=(404, 403)
    ),
    "credentials:vote": Route(
        root=PROGRAM, roles=(), at="case", methods=POST, strangers=(404, 403)
    ),
    "credentials:hearing": Route(
        root=PROGRAM, roles=(CHAIR,), at="case", methods=POST, strangers=(404, 403)
    ),
    "credentials:wallet_answer": secret(token="invented"),
    "credentials:wallet_exchange": secret(token="invented"),
    "credentials:endorsements": MINE,
    "credentials:kept_endorsements": Route(root=DESK, roles=STEWARDS),
    "credentials:asked": secret(pk=999),
    "credentials:end_ask": secret(POST, pk=999),
    # Endorsing is another party's word: who speaks for the one may speak about the other, and nobody of its own.
    "credentials:endorse_version": Route(root=SIGNED_IN, at="endorsable", methods=BOTH, empty=True),
    "credentials:endorse_issuer": Route(root=SIGNED_IN, at="issuer", methods=BOTH, empty=True),
    "credentials:withdraw_endorsement": secret(POST, pk=UUID),
    "credentials:accept_endorsement": secret(POST, pk=UUID),
    "credentials:put_endorsement_aside": secret(POST, pk=UUID),
    "credentials:asks": own("award"),
    "credentials:letters": own("award"),
    "credentials:letter": secret(pk=999, token="invented"),
    "credentials:decline_letter": secret(POST, pk=999, token="invented"),
    "credentials:given": secret(pk=UUID, token="invented"),
    "credentials:withdraw_given": secret(POST, pk=UUID, token="invented"),
    "credentials:endorsement": secret(GET, pk=UUID),
    "credentials:endorsement_list": public(name="none-such"),
    # A badge's own addresses: private ones are not there but for their earner.
    "credentials:badge": Route(root=OWN, roles=STEWARDS, at="award"),
    "credentials:embed": Route(root=OWN, roles=STEWARDS, at="award", methods=GET, empty=True),
    "credentials:piece": own("badge_number", GET, empty=True),
    "credentials:piece_file": own("badge_number", GET, empty=True),
    "credentials:ob2_assertion": Route(
        root=OWN, roles=STEWARDS, at="award", methods=GET, empty=True
    ),
    "credentials:badge_file": Route(
        root=OWN, roles=STEWARDS, at="award_file", methods=GET, empty=True
    ),
    "credentials:art": public(slug="of-the-partner", number="1.0", kind="svg"),
    "credentials:art_of_year": public(slug="of-the-partner", number="1.0", year=2025, kind="svg"),
    "credentials:ob2_badge_class": public(slug="of-the-partner", number="1.0"),
    "credentials:badge_in_capitals": secret(GET, pk=UUID.upper(), rest="badge.json"),
    "credits:transcript-check": secret(GET, token="invented"),
    "credits:audit-shown": secret(GET, token="invented"),
    "credits:audit-shown-file": secret(GET, token="invented"),
    "credits:audit-credit": secret(GET, token="invented", number=1),
    "credits:shown": secret(GET, token="invented"),
    "credits:shown-proof": secret(GET, token="invented", pk=UUID),
    "credentials:shared": secret(GET, token="invented"),
    "credentials:shared_piece": secret(GET, token="invented", number=1),
    "credentials:shared_piece_file": secret(GET, token="invented", number=1),
    "credentials:shared_file": secret(GET, token="invented", name="badge.json"),
    "credentials:public_page": secret(GET, slug="invented"),
    "credentials:oembed": public(),
    "credentials:verify": public(),
    "credentials:issuer": public(ident="north"),
    "agreement:program": public(ident="north"),
    "credentials:did_document": public(ident="north"),
    "credentials:keys": public(ident="north"),
    "credentials:key": public(ident="north", thumbprint="none"),
    "credentials:ob2_issuer": public(ident="north"),
    "credentials:status_list": public(ident="north", number=1),
    "demo:cast": Route(root=NOWHERE),
    "demo:letters": Route(root=NOWHERE),
    "demo:letter": Route(root=NOWHERE, arguments={"name": "none-such"}),
    "demo:become": Route(root=NOWHERE, methods=POST, arguments={"sourced_id": "p-001"}),
}
