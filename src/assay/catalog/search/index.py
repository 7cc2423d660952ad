"""Search in one's own words, over the database's own full text: FTS5 on SQLite, tsvector on PostgreSQL.

Everyday and Spanish words become the program's words first (`synonyms.py`); what is left is stemmed by the database.
The index holds the versions open to starts, and is kept by the verbs. Any input is harmless: only letters and digits
of it reach the database, as parameters.
"""

import re
import time
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import connection

from assay.catalog.models import Kind, Version
from assay.catalog.search.synonyms import IGNORED, PHRASES, WORDS

MAX_WORDS = 12
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"(?<=\w)['’](?=\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One thing asked for: the words under which it may stand, and whether the last is still being typed."""

    typed: str
    words: tuple[str, ...]


def terms(typed: str) -> list[Term]:
    """Split what was typed into things to look for; at most MAX_WORDS."""
    text = plain(typed[:400])
    found: list[Term] = []
    for phrase, words in PHRASES.items():
        if re.search(rf"\b{phrase}\b", text):
            found.append(Term(typed=phrase, words=words))
            text = re.sub(rf"\b{phrase}\b", " ", text)
    for word in _WORD.findall(text):
        if word not in IGNORED and (len(word) > 1 or word.isdigit()):
            found.append(Term(typed=word, words=(word, *WORDS.get(word, ()))))
    return found[:MAX_WORDS]


def plain(text: str) -> str:
    """Small letters without accents; "don't" is one word."""
    text = unicodedata.normalize("NFKD", _BETWEEN.sub("", text.casefold()))
    return "".join(c for c in text if not unicodedata.combining(c))


def find(typed: str) -> list[Version]:
    """The versions open to starts that answer what was typed, best first; with their micro-credential. Two queries."""
    ids = ranked_ids(typed)
    versions = Version.objects.open_to_starts().select_related("micro_credential").in_bulk(ids)
    return [versions[pk] for pk in ids if pk in versions]


def ranked_ids(typed: str) -> list[int]:
    """Ids of the versions that answer what was typed, best first. One query; none when there is nothing to look for."""
    asked = terms(typed)
    return [int(row[0]) for row in _rows(asked)] if asked else []


def fitting_ids(typed: str, ranked: list[int]) -> set[int]:
    """Those of the ranked that answer at least half of what was typed: one word of five is met everywhere by chance.

    One query; none where one or two things were asked for, since then every answer does.
    """
    asked = terms(typed)
    if len(asked) < 3:
        return set(ranked)
    met = Counter(int(row[0]) for row in _rows(*[[term] for term in asked]))
    return {version for version, times in met.items() if 2 * times >= len(asked)}


def _rows(*questions: list[Term]) -> list[tuple[Any, ...]]:
    """Rows that answer each question, one question after the other, in one query; (version id, …)."""
    make = _postgresql if connection.vendor == "postgresql" else _sqlite
    made = [make(asked) for asked in questions]
    whole = " UNION ALL ".join(
        f"SELECT * FROM ({sql}) AS part{n}"  # noqa: S608 (both made here)
        for n, (sql, _) in enumerate(made)
    )
    with connection.cursor() as cursor:
        cursor.execute(whole if len(made) > 1 else made[0][0], [p for _, ps in made for p in ps])
        return list(cursor.fetchall())


def _sqlite(asked: list[Term]) -> tuple[str, list[str]]:
    words = [
        f'"{word}"*' if len(word) > 3 else f'"{word}"' for term in asked for word in term.words
    ]
    # Columns: title, about, labels, body. A word of the title weighs ten times one of the body.
    rank = "bm25(catalog_search, 10, 5, 4, 1)"
    sql = f"SELECT version_id FROM catalog_search WHERE catalog_search MATCH %s ORDER BY {rank}, rowid"  # noqa: S608
    return sql, [" OR ".join(words)]


def _postgresql(asked: list[Term]) -> tuple[str, list[str]]:
    words = [
        f"{part}:*" if len(part) > 3 else part
        for term in asked
        for word in term.words
        for part in word.split()
    ]
    sql = (
        "SELECT version_id FROM catalog_search, to_tsquery('english', %s) AS asked WHERE document @@ asked"
        " ORDER BY ts_rank('{0.1, 0.4, 0.5, 1.0}', document, asked, 1) DESC, version_id"
    )
    return sql, [" | ".join(words)]


def enter(version: Version) -> None:
    """Put a version in the index, or renew its entry. A capstone is reached through its stack, not by search."""
    remove(version.pk)
    if version.micro_credential.kind == Kind.CAPSTONE:
        return
    content = version.content
    title = plain(content.title)
    about = plain(f"{content.competency} {content.key_method}")
    labels = " ".join(
        [
            *content.tags,
            *(c["title"] for c in content.method_components),
            *content.data.get("credit", {}).get("categories", []),
        ]
    )
    body = " ".join(
        [
            content.rationale,
            *(c["body"] for c in content.method_components),
            *(c.title for c in content.criteria),
            *(item.title for item in content.items),
            *(a.get("label", "") for a in content.alignments),
        ]
    )
    texts = [title, about, plain(labels.replace("-", " ")), plain(body)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            document = " || ".join(
                f"setweight(to_tsvector('english', %s), '{weight}')" for weight in "ABCD"
            )
            sql = f"INSERT INTO catalog_search (version_id, document) VALUES (%s, {document})"  # noqa: S608
            cursor.execute(sql, [version.pk, *texts])
        else:
            cursor.execute(
                "INSERT INTO catalog_search (rowid, version_id, title, about, labels, body)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                [time.time_ns(), version.pk, *texts],  # a row never used before: see migration 0004
            )


def remove(version_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalog_search WHERE version_id = %s", [version_id])
