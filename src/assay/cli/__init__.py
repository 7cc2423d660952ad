"""The `assay` command: Django's own commands and ours, with the product's settings."""

import gc
import os
import signal
import sys

#: Containers made since the last look for cycles before Python looks again, of itself 700. Almost all of ours are freed
#: without it: a look each 700 took a tenth of loading the demo and of a start, a twentieth of a page.
BETWEEN_LOOKS = 20_000


def main() -> None:
    """Entry point of `assay` and `python -m assay`. Exit code 2 where a setting is wrong, 130 after Ctrl+C."""
    gc.set_threshold(BETWEEN_LOOKS)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assay.config.settings")
    if sys.argv[1:2] == ["demo"]:
        os.environ.setdefault(
            "ASSAY_DEMO", "1"
        )  # whoever types `assay demo` asks for it; settings hold the locks
    if sys.argv[1:2] in (["--version"], ["version"]):
        from importlib.metadata import version

        sys.stdout.write(f"assay {version('assay')}\n")
        return
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        _ = (
            settings.INSTALLED_APPS
        )  # read here, so that what is wrong is said in a sentence and not in a trace
        execute_from_command_line(["assay", *sys.argv[1:]])
    except ImproperlyConfigured as e:
        sys.exit(_told(str(e)))
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one would end in a trace
        gc.freeze()  # nobody waits for a last collection of what a migration built: seconds
        sys.stderr.write("\n")
        sys.exit(130)


def _told(text: str) -> int:
    sys.stderr.write(f"{text}\n")
    return 2
