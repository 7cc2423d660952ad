from django.apps import AppConfig


class Evidence(AppConfig):
    name = "assay.evidence"
    label = "evidence"

    def ready(self) -> None:
        from assay.evidence.pieces import start_state
        from assay.ui.slots import fill

        fill("microcredential.side", room="evidence", template="evidence/side.html", context=start_state)
