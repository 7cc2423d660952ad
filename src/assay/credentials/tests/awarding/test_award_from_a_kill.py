"""Killed at any moment, a bulk run leaves whole batches or nothing, and the next one goes on."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from assay.catalog.models import Version
from assay.credentials import actions
from assay.credentials.models import Award, Credential, StatusList
from assay.credentials.tests.factories import make_evaluation
from assay.journeys.models import Start
from assay.people.models import Organization
from assay.people.tests.factories import make_person
from assay.record.models import Event
from assay.record.sealing import check
from badgecore import baking

ROOT = Path(__file__).parents[5]
RUN = """
import sys, django; django.setup()
from django.core.management import call_command
from assay.credentials.awarding.batch import run
run.BATCH = 5
print("ready", flush=True)
call_command(*sys.argv[1:])
"""


def started(*arguments: str) -> subprocess.Popen[str]:
    """The command as a process of its own, on the database of this test; it has said that it is ready."""
    found = connection.settings_dict
    url = f"sqlite:///{found['NAME']}"
    if connection.vendor == "postgresql":
        secret = f":{found['PASSWORD']}" if found["PASSWORD"] else ""
        url = f"postgres://{found['USER']}{secret}@{found['HOST']}:{found['PORT']}/{found['NAME']}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "ASSAY_VAR": str(settings.VAR),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None and process.stderr is not None
    assert process.stdout.readline() == "ready\n", process.stderr.read()
    return process


def killed_again_and_again(arguments: list[str], *, times: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(times):
        process = started(*arguments)
        time.sleep(chance.uniform(0.02, 0.5))
        process.kill()
        process.communicate()
    process = started(*arguments)
    _out, problems = process.communicate(timeout=300)
    assert process.returncode == 0, problems


@pytest.mark.django_db(transaction=True)
def test_awards_and_then_new_signatures_survive_kills(
    version: Version, district: Organization, tmp_path: Path
) -> None:
    evaluations = [make_evaluation(make_person(f"K{n} L"), version).pk for n in range(60)]
    baked = tmp_path / "baked"
    killed_again_and_again(["award", "--waiting", "--bake", str(baked)], times=3, seed=1)
    assert sorted(Award.objects.values_list("evaluation", flat=True)) == evaluations
    assert (
        Credential.objects.count() == Event.objects.filter(verb="credentials.awarded").count() == 60
    )
    assert Event.objects.filter(verb="journeys.finished").count() == 60
    assert set(Start.objects.values_list("status", flat=True)) == {"finished"}
    assert len(set(Award.objects.values_list("status_list", "status_index"))) == 60
    assert StatusList.objects.get().assigned == 60
    assert check().whole
    _all_baked(baked)

    actions.rotate_key(district, by=None)
    command = ["reissue", "--issuer", district.ident, "--bake", str(baked)]
    killed_again_and_again(command, times=3, seed=2)
    key = actions.ensure_issuer(district)
    assert Credential.objects.standing().filter(key=key).count() == 60
    assert Credential.objects.count() == 120
    assert Event.objects.filter(verb="credentials.reissued").count() == 60
    assert len(set(Award.objects.values_list("status_list", "status_index"))) == 60
    assert check().whole
    _all_baked(baked)


def _all_baked(folder: Path) -> None:
    """Each award's picture holds its standing form, and nothing else lies in the folder."""
    standing = {
        f"{award}.png": bytes(body)
        for award, body in Credential.objects.standing().values_list("award", "body")
    }
    assert {file.name for file in folder.iterdir()} == set(standing)
    for name, body in standing.items():
        assert baking.unbake((folder / name).read_bytes()).text.encode() == body


@pytest.mark.django_db(transaction=True)
def test_a_second_copy_steps_aside(version: Version, tmp_path: Path) -> None:
    for n in range(40):
        make_evaluation(make_person(f"S{n} T"), version)
    first, second = started("award", "--waiting"), started("award", "--waiting")
    first_problems, second_problems = (
        first.communicate(timeout=300)[1],
        second.communicate(timeout=300)[1],
    )
    # Which of the two came first is chance; the other either found it at work or nothing left to do.
    assert {first.returncode, second.returncode} <= {0, 1}, first_problems + second_problems
    assert 0 in {first.returncode, second.returncode}
    for problems in (first_problems, second_problems):
        assert not problems or "Another run is at work" in problems
    assert Award.objects.count() == Credential.objects.count() == 40
    assert check().whole
