"""The very lines for nginx that the docs give, before the product as it ships: signing in, uploading, playing back."""

import base64
import datetime
import http.client
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.serving.house import ROOT, House, assay, environment, free_port, served, wait_until

PAGE = ROOT / "docs" / "how-to" / "install-on-a-server.md"
HOST = "badges.example.org"
#: Where the visitor comes from; the record keeps the network it lies in.
VISITOR, NETWORK = "127.0.7.2", "127.0.7.0/24"
PASSWORD = "a long enough word"

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = pytest.mark.skipif(
    NGINX is None and os.environ.get("CI") != "true",
    reason="nginx is not installed: apt-get install nginx-light",
)

#: A learner with a draft, made in the house's own database.
LEARNER = f"""
import django, json
django.setup()
from allauth.account.models import EmailAddress
from assay.catalog.tests.factories import make_version
from assay.evidence.tests.factories import make_draft
from assay.people.tests.factories import make_district, make_person, make_school
district = make_district()
ada = make_person("Ada Marsh", role="learner", organization=make_school(district))
ada.set_password({PASSWORD!r})
ada.save()
EmailAddress.objects.update_or_create(user=ada, email=ada.email, defaults=dict(verified=True, primary=True))
print(json.dumps(dict(email=ada.email, draft=make_draft(ada, make_version(district)).pk)))
"""


def documented() -> str:
    """The block of the page: indented lines from the first `server {` on."""
    found = re.search(r"^    server \{\n(?:(?:    .*)?\n)+?(?=^\S)", PAGE.read_text(), re.MULTILINE)
    assert found, "the page has no block for nginx"
    return re.sub("^    ", "", found[0], flags=re.MULTILINE)


def settled(
    block: str, *, https: int, plain: int, product: int, certificate: Path, key: Path
) -> str:
    """The block with this machine's ports and certificate; nothing else of it may change."""
    for written, here in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{https} ssl;"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{product}"),
        (f"/etc/letsencrypt/live/{HOST}/fullchain.pem", str(certificate)),
        (f"/etc/letsencrypt/live/{HOST}/privkey.pem", str(key)),
    ):
        assert written in block, f"the page no longer says {written}"
        block = block.replace(written, here)
    return block


def certify(folder: Path) -> tuple[Path, Path]:
    """A certificate of the day, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    today = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    paths = folder / "fullchain.pem", folder / "privkey.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    kind = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, *kind))
    return paths


@contextmanager
def proxied(house: House, folder: Path) -> Iterator[int]:
    """nginx with the documented lines before the house; yields its port for https."""
    https, plain = free_port(), free_port()
    certificate, key = certify(folder)
    block = settled(
        documented(), https=https, plain=plain, product=house.port, certificate=certificate, key=key
    )
    work = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"{user}daemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{work}{block}}}\n"
    )
    assert NGINX is not None, "nginx is not installed: apt-get install nginx-light"
    nginx = subprocess.Popen(
        [NGINX, "-c", str(configuration), "-e", f"{folder}/error.log"], cwd=folder
    )
    try:
        wait_until(lambda: Browser(https).ask("GET", "/")[0] == 200, "nginx answers", seconds=20)
        yield https
    finally:
        nginx.terminate()
        nginx.wait(20)


class Browser:
    """A visitor behind VISITOR: cookies, and headers of their own making."""

    def __init__(self, port: int, **headers: str) -> None:
        self.port, self.headers = port, headers
        self.cookies: dict[str, str] = {}

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, bytes, dict[str, str]]:
        context = ssl._create_unverified_context()  # the certificate is of our own making
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=60, context=context, source_address=(VISITOR, 0)
        )
        sent = {"Host": HOST, "Referer": f"https://{HOST}/", **self.headers}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if "csrftoken" in self.cookies and method != "GET":
            sent["X-CSRFToken"] = self.cookies["csrftoken"]
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            content = response.read()
        except OSError:
            return 0, b"", {}
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _is, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value
        return (
            response.status,
            content,
            {name.lower(): value for name, value in response.headers.items()},
        )


@pytest.fixture(scope="module")
def house(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    var = tmp_path_factory.mktemp("proxied")
    shutil.copytree(migrated, var, dirs_exist_ok=True)
    settings = {"ASSAY_BASE_URL": f"https://{HOST}", "ASSAY_TRUSTED_PROXIES": "1"}
    with served(var, settings=settings) as house:
        yield house


@pytest.fixture(scope="module")
def port(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with proxied(house, tmp_path_factory.mktemp("nginx")) as port:
        yield port


@pytest.fixture(scope="module")
def learner(house: House) -> dict[str, object]:
    settings = environment(house.var, house.port, DJANGO_SETTINGS_MODULE="assay.config.settings")
    done = subprocess.run(
        [sys.executable, "-c", LEARNER], env=settings, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    made: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return made


def sign_in(browser: Browser, learner: dict[str, object]) -> None:
    browser.ask("GET", "/accounts/login/")
    form = urlencode({"login": learner["email"], "password": PASSWORD}).encode()
    status, page, _ = browser.ask(
        "POST", "/accounts/login/", form, Content_Type="application/x-www-form-urlencoded"
    )
    assert status == 302, page[-2000:]
    assert "sessionid" in browser.cookies


def film(megabytes: int) -> bytes:
    """A film that is as long as this: the header of a true one, and much data."""
    from assay.evidence.files.tests import samples

    head = samples.movie(60)
    place = head.index(b"mdat") - 4
    data = os.urandom(megabytes * 1024 * 1024)
    return head[:place] + samples.box(b"mdat", data) + head[place + 108 :]


def test_a_learner_signs_in_uploads_and_plays_back(
    house: House, port: int, learner: dict[str, object]
) -> None:
    browser = Browser(port)
    sign_in(browser, learner)
    body, tus = film(12), {"Tus_Resumable": "1.0.0"}
    meta = "filename " + base64.b64encode(b"lesson.mp4").decode()
    status, _, headers = browser.ask(
        "POST",
        f"/evidence/{learner['draft']}/uploads/p2a/",
        b"",
        Upload_Length=str(len(body)),
        Upload_Metadata=meta,
        **tus,
    )
    assert status == 201
    address, offset, artifact = headers["location"].removeprefix(f"https://{HOST}"), 0, ""
    while offset < len(body):
        part = body[offset : offset + 8 * 1024 * 1024]
        status, content, headers = browser.ask(
            "PATCH",
            address,
            part,
            Content_Type="application/offset+octet-stream",
            Upload_Offset=str(offset),
            **tus,
        )
        assert status == 204, content
        offset, artifact = int(headers["upload-offset"]), headers.get("upload-artifact", "")
    wait_until(
        lambda: artifact or browser.ask("HEAD", address, **tus)[2].get("upload-artifact"),
        "the file is kept",
    )
    artifact = artifact or browser.ask("HEAD", address, **tus)[2]["upload-artifact"]
    status, whole, _ = browser.ask("GET", f"/evidence/files/{artifact}/")
    assert status == 200
    status, piece, headers = browser.ask(
        "GET", f"/evidence/files/{artifact}/", Range="bytes=5000000-5000099"
    )
    assert (status, piece) == (206, whole[5000000:5000100])
    assert headers["content-range"] == f"bytes 5000000-5000099/{len(whole)}"
    assert "Traceback" not in house.said


def test_the_visitors_address_arrives_and_an_invented_one_does_not(
    house: House, port: int, learner: dict[str, object]
) -> None:
    invented = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Real-IP": "203.0.113.9",
        "Forwarded": "for=203.0.113.9",
    }
    sign_in(Browser(port, **invented), learner)
    look = "from assay.record.models import Event; print([e.particulars for e in Event.objects.order_by('-pk')[:5]])"
    done = assay(
        house.var, "shell", "-c", look, ASSAY_BASE_URL=f"https://{HOST}", ASSAY_TRUSTED_PROXIES="1"
    )
    assert NETWORK in done.stdout, done.stdout + done.stderr
    assert "203.0.113" not in done.stdout


def test_a_page_takes_little_and_says_so(port: int) -> None:
    browser = Browser(port)
    browser.ask("GET", "/verify/")
    assert browser.ask("POST", "/accounts/login/", bytes(2_000_000))[0] == 413
    assert browser.ask("POST", "/accounts/login/", bytes(13_000_000))[0] in {0, 413}


def test_http_is_led_to_https() -> None:
    block = documented()
    assert "return 301 https://$host$request_uri;" in block
    assert block.count("proxy_request_buffering off;") == 1
    assert re.search(r"location /evidence/uploads/ \{[^}]*proxy_request_buffering off;", block)
