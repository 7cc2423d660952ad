"""Lines for the console: one for what a visitor did, a trace only for what broke on our side."""

import logging


class Line(logging.Formatter):
    """Leaves out the trace of an answer below 500 (403, 404, an unknown host): it is nobody's fault here."""

    def format(self, record: logging.LogRecord) -> str:
        if record.exc_info and _is_visitors(record):
            record = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None})
        return super().format(record)


def _is_visitors(record: logging.LogRecord) -> bool:
    status = getattr(record, "status_code", None)
    return record.name.startswith("django.security.") or (isinstance(status, int) and status < 500)


def is_worth_telling(record: logging.LogRecord) -> bool:
    """The task worker tells of each start and each end, whatever level was asked for; its errors are what matters."""
    return (
        record.levelno >= logging.ERROR or logging.getLogger().getEffectiveLevel() < logging.WARNING
    )
