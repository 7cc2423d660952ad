"""One badge that holds everything the program writes, and the key that signs it."""

from datetime import UTC, datetime

from cryptography.hazmat.primitives import serialization

from badgecore.keys import PrivateKey
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
    Result,
    ResultDescription,
    RubricCriterionLevel,
    StatusEntry,
)

KEY = PrivateKey.from_seed(bytes(range(32)))
ISSUER = "did:web:badges.example.org:issuers:district"
METHOD = f"{ISSUER}#{KEY.public.multikey}"
EARNED = datetime(2026, 5, 4, 15, 30, tzinfo=UTC)
MADE = datetime(2026, 5, 4, 15, 31, tzinfo=UTC)
_HERE = "https://badges.example.org/achievements/wait-time/3"


def public_pem(key: PrivateKey) -> str:
    """The public half as SubjectPublicKeyInfo (RFC 7468 §13), as issuers of Open Badges 2.0 publish it."""
    public = serialization.load_pem_private_key(key.to_pem(), None).public_key()
    form = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return public.public_bytes(*form).decode()


def make_levels(criterion: str) -> tuple[RubricCriterionLevel, ...]:
    names = ("Not yet", "Almost", "Demonstrated")
    return tuple(
        RubricCriterionLevel(
            id=f"{_HERE}#{criterion}-{position}",
            name=name,
            level=str(position),
            points=str(position),
            description=name,
        )
        for position, name in enumerate(names)
    )


def make_achievement() -> Achievement:
    criteria = ("questions", "silence", "reflection")
    return Achievement(
        id=_HERE,
        name="Wait time: giving students time to think",
        description="Plans, practises and reflects on wait time.",
        criteria=Criteria(
            id=f"{_HERE}/criteria", narrative="Three artefacts, each scored with the rubric."
        ),
        image=Image(id=f"{_HERE}/image.png", caption="Teal hexagon"),
        creator=Profile(id="did:web:badges.example.org:issuers:mathematics", name="Mathematics"),
        credits_available=1.5,
        human_code="WT-03",
        in_language="en",
        tag=("discourse", "questioning"),
        version="3",
        alignment=(
            Alignment(
                target_name="InTASC Standard 8",
                target_url="https://case.example.org/uri/6c1a2b7e",
                target_type="CFItem",
                target_code="INTASC.8",
                target_framework="InTASC Model Core Teaching Standards",
            ),
        ),
        result_description=(
            *(
                ResultDescription(
                    id=f"{_HERE}#{criterion}",
                    name=criterion.capitalize(),
                    result_type="RubricCriterionLevel",
                    required_level=f"{_HERE}#{criterion}-2",
                    rubric_criterion_level=make_levels(criterion),
                )
                for criterion in criteria
            ),
            ResultDescription(
                id=f"{_HERE}#overall",
                name="Overall",
                result_type="Status",
                allowed_value=("Completed", "Failed"),
                required_value="Completed",
            ),
        ),
    )


def make_credential(number: int = 1, *, evidence: bool = True) -> AchievementCredential:
    return AchievementCredential(
        id=f"https://badges.example.org/credentials/{number}",
        issuer=Profile(
            id=ISSUER,
            name="Example District",
            url="https://badges.example.org",
            email="badges@example.org",
            image=Image(id="https://badges.example.org/logo.png", caption="Logo"),
        ),
        valid_from=EARNED,
        awarded_date=EARNED,
        name="Wait time: giving students time to think",
        subject=AchievementSubject(
            id="did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH",
            identifier=(IdentityObject.of_email(" Ada@Example.org ", salt=f"salt-{number}"),),
            credits_earned=1.5,
            achievement=make_achievement(),
            result=(
                *(
                    Result(
                        result_description=f"{_HERE}#{criterion}",
                        achieved_level=f"{_HERE}#{criterion}-2",
                    )
                    for criterion in ("questions", "silence", "reflection")
                ),
                Result(result_description=f"{_HERE}#overall", status="Completed"),
            ),
        ),
        evidence=(
            Evidence(
                id="https://badges.example.org/evidence/1",
                name="Recording",
                narrative="What changed.\n\nAnd why.",
            ),
        )
        if evidence
        else (),
        status=StatusEntry.at("https://badges.example.org/status/1", 94567),
    )
