"""Values kept before there was pay take the rule of their license. Backwards there is nothing to undo."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def name_rules(apps: Any, schema_editor: Any) -> None:
    values = apps.get_model("credits", "ValueAtStart")
    licenses = apps.get_model("credits", "License").objects.filter(pk=OuterRef("license"))
    values.objects.filter(rule="").update(rule=Subquery(licenses.values("rule")[:1]))


class Migration(migrations.Migration):
    dependencies = [("credits", "0005_pay_by_rules_of_a_program")]

    operations = [migrations.RunPython(name_rules, migrations.RunPython.noop)]
