from django.apps import AppConfig


class Evidence(AppConfig):
    name = "assay.evidence"
    label = "evidence"

    def ready(self) -> None:
        from django.core.checks import register

        from assay.evidence.checks import room
        from assay.evidence.models import FileCopy
        from assay.evidence.retention.copies import keep_copies
        from assay.evidence.retention.rules import Rule
        from assay.evidence.slots import space, start_state
        from assay.ui.slots import fill

        register(room)
        keep_copies(FileCopy, Rule.STREAMING_COPY)
        for page in ("home.side", "people.desk"):
            fill(page, room="evidence", template="evidence/space.html", context=space)
        fill(
            "microcredential.side",
            room="evidence",
            template="evidence/side.html",
            context=start_state,
        )
