from typing import Any

from django.apps import AppConfig


class Demo(AppConfig):
    name = "assay.demo"
    label = "demo"

    def ready(self) -> None:
        from assay.ui.slots import fill

        fill("page.top", room="demo", template="demo/bar.html", context=_bar)


def _bar(person: Any, subject: Any) -> dict[str, Any] | None:
    from assay.demo.cast import CAST
    from assay.demo.lock import may_switch

    if subject is None or not may_switch(subject):
        return None
    return {"cast": CAST, "current": getattr(person, "sourced_id", None)}
