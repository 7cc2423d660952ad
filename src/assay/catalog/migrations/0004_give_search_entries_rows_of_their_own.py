from django.db import migrations

# An entry taken out and put in again under the same rowid, with a search between, in one transaction, leaves FTS5 of
# SQLite 3.40 (Debian 12) with "database disk image is malformed". So each entry gets a row of its own, never used again.
SQLITE = (
    "DROP TABLE catalog_search",
    "CREATE VIRTUAL TABLE catalog_search USING fts5"
    "(title, about, labels, body, version_id UNINDEXED, tokenize = 'porter unicode61 remove_diacritics 2')",
)
BEFORE = (
    "DROP TABLE catalog_search",
    "CREATE VIRTUAL TABLE catalog_search USING fts5"
    "(title, about, labels, body, tokenize = 'porter unicode61 remove_diacritics 2')",
)


def own_rows(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else ():
        schema_editor.execute(statement)


def shared_rows(apps, schema_editor):
    for statement in BEFORE if schema_editor.connection.vendor == "sqlite" else ():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Empties the index on SQLite: `assay catalog reindex` fills it."""

    dependencies = [("catalog", "0003_raise_the_search_index")]

    operations = [migrations.RunPython(own_rows, shared_rows, elidable=False)]
