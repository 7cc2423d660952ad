"""Badges of a chunk: real ones, signed and verified, with their places in the status list."""

import secrets
from collections.abc import Callable, Sequence

from django.utils import timezone

from assay.assessment.models import Evaluation
from assay.credentials.actions import ensure_issuer
from assay.credentials.badge import document as badge_document
from assay.credentials.endorsements import enclosures
from assay.credentials.issuers import status_lists
from assay.credentials.issuers.batch_signing import BatchSigner
from assay.credentials.issuers.signing import sha256
from assay.credentials.models import Award, Credential, IssuerKey
from assay.demo.simulation.chance import Draw
from assay.evidence.models import Submission

Earned = tuple[Draw, Submission, Evaluation]


def award_all(
    earned: Sequence[Earned], *, levels: Callable[[Draw], dict[str, str]]
) -> dict[int, Award]:
    """Write awards and credentials; evaluation id -> award. Nineteen in twenty stay private, as in the field (D9)."""
    awards: list[Award] = []
    keys: dict[int, IssuerKey] = {}
    for draw, submission, evaluation in earned:
        issuer = submission.version.micro_credential.issuer
        if issuer.pk not in keys:
            keys[issuer.pk] = ensure_issuer(issuer)
        places, place = status_lists.take_place(keys[issuer.pk])
        released = evaluation.released_at
        assert released is not None
        awards.append(
            Award(
                person=submission.start.person,
                version=submission.version,
                issuer=issuer,
                evaluation=evaluation,
                name_as_issued=submission.start.person.display_name,
                earned_on=timezone.localtime(released).date(),
                issued_at=released,
                visibility="public" if draw.learner % 20 == 0 else "private",
                status_list=places,
                status_index=place,
            )
        )
    Award.objects.bulk_create(awards)
    Credential.objects.bulk_create(
        _credential(award, levels(draw))
        for award, (draw, _submission, _evaluation) in zip(awards, earned, strict=True)
    )
    return {
        evaluation.pk: award for award, (_d, _s, evaluation) in zip(awards, earned, strict=True)
    }


def _credential(award: Award, levels: dict[str, str]) -> Credential:
    places = award.status_list
    if places is None or award.status_index is None:
        raise LookupError(f"award {award.pk} has no place")
    key = status_lists.key_of(places)
    issuing = badge_document.Issuing(
        award=award,
        email=award.person.email,
        levels=levels,
        awarded_at=award.issued_at,
        valid_from=award.issued_at,
        salt=secrets.token_hex(16),
        places=places,
        index=award.status_index,
        enclosed=enclosures.Enclosed(),
    )
    document = badge_document.credential(issuing, version=award.version, key=key).to_json()
    body = _signer(key).signed_bytes(document, at=award.issued_at)
    return Credential(
        award=award, key=key, body=body, sha256=sha256(body), valid_from=award.issued_at
    )


_signers: dict[int, BatchSigner] = {}


def _signer(key: IssuerKey) -> BatchSigner:
    if key.pk not in _signers:
        _signers[key.pk] = BatchSigner(key)
    return _signers[key.pk]
