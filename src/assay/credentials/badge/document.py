"""What a badge says: an Open Badges 3.0 credential composed from a released decision and the version it was made under.

Nothing here knows how long anybody worked or where they sat (A1): what goes in is the rubric, the levels and the names.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from assay.catalog.content.nouns import POINTS, Criterion, PassingRule
from assay.catalog.models import Alignment as CatalogAlignment
from assay.catalog.models import Kind, Version
from assay.credentials import addresses
from assay.credentials.additions.contents import NOTHING, Added
from assay.credentials.badge import stack_document
from assay.credentials.endorsements import enclosures
from assay.credentials.issuers import identity
from assay.credentials.models import Award, IssuerKey, StatusList
from assay.credentials.wording import worded
from assay.lib.levels import LEVELS
from badgecore import model
from badgecore.wire import JsonObject, read_object


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuing:
    """What one issue of one award adds to what its version says."""

    award: Award
    email: str
    levels: Mapping[str, str]  # criterion id -> level
    awarded_at: datetime
    valid_from: datetime
    salt: str
    places: StatusList
    index: int
    # What others say of it. Whoever signs many badges of one version asks `enclosures.enclosed` once for all of them.
    enclosed: enclosures.Enclosed
    added: Added = NOTHING
    parts: stack_document.Parts | None = None  # of a stack


def credential(
    issuing: Issuing, *, version: Version, key: IssuerKey
) -> model.AchievementCredential:
    """The credential, unsigned. Evidence stays with the learner unless they add it (product principle 2)."""
    award, said = issuing.award, issuing.enclosed
    shared = frame(version, key, said)
    what = shared.achievement
    return model.AchievementCredential(
        id=addresses.badge(award.pk),
        issuer=shared.issuer,
        valid_from=issuing.valid_from,
        awarded_date=issuing.awarded_at.replace(microsecond=0),
        name=stack_document.name(what.name, issuing.parts),
        subject=model.AchievementSubject(
            id=issuing.added.holder or None,
            credits_earned=what.credits_available,
            identifier=(
                model.IdentityObject.of_email(issuing.email, salt=issuing.salt),
                model.IdentityObject(
                    hashed=False, identity_hash=worded(award.name_as_issued), identity_type="name"
                ),
            ),
            achievement=what,
            narrative=stack_document.narrative(version.language, issuing.parts),
            result=results(version, what.id, issuing.levels),
        ),
        status=model.StatusEntry.at(
            addresses.status_list(award.issuer.ident, issuing.places.number), issuing.index
        ),
        evidence=(
            *stack_document.evidence(version.language, issuing.parts),
            *issuing.added.evidence,
        ),
        endorsement=enclosures.about(said.award, addresses.badge(award.pk)),
        refresh_service=_refreshing(award),
    )


def _refreshing(award: Award) -> model.RefreshService | None:
    """Where to get it anew (OB 3.0 §7.3); only over https, as nobody would follow another address (decision 6)."""
    return model.RefreshService(id=addresses.fresh(award.pk)) if settings.SECURE else None


def salt_in(body: bytes) -> str:
    """The salt under which a signed badge hides its earner's address. A copy of it that an older backpack keeps stays
    the same as ours, as long as the address does (OB 2.0, hosted verification)."""
    identifiers = read_object(body)["credentialSubject"]["identifier"]
    return next((str(entry["salt"]) for entry in identifiers if entry.get("salt")), "")


class Written(model.Achievement):
    """An achievement whose wire form is made once: it is nine tenths of a badge, and the same in each of its version.

    The form is shared: whoever gets it reads it only.
    """

    __slots__ = ("_form",)
    _form: JsonObject

    def to_json(self) -> JsonObject:
        try:
            return self._form
        except AttributeError:
            object.__setattr__(self, "_form", super().to_json())
            return self._form


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """What all badges of a version say alike. One and the same object for as long as it says the same."""

    achievement: model.Achievement
    issuer: model.Profile


def frame(version: Version, key: IssuerKey, said: enclosures.Enclosed) -> Frame:
    """What this version, its issuer and those who endorse them say; made once per process and set of endorsements,
    since neither a published version nor a signed endorsement ever changes."""
    issuer = version.micro_credential.issuer
    particulars: tuple[object, ...] = (
        issuer.pk,
        issuer.ident,
        issuer.name,
        issuer.url,
        issuer.description,
        issuer.email,
    )
    if (partner := version.micro_credential.content_partner) is not None:
        particulars += (partner.ident, partner.name, partner.url)
    words = tuple(document["id"] for document in (*said.achievement, *said.issuer))
    where = settings.BASE_URL, settings.SECURE
    return _frame(
        version.pk, version.content_hash, key.did, particulars, where, words, _Held(version, said)
    )


def achievement(version: Version, key: IssuerKey) -> model.Achievement:
    """What can be earned, without anybody's endorsement."""
    return frame(version, key, enclosures.Enclosed()).achievement


class _Held:
    """What keeps out of the cache's key: the version's hash and the ids of its endorsements stand there already."""

    def __init__(self, version: Version, said: enclosures.Enclosed) -> None:
        self.version, self.said = version, said

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)


@lru_cache(maxsize=512)
def _frame(
    _pk: int,
    _content_hash: str,
    did: str,
    _particulars: tuple[object, ...],
    _where: tuple[object, ...],
    _words: tuple[str, ...],
    held: _Held,
) -> Frame:
    version, said = held.version, held.said
    issuer = identity.profile(version.micro_credential.issuer, did)
    return Frame(
        achievement=_achievement(
            version, did, enclosures.about(said.achievement, addresses.criteria(version))
        ),
        issuer=replace(issuer, endorsement=enclosures.about(said.issuer, did)),
    )


def _achievement(
    version: Version, did: str, endorsement: tuple[JsonObject, ...]
) -> model.Achievement:
    page, worth = addresses.criteria(version), version.content.declared_credit
    is_stack = version.micro_credential.kind == Kind.STACK
    with override(version.language):
        return Written(
            id=page,
            name=worded(version.title),
            description=worded(version.content.competency),
            achievement_type="Certificate" if is_stack else "MicroCredential",
            criteria=stack_document.criteria(version)
            if is_stack
            else model.Criteria(id=f"{page}#rubric", narrative=narrative(version)),
            image=model.Image(id=addresses.art(version), caption=worded(version.title)),
            creator=_creator(version, did),
            credits_available=worth.amount if worth else None,
            human_code=version.micro_credential.ident,
            in_language=version.language,
            tag=tuple(worded(tag) for tag in version.content.tags),
            version=version.number,
            alignment=tuple(
                stack_document.members(version)
                if is_stack
                else alignments(version.alignments.select_related("competency__framework"))
            ),
            endorsement=endorsement,
            result_description=(
                *(_described(c, page, version.content.rule) for c in version.content.criteria),
                _whole(page),
            ),
        )


def _creator(version: Version, did: str) -> model.Profile:
    """Who designed what can be earned: a content partner where there is one, else the issuer (OB 3.0, creator)."""
    partner = version.micro_credential.content_partner
    if partner is None:
        return model.Profile(id=did, name=version.micro_credential.issuer.name)
    page = addresses.partner(partner.ident)
    return model.Profile(id=page, name=partner.name, url=partner.url or page)


def narrative(version: Version) -> str:
    """The criteria in words (Markdown), so that a badge can be read where our pages cannot be reached."""
    content = version.content
    lines = [worded(content.key_method), "", _("Judged on:"), ""]
    lines += [
        f"- **{worded(c.title)}**: {worded(c.descriptors.get('demonstrated', ''))}"
        for c in content.criteria
    ]
    lines += ["", worded(content.rule.text)]
    return "\n".join(lines).strip()


def alignments(rows: Iterable[CatalogAlignment]) -> Iterable[model.Alignment]:
    """Links to competencies by their CASE address; one whose framework is not here has no address and is left out."""
    for row in rows:
        competency = row.competency
        if competency is not None:
            yield model.Alignment(
                target_name=worded(row.label or competency.label or competency.statement[:200]),
                target_url=competency.uri,
                target_type="CFItem",
                target_code=row.code or None,
                target_framework=worded(competency.framework.title),
                target_description=worded(competency.statement),
            )


def results(version: Version, page: str, levels: Mapping[str, str]) -> tuple[model.Result, ...]:
    """One result per criterion that was judged, and one for the whole."""
    judged = [
        model.Result(
            result_description=f"{page}#criterion-{c.id}",
            achieved_level=level_address(page, c.id, levels[c.id]),
        )
        for c in version.content.criteria
        if levels.get(c.id) in LEVELS
    ]
    return (*judged, model.Result(result_description=f"{page}#outcome", status="Completed"))


def level_address(page: str, criterion: str, level: str) -> str:
    """The `id` of a level of a criterion."""
    return f"{page}#{criterion}-{level}"


def required_level(criterion: Criterion, rule: PassingRule) -> str:
    """The least level at which this criterion lets the whole pass, by the version's passing rule."""
    if rule.type == "parts":
        return rule.parts.get(criterion.part, "demonstrated")
    if rule.type == "points_with_essentials" and not criterion.essential:
        return rule.no_level_below
    return "demonstrated"


def _described(criterion: Criterion, page: str, rule: PassingRule) -> model.ResultDescription:
    return model.ResultDescription(
        id=f"{page}#criterion-{criterion.id}",
        name=worded(criterion.title),
        result_type="RubricCriterionLevel",
        required_level=level_address(page, criterion.id, required_level(criterion, rule)),
        rubric_criterion_level=tuple(
            model.RubricCriterionLevel(
                id=level_address(page, criterion.id, level),
                name=level_name(level),
                level=level,
                points=str(POINTS[level]),
                description=worded(criterion.descriptors.get(level, "")) or None,
            )
            for level in LEVELS
        ),
    )


def _whole(page: str) -> model.ResultDescription:
    return model.ResultDescription(
        id=f"{page}#outcome",
        name=_("Outcome"),
        result_type="Status",
        allowed_value=("Completed",),
        required_value="Completed",
    )


def level_name(level: str) -> str:
    return {
        "demonstrated": pgettext("level", "Demonstrated"),
        "almost": pgettext("level", "Almost"),
        "not_yet": pgettext("level", "Not yet"),
    }[level]
