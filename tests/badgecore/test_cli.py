"""The command, as a script would use it: files and pipes in, JSON out, an exit code for each outcome."""

import io
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import badgecore
from badgecore.cli import main
from badgecore.keys import PrivateKey
from badgecore.proofs.jose import is_jws
from badgecore.status import StatusList

from .example import ISSUER, KEY, make_credential
from .test_baking_png import PLAIN

NOW = "2026-11-22T12:00:00Z"


class Bench:
    """A folder to work in, and the command."""

    def __init__(
        self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.folder, self._capsys, self._monkeypatch = folder, capsys, monkeypatch
        monkeypatch.chdir(folder)
        self.said, self.complained = "", ""

    def __call__(self, *arguments: str, given: str | bytes = b"") -> int:
        raw = given.encode() if isinstance(given, str) else given
        self._monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
        try:
            code = main(arguments)
        except SystemExit as stop:
            code = int(stop.code or 0)
        self.said, self.complained = self._capsys.readouterr()
        return code

    def json(self) -> Any:
        return json.loads(self.said)


@pytest.fixture
def bench(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Bench:
    (tmp_path / "key.pem").write_bytes(KEY.to_pem())
    (tmp_path / "badge.png").write_bytes(PLAIN)
    document = make_credential().to_json()
    del document["credentialStatus"]
    (tmp_path / "unsigned.json").write_text(json.dumps(document))
    return Bench(tmp_path, capsys, monkeypatch)


def test_a_badge_is_issued_baked_taken_out_and_verified_through_pipes(bench: Bench) -> None:
    assert bench("keys", "new", "own.pem") == 0
    did = bench.json()["did"]
    document = json.loads((bench.folder / "unsigned.json").read_text())
    document["issuer"] = {"id": did, "type": ["Profile"], "name": "Demo"}
    assert bench("issue", "--key", "own.pem", "--created", NOW, given=json.dumps(document)) == 0
    signed = bench.said
    assert bench("bake", "badge.png", "--out", "baked.png", given=signed) == 0
    assert bench("unbake", "baked.png") == 0
    assert bench.json() == json.loads(signed)
    asked = ("verify", "baked.png", "--offline", "--now", NOW, "--recipient", "ada@example.org")
    assert bench(*asked) == 4
    assert "no one vouches for its issuer" in bench.said
    assert bench(*asked, "--trust", "did:web:elsewhere.example", "--trust", did) == 0
    assert bench.said.startswith("This badge is genuine and in force.")
    assert "The signature: The signature is right" in bench.said
    assert (
        bench("verify", "--offline", "--now", NOW, given=signed.replace("Wait time", "Wait Time"))
        == 1
    )
    assert (
        bench(
            "verify",
            "baked.png",
            "--offline",
            "--now",
            NOW,
            "--recipient",
            "eve@example.org",
            "--json",
        )
        == 10
    )
    assert bench.json()["verdict"] == "someone-else"


def test_what_could_not_be_checked_has_its_own_exit_code(bench: Bench) -> None:
    assert (
        bench(
            "issue", "unsigned.json", "--key", "key.pem", "--out", "signed.json", "--created", NOW
        )
        == 0
    )
    assert bench("verify", "signed.json", "--offline", "--now", NOW) == 2
    assert "open" in bench.said


def test_many_badges_pass_line_by_line(bench: Bench) -> None:
    line = json.dumps(json.loads((bench.folder / "unsigned.json").read_text()))
    assert (
        bench("issue", "--lines", "--key", "key.pem", "--created", NOW, given=f"{line}\n\n{line}\n")
        == 0
    )
    lines = bench.said.splitlines()
    assert len(lines) == 2
    assert lines[0] == lines[1]
    assert json.loads(lines[0])["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert bench("issue", "--lines", "unsigned.json", "--key", "key.pem") == 65


@pytest.mark.parametrize(
    ("kind", "arguments", "mark"),
    [
        ("Ed25519", ["--suite", "eddsa-jcs-2022"], "eddsa-jcs-2022"),
        ("P-256", [], "ecdsa-rdfc-2019"),
        ("P-384", ["--suite", "ecdsa-jcs-2019"], "ecdsa-jcs-2019"),
        ("RSA", ["--jwt"], "RS256"),
        ("P-256", ["--jwt"], "ES256"),
    ],
)
def test_every_suite_can_be_asked_for(
    bench: Bench, kind: Any, arguments: list[str], mark: str
) -> None:
    (bench.folder / "other.pem").write_bytes(PrivateKey.generate(kind).to_pem())
    assert bench("issue", "unsigned.json", "--key", "other.pem", *arguments) == 0
    if "--jwt" in arguments:
        assert is_jws(bench.said)
    else:
        assert bench.json()["proof"]["cryptosuite"] == mark


def test_keys_rotate_and_the_old_one_stays(bench: Bench) -> None:
    assert (
        bench(
            "keys",
            "did",
            "key.pem",
            "--web",
            "badges.example.org/issuers/district",
            "--out",
            "did.json",
        )
        == 0
    )
    assert json.loads((bench.folder / "did.json").read_text())["id"] == ISSUER
    assert bench("keys", "new", "next.pem") == 0
    fresh = bench.json()["multikey"]
    assert bench("keys", "rotate", "did.json", "next.pem") == 0
    keys = [method["publicKeyMultibase"] for method in bench.json()["verificationMethod"]]
    assert keys == [fresh, KEY.public.multikey]
    assert bench("keys", "did", "key.pem") == 0
    assert bench.json()["id"] == f"did:key:{KEY.public.multikey}"


def test_a_private_key_is_written_for_its_owner_alone_and_never_over_another(bench: Bench) -> None:
    assert bench("keys", "new", "fresh.pem", "--kind", "P-256") == 0
    assert "PRIVATE" not in bench.said
    assert stat.S_IMODE((bench.folder / "fresh.pem").stat().st_mode) == 0o600
    assert bench("keys", "new", "fresh.pem") == 73


def test_a_status_list_is_built_and_set(bench: Bench) -> None:
    url = "https://badges.example.org/status/1"
    assert (
        bench("status", "build", url, "--issuer", ISSUER, "--key", "key.pem", "--out", "list.json")
        == 0
    )
    assert (
        bench("status", "set", "list.json", "7", "94567", "--key", "key.pem", "--out", "list.json")
        == 0
    )
    bits = StatusList.decoded(
        json.loads((bench.folder / "list.json").read_text())["credentialSubject"]["encodedList"]
    )
    assert [index for index in (6, 7, 8, 94567) if bits.get(index)] == [7, 94567]
    assert bench("status", "set", "list.json", "7", "--clear", "--key", "key.pem") == 0
    assert not StatusList.decoded(bench.json()["credentialSubject"]["encodedList"]).get(7)
    assert bench("verify", "list.json", "--offline", "--now", "2036-01-01T00:00:00Z") == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["paint"], 64),
        (["issue"], 64),
        (["verify", "--loudly"], 64),
        (["verify", "--offline", "--recipient", " "], 64),
        (["verify", "badges.example.org"], 66),
        (["verify", "."], 66),
        (["verify", "a\0b"], 66),
        (["issue", "-", "--key", "-"], 64),
        (["bake", "-", "-"], 64),
        (["status", "set", "-", "1", "--key", "-"], 64),
        (["keys", "did", "-", "-"], 64),
        (["keys", "did", "key.pem", "key.pem"], 64),
        (["keys", "did", "key.pem", "--web", ""], 65),
        (["keys", "new", "-"], 73),
        (["issue", "unsigned.json", "--key", "key.pem", "--jwt", "--suite", "eddsa-jcs-2022"], 64),
        (["issue", "unsigned.json", "--key", "key.pem", "--jwt", "--created", NOW], 64),
        (["issue", "unsigned.json", "--key", "key.pem", "--suite", "ecdsa-sd-2023"], 64),
        (["issue", "empty", "--key", "key.pem"], 65),
        (["issue", "not-utf-8", "--key", "key.pem"], 65),
        (["issue", "large", "--key", "key.pem"], 65),
        (["issue", "unsigned.json", "--key", "large"], 65),
        (["unbake", "large"], 65),
        (["status", "set", "large", "1", "--key", "key.pem"], 65),
        (["verify", "nowhere.json"], 66),
        (["issue", "unsigned.json", "--key", "nowhere.pem"], 66),
        (["issue", "unsigned.json", "--key", "unsigned.json"], 65),
        (["issue", "badge.png", "--key", "key.pem"], 65),
        (["issue", "unsigned.json", "--key", "key.pem", "--created", "soon"], 65),
        (["issue", "unsigned.json", "--key", "key.pem", "--created", "2026-01-01T00:00:00"], 65),
        (["issue", "unsigned.json", "--key", "key.pem", "--jwt"], 65),
        (["issue", "unsigned.json", "--key", "key.pem", "--suite", "ecdsa-rdfc-2019"], 65),
        (["issue", "unsigned.json", "--key", "key.pem", "--out", "no/such/folder"], 73),
        (["unbake", "badge.png"], 65),
        (["unbake", "unsigned.json"], 65),
        (["bake", "unsigned.json", "unsigned.json"], 65),
        (["bake", "badge.png", "badge.png"], 65),
        (["status", "set", "unsigned.json", "1", "--key", "key.pem"], 65),
        (
            [
                "status",
                "build",
                "https://a.example",
                "--issuer",
                ISSUER,
                "--key",
                "key.pem",
                "--length",
                "8",
            ],
            65,
        ),
        (["keys", "did", "key.pem", "--web", "127.0.0.1"], 65),
        (["keys", "rotate", "unsigned.json", "key.pem"], 65),
        (
            [
                "issue",
                "unsigned.json",
                "--key",
                "key.pem",
                "--created",
                "0001-01-01T00:00:00+14:00",
            ],
            65,
        ),
        (["verify", "unsigned.json", "--now", "9999-12-31T23:59:59-14:00"], 65),
    ],
)
def test_what_cannot_be_done_says_so_in_one_line(
    bench: Bench, arguments: list[str], code: int
) -> None:
    (bench.folder / "empty").touch()
    (bench.folder / "not-utf-8").write_bytes(b'{"name":"\xff"}')
    (bench.folder / "large").write_bytes(bytes(10_000_000))
    assert bench(*arguments) == code
    assert "Traceback" not in bench.complained
    assert bench.complained.splitlines()[-1].startswith("badgecore")


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/1",
        "https://169.254.169.254/latest",
        "https://badges.example.org:80/1",
        "https://[",
    ],
)
def test_the_command_fetches_through_the_guard(bench: Bench, url: str) -> None:
    assert bench("verify", url) == 3
    assert "Traceback" not in bench.complained


def test_a_name_that_is_none_is_told(bench: Bench) -> None:
    assert bench("verify", f"https://{'a' * 80}.example/1") == 3
    assert "Traceback" not in bench.complained


def test_a_line_that_is_none_is_named(bench: Bench) -> None:
    line = json.dumps(json.loads((bench.folder / "unsigned.json").read_text()))
    assert bench("issue", "--lines", "--key", "key.pem", given=f"{line}\nnonsense\n") == 65
    assert "line 2" in bench.complained
    assert len(bench.said.splitlines()) == 1


SHELL = {
    "issue --lines --key key.pem < many.txt | head -c 9; echo ${PIPESTATUS[0]}": "0",
    "keys did key.pem | true; echo ${PIPESTATUS[0]}": "0",
    "issue --key key.pem <&-; echo $?": "66",
    "keys did key.pem >&-; echo $?": "73",
    "verify unsigned.json --offline >&-; echo $?": "73",
    "keys did key.pem > /dev/full; echo $?": "73",
}


@pytest.mark.parametrize("line", SHELL)
def test_pipes_that_end_and_streams_that_are_closed_are_no_accident(
    bench: Bench, line: str
) -> None:
    text = json.dumps(json.loads((bench.folder / "unsigned.json").read_text()))
    (bench.folder / "many.txt").write_text(f"{text}\n" * 300)
    environment = os.environ | {"PYTHONPATH": str(Path(badgecore.__file__).parents[1])}
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m badgecore {line}"],
        cwd=bench.folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split()[-1].endswith(SHELL[line]), done
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_the_help_tells_the_exit_codes_and_the_version_is_told(bench: Bench) -> None:
    assert bench("--help") == 0
    assert "66 a file could" in " ".join(bench.said.split())
    assert bench("--version") == 0
    assert re.match(r"(badgecore|assay) \d", bench.said)


def test_a_credential_out_of_form_is_not_signed(bench: Bench) -> None:
    document = json.loads((bench.folder / "unsigned.json").read_text())
    for broken in (
        document | {"issuer": "nobody"},
        document | {"grade": "A"},
        document | {"validFrom": "soon"},
    ):
        assert bench("issue", "--key", "key.pem", given=json.dumps(broken)) == 65
