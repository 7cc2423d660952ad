"""The elements of quality that versions show of themselves, for the catalog's filter. Reverses by taking them out."""

from typing import Any

from django.db import migrations


def shown(data: dict[str, Any]) -> set[str]:
    """What `catalog.actions.deriving` tells of a version from here on."""
    criteria = data.get("rubric", {}).get("criteria", [])
    levels = [text for one in criteria for text in one.get("descriptors", {}).values()]
    items = data.get("requirements", {}).get("part2", {}).get("items", [])
    found = {
        "feedback": bool(levels) and all(levels),
        "portfolio": any(item.get("type") == "student_work" for item in items),
        "research": len(data.get("research", {}).get("citations", [])) > 1,
    }
    return {element for element, is_shown in found.items() if is_shown}


def tell(apps: Any, schema: Any) -> None:
    versions = apps.get_model("catalog", "Version")
    facets = apps.get_model("catalog", "Facet")
    for version in versions.objects.only("pk", "data").iterator(chunk_size=100):
        facets.objects.bulk_create(
            facets(version=version, kind="element", value=value)
            for value in sorted(shown(version.data))
        )


def take_out(apps: Any, schema: Any) -> None:
    apps.get_model("catalog", "Facet").objects.filter(kind="element").delete()


class Migration(migrations.Migration):
    dependencies = [("catalog", "0013_check_links")]

    operations = [migrations.RunPython(tell, take_out)]
