"""Open Badges 2.0, hosted: the three documents a legacy backpack follows, made from the nouns of 3.0, and read back.

Source: Open Badges 2.0 (Assertion, BadgeClass, Profile; Baking; Verification). Each document lies at the address
that is its `id`, an assertion under its issuer's origin. Nothing is signed: the hosted copy is what counts.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from badgecore.errors import ShapeWrong
from badgecore.model import (
    Achievement,
    AchievementCredential,
    AchievementSubject,
    Alignment,
    Criteria,
    Evidence,
    IdentityObject,
    Image,
    Profile,
)
from badgecore.nouns import instant
from badgecore.verify.shape import instant_of
from badgecore.wire import JsonObject, as_list, is_object

CONTEXT: Final = "https://w3id.org/openbadges/v2"


def assertion(
    credential: AchievementCredential, *, url: str, badge_url: str, image_url: str | None = None
) -> JsonObject:
    """OB 2.0, Assertion. Raises ShapeWrong for a subject without e-mail identity: legacy backpacks know no other."""
    document: JsonObject = {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": url,
        "recipient": _recipient(credential.subject),
        "badge": badge_url,
        "verification": {"type": "hosted"},
        "issuedOn": instant(credential.awarded_date or credential.valid_from),
    }
    if credential.valid_until is not None:
        document["expires"] = instant(credential.valid_until)
    document |= _present(image=image_url, narrative=credential.subject.narrative)
    if credential.evidence:
        document["evidence"] = [_evidence(piece) for piece in credential.evidence]
    return document


def revoked_assertion(*, url: str, reason: str) -> JsonObject:
    """What answers at the assertion's address from then on, with status 410 (OB 2.0, Hosted Verification)."""
    return {"@context": CONTEXT, "type": "Assertion", "id": url, "revoked": True, "revocationReason": reason}


def badge_class(achievement: Achievement, *, url: str, issuer_url: str, image_url: str) -> JsonObject:
    """What was earned. OB 2.0 requires an image."""
    criteria = _present(id=achievement.criteria.id, narrative=achievement.criteria.narrative)
    document: JsonObject = {
        "@context": CONTEXT,
        "type": "BadgeClass",
        "id": url,
        "name": achievement.name,
        "description": achievement.description,
        "image": image_url,
        "criteria": criteria,
        "issuer": issuer_url,
    }
    if achievement.alignment:
        document["alignment"] = [_alignment(target) for target in achievement.alignment]
    return document | ({"tags": list(achievement.tag)} if achievement.tag else {})


def issuer(profile: Profile, *, url: str) -> JsonObject:
    """Who awards. Raises ShapeWrong without name or url, which OB 2.0 requires."""
    if not profile.name or not profile.url:
        raise ShapeWrong("An Open Badges 2.0 issuer needs a name and an address on the web.")
    document: JsonObject = {"@context": CONTEXT, "type": "Issuer", "id": url, "name": profile.name, "url": profile.url}
    image = profile.image.id if profile.image else None
    return document | _present(email=profile.email, description=profile.description, image=image)


def read_assertion(document: JsonObject) -> AchievementCredential:
    """An assertion with its badge class and issuer in place (`Report.document` after verification), in today's nouns.

    For showing. Raises ShapeWrong when badge class or issuer is still only an address.
    """
    badge = document.get("badge")
    if not is_object(badge) or not is_object(badge.get("issuer")):
        raise ShapeWrong("The description of the badge or its issuer is missing.")
    expires = document.get("expires")
    return AchievementCredential(
        id=str(document.get("id", document.get("uid", ""))),
        issuer=_read_issuer(badge["issuer"]),
        valid_from=_moment(document.get("issuedOn")),
        valid_until=_moment(expires) if expires is not None else None,
        awarded_date=_moment(document.get("issuedOn")),
        subject=AchievementSubject(
            identifier=_read_recipient(document.get("recipient")),
            achievement=_read_badge(badge),
            narrative=_text(document.get("narrative")),
        ),
        evidence=tuple(_read_evidence(piece) for piece in as_list(document.get("evidence"))),
        schema=(),
    )


def _recipient(subject: AchievementSubject) -> JsonObject:
    for entry in subject.identifier:
        if entry.identity_type == "emailAddress":
            found = {"type": "email", "hashed": entry.hashed, "identity": entry.identity_hash}
            return found | _present(salt=entry.salt)
    raise ShapeWrong("An Open Badges 2.0 assertion needs the e-mail address of its recipient.")


def _evidence(piece: Evidence) -> JsonObject:
    named = {name: getattr(piece, name) for name in ("id", "name", "narrative", "description", "genre", "audience")}
    return {"type": "Evidence"} | _present(**named)


def _alignment(target: Alignment) -> JsonObject:
    return {"targetName": target.target_name, "targetUrl": target.target_url} | _present(
        targetDescription=target.target_description,
        targetFramework=target.target_framework,
        targetCode=target.target_code,
    )


def _present(**named: str | None) -> JsonObject:
    return {name: value for name, value in named.items() if value is not None}


def _read_issuer(document: JsonObject) -> Profile:
    image = _image(document.get("image"))
    return Profile(
        id=str(document.get("id", document.get("url", ""))),
        name=_text(document.get("name")),
        url=_text(document.get("url")),
        email=_text(document.get("email")),
        description=_text(document.get("description")),
        image=image,
    )


def _read_badge(document: JsonObject) -> Achievement:
    criteria = document.get("criteria")
    fields = criteria if is_object(criteria) else {"id": criteria}
    targets = [target for target in as_list(document.get("alignment")) if is_object(target)]
    return Achievement(
        id=str(document.get("id", "")),
        name=_text(document.get("name")) or "",
        description=_text(document.get("description")) or "",
        criteria=Criteria(id=_text(fields.get("id")), narrative=_text(fields.get("narrative"))),
        achievement_type=None,
        image=_image(document.get("image")),
        tag=tuple(tag for tag in as_list(document.get("tags")) if isinstance(tag, str)),
        alignment=tuple(
            Alignment(
                target_name=_text(target.get("targetName")) or "",
                target_url=_text(target.get("targetUrl")) or "",
                target_description=_text(target.get("targetDescription")),
                target_framework=_text(target.get("targetFramework")),
                target_code=_text(target.get("targetCode")),
            )
            for target in targets
        ),
    )


def _read_recipient(entry: object) -> tuple[IdentityObject, ...]:
    if not is_object(entry) or entry.get("type") != "email":
        return ()
    identity, salt = entry.get("identity"), _text(entry.get("salt"))
    hashed = bool(entry.get("hashed"))
    return (IdentityObject(hashed=hashed, identity_hash=str(identity), identity_type="emailAddress", salt=salt),)


def _read_evidence(piece: Any) -> Evidence:
    if not is_object(piece):
        return Evidence(id=_text(piece))
    names = ("id", "name", "narrative", "description", "genre", "audience")
    return Evidence(**{name: _text(piece.get(name)) for name in names})


def _image(value: object) -> Image | None:
    found = value.get("id") if is_object(value) else value
    return Image(id=found) if isinstance(found, str) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _moment(value: object) -> datetime:
    found = instant_of(value, zone_required=False)
    if found is None:
        raise ShapeWrong("A date of the badge cannot be read.")
    return found
