"""`make bench`: every measurement, one after the other; or those named: `python -m bench badgecore`.

A measurement that knows its aims says which it missed, and with `--strict` that is exit code 1.
"""

import importlib
import pkgutil
import sys

import bench

named = [name for name in sys.argv[1:] if not name.startswith("-")]
codes = [
    importlib.import_module(f"bench.{name}").main()
    for name in named or sorted(module.name for module in pkgutil.iter_modules(bench.__path__))
    if name != "__main__"
]
sys.exit(max((code for code in codes if code), default=0))
