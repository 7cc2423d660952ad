"""Roles for whose pool a stack makes its holders eligible, as its recognition names them. Without database.

`teacher-leader-pool-eligibility` opens the pool of teacher leaders; a track may open one of its own.
"""

from collections.abc import Mapping
from typing import Any

from assay.catalog.content.labels import label
from assay.catalog.content.stack_progress import tracks_of
from assay.people.occupations import JOBS

_ENDING = "-pool-eligibility"
#: What the editor offers; a file may name others.
OFFERED = ("teacher-leader", "mentor-teacher", "instructional-coach", "department-chair")


def roles_in(recognition: list[str]) -> list[str]:
    return [word.removesuffix(_ENDING) for word in recognition if word.endswith(_ENDING)]


def others_in(recognition: list[str]) -> list[str]:
    """Recognition that opens no pool."""
    return [word for word in recognition if not word.endswith(_ENDING)]


def as_recognition(roles: list[str]) -> list[str]:
    return [f"{role}{_ENDING}" for role in roles]


def opened_by(stack: Mapping[str, Any], track: str = "") -> list[str]:
    """The roles that open for whoever completes a stack in this track ("" where it has none)."""
    found = list(stack.get("recognition") or ())
    for one in tracks_of(stack):
        if one.get("id") and one["id"] == track:
            found += one.get("recognition") or ()
    return list(dict.fromkeys(roles_in(found)))


def doors(stack: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each role that it opens, in words, and the title of the one track that does ("" for all)."""
    found = [(role_word(role), "") for role in roles_in(list(stack.get("recognition") or ()))]
    for one in tracks_of(stack):
        found += [
            (role_word(role), str(one["title"])) for role in roles_in(one.get("recognition") or [])
        ]
    return found


def role_word(role: str) -> str:
    return str(label(JOBS, role))
