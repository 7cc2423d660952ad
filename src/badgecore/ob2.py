"""Open Badges 2.0, hosted: the three documents a legacy backpack follows, made from the nouns of 3.0.

Source: Open Badges 2.0 (Assertion, BadgeClass, Profile; Baking; Verification). Each document lies at the address
that is its `id`, an assertion under its issuer's origin. Nothing is signed: the hosted copy is what counts.
"""

from __future__ import annotations

from typing import Final

from badgecore.errors import ShapeWrong
from badgecore.model import (
    Achievement,
    AchievementCredential,
    AchievementSubject,
    Alignment,
    Evidence,
    Profile,
)
from badgecore.nouns import instant
from badgecore.wire import JsonObject

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
    """The document to serve at the address of a withdrawn assertion, with status 410 (OB 2.0, Hosted Verification)."""
    return {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": url,
        "revoked": True,
        "revocationReason": reason,
    }


def badge_class(
    achievement: Achievement, *, url: str, issuer_url: str, image_url: str
) -> JsonObject:
    """OB 2.0, BadgeClass: what was earned. The standard requires an image."""
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
    """OB 2.0, Profile of the issuer. Raises ShapeWrong without name or url, which OB 2.0 requires."""
    if not profile.name or not profile.url:
        raise ShapeWrong("An Open Badges 2.0 issuer needs a name and an address on the web.")
    document: JsonObject = {
        "@context": CONTEXT,
        "type": "Issuer",
        "id": url,
        "name": profile.name,
        "url": profile.url,
    }
    image = profile.image.id if profile.image else None
    return document | _present(email=profile.email, description=profile.description, image=image)


def _recipient(subject: AchievementSubject) -> JsonObject:
    for entry in subject.identifier:
        if entry.identity_type == "emailAddress":
            found = {"type": "email", "hashed": entry.hashed, "identity": entry.identity_hash}
            return found | _present(salt=entry.salt)
    raise ShapeWrong("An Open Badges 2.0 assertion needs the e-mail address of its recipient.")


def _evidence(piece: Evidence) -> JsonObject:
    named = {
        name: getattr(piece, name)
        for name in ("id", "name", "narrative", "description", "genre", "audience")
    }
    return {"type": "Evidence"} | _present(**named)


def _alignment(target: Alignment) -> JsonObject:
    return {"targetName": target.target_name, "targetUrl": target.target_url} | _present(
        targetDescription=target.target_description,
        targetFramework=target.target_framework,
        targetCode=target.target_code,
    )


def _present(**named: str | None) -> JsonObject:
    return {name: value for name, value in named.items() if value is not None}
