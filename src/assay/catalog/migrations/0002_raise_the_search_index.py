from django.db import migrations

# An entry taken out and put in again under the same rowid, with a search between, in one transaction, leaves FTS5 of
# SQLite 3.40 (Debian 12) with "database disk image is malformed". So each entry gets a row of its own, never used again.
SQLITE = (
    "CREATE VIRTUAL TABLE catalog_search USING fts5"
    "(title, about, labels, body, version_id UNINDEXED, tokenize = 'porter unicode61 remove_diacritics 2')",
)
# No foreign key: PostgreSQL would refuse to empty catalog_version in tests, and the verbs keep the two in step.
POSTGRESQL = (
    "CREATE TABLE catalog_search (version_id bigint PRIMARY KEY, document tsvector NOT NULL)",
    "CREATE INDEX catalog_search_document ON catalog_search USING gin (document)",
)


def raise_index(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def take_down(apps, schema_editor):
    schema_editor.execute("DROP TABLE catalog_search")


class Migration(migrations.Migration):
    """The full-text index of the catalog, in the database's own terms. It can be rebuilt: `assay catalog reindex`."""

    dependencies = [("catalog", "0001_initial")]

    operations = [migrations.RunPython(raise_index, take_down, elidable=False)]
