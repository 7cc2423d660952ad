"""The program's one scale, on which everything is judged."""

from typing import Final

#: From best to least.
LEVELS: Final = ("demonstrated", "almost", "not_yet")
