from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE catalog_search USING fts5"
    "(title, about, labels, body, tokenize = 'porter unicode61 remove_diacritics 2')"
)
# No foreign key: PostgreSQL would refuse to empty catalog_version in tests, and the verbs keep the two in step.
POSTGRESQL = (
    "CREATE TABLE catalog_search (version_id bigint PRIMARY KEY, document tsvector NOT NULL)",
    "CREATE INDEX catalog_search_document ON catalog_search USING gin (document)",
)


def raise_index(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else (SQLITE,):
        schema_editor.execute(statement)


def take_down(apps, schema_editor):
    schema_editor.execute("DROP TABLE catalog_search")


class Migration(migrations.Migration):
    """The full-text index of the catalog, in the database's own terms. It can be rebuilt: `assay catalog reindex`."""

    dependencies = [("catalog", "0002_give_the_catalog_a_stamp")]

    operations = [migrations.RunPython(raise_index, take_down, elidable=False)]
