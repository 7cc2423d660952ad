"""The `badgecore` command: issue, verify, bake, unbake, keys, status. JSON in, JSON out; `-` is standard input.

Exit codes: 0 done, or the badge is valid; 1 something speaks against the badge; 2 it could not be checked whole; 64 the
command was not understood; 65 the input is not what the command needs; 66 a file could not be read; 73 a file could not
be written.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from badgecore.cli import badges, keys, lists
from badgecore.cli.files import NotReadable, NotWritable
from badgecore.errors import BadgeError

OK, AGAINST, UNCLEAR = 0, 1, 2
USAGE, DATA, NO_INPUT, NO_OUTPUT = 64, 65, 66, 73


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """64 instead of argparse's 2, which here says that a badge could not be checked."""
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except NotReadable as refusal:
        return _refused(str(refusal), NO_INPUT)
    except NotWritable as refusal:
        return _refused(str(refusal), NO_OUTPUT)
    except BadgeError as refusal:
        return _refused(str(refusal), DATA)
    except BrokenPipeError:
        return OK
    return code


def _refused(message: str, code: int) -> int:
    sys.stderr.write(f"badgecore: {message}\n")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="badgecore", description="Open Badges 3.0: issue, verify, bake. Exit codes: see the manual.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    badges.add(commands)
    keys.add(commands)
    lists.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
