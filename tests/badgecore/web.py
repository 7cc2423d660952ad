"""A small web from a dictionary: what tests hand to `verify` as `fetch`."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from badgecore.errors import CouldNotFetch

EXAMPLES = Path(__file__).parents[1] / "vectors" / "examples"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int = 200
    content_type: str = "application/json"
    body: bytes = b""


@dataclass(slots=True)
class Web:
    """Remembers what it was asked for, so that a test can say that nothing was."""

    pages: dict[str, Answer] = field(default_factory=dict[str, Answer])
    asked: list[str] = field(default_factory=list[str])

    def put(self, url: str, content: object, status: int = 200) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.pages[url] = Answer(status=status, body=body)

    def __call__(self, url: str) -> Answer:
        self.asked.append(url)
        if url not in self.pages:
            raise CouldNotFetch(f"{url} does not answer")
        return self.pages[url]


def web_of_the_examples() -> Web:
    """What the hosts of the examples serve, as far as the files came with them."""
    web = Web()
    site, dcc = EXAMPLES / "fixture-issuer" / "site", EXAMPLES / "dcc-fixtures"
    for name, path in {
        "issuers/nea/did.json": "issuers/nea/did.json",
        "issuers/nea": "issuers/nea/index.json",
        "keys-1.json": "keys-1.json",
        "status/1": "status/1.json",
        "status/2": "status/2.json",
    }.items():
        web.put(f"https://badges.example.org/{name}", (site / path).read_bytes())
    pages = "https://digitalcredentials.github.io/vc-test-fixtures"
    raw = "https://raw.githubusercontent.com/digitalcredentials/verifier-core/refs/heads/main/src/test-fixtures/status"
    for path in (dcc / "dids").rglob("did.json"):
        web.put(f"{pages}/{path.relative_to(dcc).as_posix()}", path.read_bytes())
    for path in (dcc / "statusLists").rglob("*"):
        if path.is_file():
            web.put(f"{pages}/{path.relative_to(dcc).as_posix()}", path.read_bytes())
            web.put(f"{raw}/{path.name}", path.read_bytes())
    return web
