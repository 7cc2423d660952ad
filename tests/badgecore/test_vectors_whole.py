"""Every file of a W3C proof vector is met: canonical forms, hashes, what is signed, the signature, the signed document.

Folders of one shape: `canonDoc…`, `proofCanon…`, `docHash…`, `proofHash…`, `combinedHash…`, `sigHex…`, `sigBTC58…`,
`proofConfig…`, `signed…`. A file that no step here reads would be a file that nobody holds us to.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from badgecore.canon import canonical_json, canonical_nquads
from badgecore.keys import PublicKey
from badgecore.multibase import multibase, multibase_decoded
from badgecore.proofs import data_integrity

from .citizenship import CONTEXTS

VECTORS = Path(__file__).parents[1] / "vectors"
FOLDERS = (
    "eddsa/eddsa-rdfc-2022",
    "eddsa/eddsa-rdfc-2022/employ",
    "eddsa/eddsa-jcs-2022",
    "eddsa/Ed25519Signature2020",
    "ecdsa/ecdsa-rdfc-2019-p256",
    "ecdsa/ecdsa-rdfc-2019-p256/employ",
)
KINDS = (
    "canonDoc",
    "proofCanon",
    "docHash",
    "proofHash",
    "combinedHash",
    "sigHex",
    "sigBTC58",
    "proofConfig",
    "signed",
)


def files_in(folder: str) -> dict[str, Path]:
    """By kind; each kind once, and no file beside them."""
    names = [path for path in (VECTORS / folder).iterdir() if path.is_file()]
    found = {next(kind for kind in KINDS if path.name.startswith(kind)): path for path in names}
    assert len(found) == len(names)
    return found


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_step_of_a_proof_is_the_one_of_the_vector(folder: str) -> None:
    files = files_in(folder)
    assert set(files) == set(KINDS)

    def said(kind: str) -> str:
        return files[kind].read_text().strip()

    signed: dict[str, Any] = json.loads(said("signed"))
    proof = signed["proof"]
    unsecured = {name: value for name, value in signed.items() if name != "proof"}
    config = json.loads(said("proofConfig"))
    suite = data_integrity.suite_of(proof)
    if suite.form == "jcs":
        forms = [canonical_json(config).decode(), canonical_json(unsecured).decode()]
    else:
        forms = [canonical_nquads(part, contexts=CONTEXTS) for part in (config, unsecured)]
    assert [form.strip() for form in forms] == [said("proofCanon"), said("canonDoc")]
    hashes = [hashlib.sha256(form.encode()).hexdigest() for form in forms]
    assert hashes == [said("proofHash"), said("docHash")]
    key = PublicKey.from_multikey(proof["verificationMethod"].rpartition("#")[2])
    data = data_integrity.signed_data(signed, proof, suite, key.kind, CONTEXTS)
    assert data.hex() == said("combinedHash") == "".join(hashes)
    signature = multibase_decoded(proof["proofValue"])
    assert signature.hex() == said("sigHex")
    assert proof["proofValue"] == said("sigBTC58") == multibase(signature)
    key.verify(signature, data)
