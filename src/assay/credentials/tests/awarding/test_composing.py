"""What is struck in bulk is refused wherever it is not what it should be, and a long run keeps no more than a short."""

from collections import OrderedDict
from pathlib import Path

import pytest

from assay.catalog.models import Version
from assay.credentials import actions
from assay.credentials.awarding import template
from assay.credentials.awarding.batch import run as bulk_run
from assay.credentials.awarding.batch.folder import BakedFolder
from assay.credentials.awarding.composing import Composer, Workshop
from assay.credentials.awarding.template import Template
from assay.credentials.issuers import batch_signing
from assay.credentials.issuers.batch_signing import BatchSigner
from assay.credentials.models import Award, Credential
from assay.credentials.tests.factories import make_evaluation
from assay.people.tests.factories import make_person
from badgecore.keys import PrivateKey
from badgecore.prepared import Prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(version: Version) -> list[int]:
    """Four released decisions without a badge: the first is composed whole, the others by its template."""
    return [make_evaluation(make_person(f"P{n} Q"), version).pk for n in range(4)]


@pytest.fixture(autouse=True)
def new_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms are kept for the process: what a test breaks must not outlive it."""
    monkeypatch.setattr(batch_signing, "_forms", OrderedDict())
    monkeypatch.setattr(batch_signing, "_near", OrderedDict())


def struck(evaluations: list[int], *, workshop: Workshop | None = None) -> tuple[int, list[str]]:
    outcome = actions.award_all(evaluations, by=None, workshop=workshop or Workshop())
    assert Award.objects.count() == Credential.objects.count() == len(outcome.kept)
    return len(outcome.kept), [left.why for left in outcome.left]


def test_the_first_is_composed_and_the_rest_filled_in(
    waiting: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    composed, compose = [], Composer._composed

    def counted(self: Composer, *of: object) -> object:
        composed.append(of)
        return compose(self, *of)  # type: ignore[arg-type]

    monkeypatch.setattr(Composer, "_composed", counted)
    assert struck(waiting) == (4, [])
    assert len(composed) == 1


def test_a_wrong_key_keeps_nothing(waiting: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "assay.credentials.issuers.identity.private_key", lambda _key: PrivateKey.generate()
    )
    done, why = struck(waiting)
    assert done == 0 and len(why) == 4


def test_a_wrong_line_keeps_nothing(waiting: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """One letter of one statement that all badges share: signing and the quick check would agree on it."""

    def bent(*of: object) -> Prepared:
        form = Prepared(*of)  # type: ignore[arg-type]
        blocks = form._form._fixed_blocks
        blocks[-1] = blocks[-1].replace(b"e", b"E", 1)
        return form

    monkeypatch.setattr(batch_signing, "Prepared", bent)
    done, why = struck(waiting)
    assert done == 0 and len(why) == 4


@pytest.mark.parametrize(
    "slot", ["id", "awarded", "identity", "salt", "name-1", "level-0", "status", "status-index"]
)
def test_a_template_that_misses_a_place_is_not_used(
    waiting: list[int], slot: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it works out for the badge that was composed whole is held against that badge, place by place."""
    values, used = Template.values, []
    monkeypatch.setattr(
        Template,
        "values",
        lambda self, facts: values(self, facts) | {slot: "https://else.example/"},
    )

    def counted(document: dict[str, object]) -> object:
        used.append(document)
        return batch_signing.prepared(document)

    monkeypatch.setattr(template, "prepared", counted)
    assert struck(waiting) == (4, [])
    assert used


def test_a_wrong_text_keeps_nothing(waiting: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    sign = Prepared.sign_bytes

    def bent(self: Prepared, *of: object, **said: object) -> bytes:
        return sign(self, *of, **said).replace(b"status/1#", b"status/2#")  # type: ignore[arg-type]

    monkeypatch.setattr(Prepared, "sign_bytes", bent)
    done, why = struck(waiting)
    assert done == 0 and len(why) == 4


def test_one_in_so_many_goes_the_long_way(
    waiting: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, check = [], BatchSigner._check

    def counted(self: BatchSigner, *of: object) -> None:
        seen.append(of)
        check(self, *of)  # type: ignore[arg-type]

    monkeypatch.setattr(BatchSigner, "_check", counted)
    assert struck(waiting, workshop=Workshop(long_way=2)) == (4, [])
    assert len(seen) == 2


def test_one_award_goes_the_long_way_each_time(
    version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, check = [], BatchSigner._check

    def counted(self: BatchSigner, *of: object) -> None:
        seen.append(of)
        check(self, *of)  # type: ignore[arg-type]

    monkeypatch.setattr(BatchSigner, "_check", counted)
    for n in range(3):
        actions.award(make_evaluation(make_person(f"P{n} Q"), version), by=None)
    assert len(seen) == 3


def kept_by_the_process() -> int:
    """Whatever the forms hold that grows with what went through them."""
    forms = [form._form for form in batch_signing._forms.values()]
    return (
        len(batch_signing._forms)
        + len(batch_signing._near)
        + sum(len(form._beginnings) for form in forms)
        + sum(len(node._known) for form in forms for node in form._open_nodes)
    )


def test_a_run_of_twice_as_many_keeps_no_more(
    version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    from badgecore.prepared import form

    monkeypatch.setattr(form, "_REMEMBERED", 8)
    monkeypatch.setattr(bulk_run, "BATCH", 10)
    held = []
    for part in range(3):
        for n in range(20):
            make_evaluation(make_person(f"M{part} N{n}"), version)
        assert bulk_run.award_waiting().done == 20
        held.append(kept_by_the_process())
    assert held[1] == held[2]


def test_a_torn_picture_is_baked_again(waiting: list[int], tmp_path: Path) -> None:
    """A machine that stopped may leave a name without all its bytes: the next run notices, and leaves the rest."""
    folder = tmp_path / "baked"
    bulk_run.award_waiting(folder=BakedFolder(folder))
    files = sorted(folder.iterdir())
    whole = {file.name: file.read_bytes() for file in files}
    files[0].write_bytes(whole[files[0].name][:1000])
    files[1].write_bytes(b"")
    (folder / "holiday.png").write_bytes(b"not ours")
    again = BakedFolder(folder)
    bulk_run.award_waiting(folder=again)
    assert again.written == 2
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == whole | {
        "holiday.png": b"not ours"
    }
