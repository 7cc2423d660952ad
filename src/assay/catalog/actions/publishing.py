"""A version is frozen, hashed and opened to starts; the one before it makes way."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from assay.catalog import policy
from assay.catalog.actions.deriving import renew_edition
from assay.catalog.actions.drafting import DRAFTS, check_designer, check_leave, predecessor
from assay.catalog.actions.extensions import criteria_missing, fields_of, held_by
from assay.catalog.content import diff, gaps, publishing_rules
from assay.catalog.models import Kind, MicroCredential, Version, VersionStatus
from assay.lib.clock import months_after, now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.states import move
from assay.people.models import Actor, Person
from assay.program.actions import (
    carry_exceptions,
    exceptions_of,
    give_mandate,
    grant_exception,
    has_mandate,
    use_mandate,
)
from assay.program.models import ChecklistItem, Extension, Mandate, StandardException
from assay.program.policies import VersionsPolicy, in_force
from assay.record.actions import note


class CannotPublish(BadInput):
    """The version lacks what every micro-credential must have; `obstacles` names each."""

    def __init__(self, obstacles: list[publishing_rules.Missing]) -> None:
        super().__init__(
            _("This cannot be published yet. %(first)s") % {"first": obstacles[0].what},
            code="cannot-publish",
            fields={obstacle.rule: obstacle.what for obstacle in obstacles},
        )
        self.obstacles = obstacles


def obstacles(version: Version) -> list[publishing_rules.Missing]:
    """Everything that stands in the way of publishing, gaps in the template included."""
    micro_credential = version.micro_credential
    capstone = micro_credential.kind == Kind.CAPSTONE
    found = publishing_rules.missing(
        version.content,
        issuer_may_issue=policy.may_issue(micro_credential.issuer),
        capstone=capstone,
    )
    found += names_without_leave(micro_credential)
    if not capstone:
        named = {one.at for one in found}
        found += [
            publishing_rules.Missing(rule=f"template-{n}", at=gap.at, what=gap.what)
            for n, gap in enumerate(gaps.of_template(version.data))
            if gap.at not in named
        ]
    before = predecessor(version)
    if not capstone:
        found += _of_standard(version, {one.at for one in found}, before)
        found += _of_department(version, before)
    if before and _major(before) == _major(version) and diff.is_scoring(before.data, version.data):
        number = diff.next_number(before.number, scoring=True)
        found.append(
            publishing_rules.Missing(
                rule="number",
                at="title",
                what=_(
                    "The scoring differs from version %(before)s, so this needs a new major number: %(number)s."
                )
                % {"before": before.number, "number": number},
            )
        )
    return found


def names_without_leave(micro_credential: MicroCredential) -> list[publishing_rules.Missing]:
    """Whose name it carries, as issuer or designer, without a leave in force today: nothing new can be published."""
    found: list[publishing_rules.Missing] = []
    issuer, partner = micro_credential.issuer, micro_credential.content_partner
    if not policy.has_leave(issuer, micro_credential.owner, micro_credential):
        what = _("%(issuer)s is named as the issuer, and its permission is not in force.")
        what %= {"issuer": issuer.name}
        found.append(publishing_rules.Missing(rule="leave", at="", what=what))
    if partner and not policy.may_name_designer(partner, micro_credential.home, micro_credential):
        what = _("%(partner)s is named as designer, and its permission is not in force.")
        what %= {"partner": partner.name}
        found.append(publishing_rules.Missing(rule="designer", at="", what=what))
    return found


def _of_standard(
    version: Version, named: set[str], before: Version | None
) -> list[publishing_rules.Missing]:
    """Required items of the standard that the draft visibly lacks, without an exception that is in force for it or for
    the version before (B8, B9)."""
    lacks = {
        code: one
        for code, one in publishing_rules.findings(version.content).items()
        if one.state == "missing" and one.at not in named
    }
    if not lacks:
        return []
    asked = ChecklistItem.objects.holding_for(version.micro_credential.home)
    required = asked.filter(required=True, code__in=lacks)
    required = required.exclude(pk__in=_items(version))
    if before is not None:
        required = required.exclude(pk__in=_items(before))
    return [
        publishing_rules.Missing(rule=item.code, at=lacks[item.code].at, what=lacks[item.code].why)
        for item in required
    ]


def _items(version: Version) -> QuerySet[StandardException, Any]:
    """Of the standard, from which an exception is in force for it."""
    rows = exceptions_of(version).in_force().filter(item__isnull=False)
    return rows.order_by().values("item")


def _of_department(version: Version, before: Version | None) -> list[publishing_rules.Missing]:
    """What its department asks beyond the template: a required field that is empty, without an exception that is in
    force, and a criterion that its rubric does not carry (B8, B9)."""
    held = list(held_by(version))
    fields = enumerate(fields_of(version, held), start=1)
    lacking = [(n, one) for n, one in fields if one.is_lacking]
    found = [
        publishing_rules.Missing(
            rule=row.code,
            at="rubric.criteria[1].title",
            what=_(
                "“%(name)s”: your department has this criterion in every rubric. Save the rubric once."
            )
            % {"name": row.name},
        )
        for row in criteria_missing(version, before, held)
    ]
    if not lacking:
        return found
    excepted = {row.code for row in exceptions_of(version).in_force()}
    if before is not None:
        excepted |= {row.code for row in exceptions_of(before).in_force()}
    words = _("“%(name)s”: your department asks for this.")
    return found + [
        publishing_rules.Missing(
            rule=one.id, at=f"extensions[{n}].value", what=words % {"name": one.label}
        )
        for n, one in lacking
        if one.id not in excepted
    ]


def _major(version: Version) -> str:
    return version.number.split(".")[0]


@transaction.atomic
def publish(version: Version, *, by: Actor, pilot: bool = False) -> Version:
    """Freeze a draft, and open it to new starts in place of the version before it, which keeps its learners.

    Takes a mandate; whoever may give one needs no second person. Raises CannotPublish, NoMandate, NoLeave of the issuer
    or designer whose name it would carry, WrongState.

    Keeps A3, B14, D10 and E4 of docs/reference/promises.md.
    """
    may_publish(version, by)
    open_version(version, by=by, pilot=pilot)
    note(
        "catalog.published",
        version,
        by=by,
        number=version.number,
        micro_credential=version.micro_credential_id,
    )
    return version


def except_item(
    version: Version, code: str, reason: str, *, until_on: date | None = None, by: Person
) -> None:
    """Let a draft go without one item of the standard until a day, where no committee sits; by whoever gives leave to
    publish it.

    Raises PermissionDenied, BadInput without a reason, for a day that does not fit or for no such item, WrongState for
    what is published.
    """
    if not policy.can_give_leave(by, "exception", version):
        raise PermissionDenied
    if version.status not in DRAFTS:
        raise WrongState(_("Version %(number)s is already published.") % {"number": version.number})
    home = version.micro_credential.home
    asked = ChecklistItem.objects.holding_for(home)
    item: ChecklistItem | Extension | None = asked.filter(code=code).first()
    item = item or held_by(version).fields().filter(code=code).first()
    if item is None:
        raise BadInput(_("There is no such item in the standard."))
    grant_exception(item, version, reason, until_on=until_on, by=by, within=home)


def may_publish(version: Version, by: Actor) -> None:
    if by is not None and not policy.can_author_of(by, version.micro_credential):
        raise PermissionDenied
    micro_credential = version.micro_credential
    check_leave(
        micro_credential.issuer, micro_credential.owner, by=by, micro_credential=micro_credential
    )
    check_designer(
        micro_credential.content_partner,
        micro_credential.home,
        micro_credential=micro_credential,
    )


def open_version(version: Version, *, by: Actor, pilot: bool = False) -> None:
    """The change itself, without its event: shared with the import."""
    micro_credential = MicroCredential.objects.select_for_update().get(
        pk=version.micro_credential_id
    )
    if version.status not in (*DRAFTS, VersionStatus.PILOT):
        raise WrongState(_("Version %(number)s is already published.") % {"number": version.number})
    if micro_credential.retirements.filter(called_off_at=None, closed_at=None).exists():
        raise WrongState(_("Its retirement is announced. Call that off first."))
    if found := obstacles(version):
        raise CannotPublish(found)
    _carry_exceptions(version)
    leave = take_leave("pilot" if pilot else act_of(version), version, by)
    to = VersionStatus.PILOT if pilot else VersionStatus.PUBLISHED
    first = version.published_at is None
    if pilot:
        rules = in_force(VersionsPolicy, within=micro_credential.home_id)
        version.most_starts = leave.most_starts or rules.pilot_starts
        version.save(update_fields=("most_starts",))
    move(
        version,
        to=to,
        content_hash=version.computed_hash(),
        published_at=now() if first else version.published_at,
    )
    _take_the_place(version, micro_credential, by)


def _carry_exceptions(version: Version) -> None:
    """What the version before may go without, this one may too, as far as it lacks it."""
    before = predecessor(version)
    if before is not None:
        found = publishing_rules.findings(version.content).items()
        lacks = {code for code, one in found if one.state == "missing"}
        lacks |= {one.id for one in fields_of(version) if one.is_lacking}
        carry_exceptions(before, version, lacks)


def needs_exception(version: Version) -> bool:
    """Whether a draft lacks a required item of the standard, or what its department asks, and nobody has let it go
    without."""
    if version.micro_credential.kind == Kind.CAPSTONE:
        return False
    before = predecessor(version)
    return bool(_of_standard(version, set(), before) or _of_department(version, before))


def act_of(version: Version) -> str:
    """For which act a draft needs leave: "publish" where it is new or its scoring changes, else "wording"."""
    before = predecessor(version)
    if before is None:
        return "publish"
    same = _major(before) == _major(version)
    rules = in_force(VersionsPolicy, within=version.micro_credential.home_id)
    return "wording" if same or not rules.scoring_change_requires_committee else "publish"


def take_leave(act: str, version: Version, by: Actor) -> Mandate:
    """Use the leave that was given. Whoever may give it and did not write this needs no second person."""
    if by is not None and not has_mandate(act, version) and policy.can_give_leave(by, act, version):
        give_mandate(act, version, by=by, within=version.micro_credential.home)
    return use_mandate(act, version)


def _take_the_place(version: Version, micro_credential: MicroCredential, by: Actor) -> None:
    """Become the current version, unless a later one is; the one that was current goes on for its learners only.

    A pilot stands beside what is open to everybody, which nobody loses by it.
    """
    before = micro_credential.current
    if before and diff.number_key(before.number) > diff.number_key(version.number):
        return
    if before and version.in_pilot and before.status == VersionStatus.PUBLISHED:
        renew_edition(version)
        return
    micro_credential.current = version
    micro_credential.save(update_fields=("current",))
    version.micro_credential = micro_credential
    if before and before.pk != version.pk:
        if before.status in (VersionStatus.PUBLISHED, VersionStatus.PILOT):
            move(before, to=VersionStatus.RETIRING, last_day=_grace(before, version))
        before.micro_credential = micro_credential
        renew_edition(before, version)
        if before.last_day is not None:
            last_day = before.last_day.isoformat()
            note("catalog.superseded", before, by=by, after=version.pk, last_day=last_day)
    else:
        renew_edition(version)


def _grace(before: Version, version: Version) -> date | None:
    """Until when what was begun on the version before may be submitted: no end where only the wording changes."""
    if _major(before) == _major(version):
        return before.last_day
    rules = in_force(VersionsPolicy, within=version.micro_credential.home_id)
    return months_after(today(), rules.grace_months)


def widen_pilot(version: Version, most_starts: int) -> int:
    """Let more people start a pilot, in the transaction of whoever decided it; how many might before.

    Raises WrongState where it is no pilot, or as many may already.
    """
    rows = Version.objects.filter(pk=version.pk, status=VersionStatus.PILOT)
    before = rows.values_list("most_starts", flat=True).first()
    if before is None:
        raise WrongState(_("This is no pilot that so many people may start."))
    if rows.filter(most_starts__lt=most_starts).update(most_starts=most_starts) != 1:
        raise WrongState(_("As many people may already start it."))
    renew_edition()
    return before


class PilotFull(WrongState):
    """As many as may start a pilot have started it."""

    code = "pilot-full"


def take_place(version: Version) -> None:
    """Count one more who starts a version in pilot; of others nothing is counted. Called by the start, in its
    transaction.

    Raises PilotFull where as many have started as may, and says how one may go on.
    """
    if not version.in_pilot:
        return
    rows = Version.objects.filter(pk=version.pk, status=VersionStatus.PILOT)
    free = Q(most_starts=None) | Q(starts_taken__lt=F("most_starts"))
    if not rows.filter(free).update(starts_taken=F("starts_taken") + 1) and rows.exists():
        raise PilotFull(full_in_words(version))


def full_in_words(version: Version) -> str:
    """That a pilot has no place left, and how one may go on."""
    open_now = version.micro_credential.current
    if open_now is not None and open_now.pk != version.pk:
        said = _(
            "All %(n)s places of this pilot are taken. Version %(number)s is open to everyone: start that, or wait "
            "until the committee has decided about the pilot."
        )
        return said % {"n": version.most_starts, "number": open_now.number}
    said = _(
        "All %(n)s places of this pilot are taken. Add it to your plan: you get an e-mail once it opens to everyone."
    )
    return said % {"n": version.most_starts}
