"""The `badgecore` command: issue, verify, bake, unbake, keys, status. JSON in, JSON out; `-` is standard input.

Exit codes: 0 done, or the badge is valid; 1 something about the badge is not right; 2 it could not be checked whole;
3 no badge was found in what was brought; 4 its signature holds, but no one vouches for its issuer; 5 it is not
signed; 6 it was withdrawn; 7 suspended; 8 it has expired; 9 it is not in force yet; 10 it was awarded to someone
else; 11 it was replaced; 64 the command was not understood; 65 the input is not what the command needs; 66 a file
could not be read; 73 a file could not be written.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import metadata
from typing import Any, NoReturn

from badgecore.cli import badges, keys, lists
from badgecore.cli.files import NotReadable, NotUnderstood, NotWritable
from badgecore.errors import BadgeError
from badgecore.wire import as_list

OK = 0
INTERRUPTED = 130  # as every command that Ctrl-C stops
USAGE, DATA, NO_INPUT, NO_OUTPUT = 64, 65, 66, 73


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """64 instead of argparse's 2, which here says that a badge could not be checked."""
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if _times_standard_input(options) > 1:
        parser.error("standard input can be read only once: give one of the two as a file")
    try:
        code: int = options.run(options)
        if sys.stdout is not None:
            sys.stdout.flush()
    except NotUnderstood as refusal:
        parser.error(str(refusal))
    except NotReadable as refusal:
        return _refused(str(refusal), NO_INPUT)
    except NotWritable as refusal:
        return _refused(str(refusal), NO_OUTPUT)
    except BadgeError as refusal:
        return _refused(str(refusal), DATA)
    except BrokenPipeError:
        # Whoever read has enough. The interpreter must not try again when it ends.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _times_standard_input(options: argparse.Namespace) -> int:
    given: dict[str, Any] = vars(options)
    named = [given.get(name) for name in ("credential", "badge", "picture", "document", "list")]
    return [*named, *as_list(given.get("key"))].count("-")


def _version() -> str:
    for name in ("badgecore", "assay"):
        with suppress(metadata.PackageNotFoundError):
            return f"{name} {metadata.version(name)}"
    return "not installed"


def _codes() -> str:
    """The paragraph above, for the help."""
    return " ".join((__doc__ or "").partition("\n\n")[2].split())


def _refused(message: str, code: int) -> int:
    sys.stderr.write(f"badgecore: {message}\n")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="badgecore", description="Open Badges 3.0: issue, verify, bake.", epilog=_codes()
    )
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    badges.add(commands)
    keys.add(commands)
    lists.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
