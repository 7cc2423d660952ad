"""`make bench`: every measurement, one after the other; or those named: `python -m bench badgecore`.

Each runs in a process of its own, on a database of its own. A measurement that knows its aims says which it missed,
and with `--strict` that is exit code 1.
"""

import importlib
import pkgutil
import subprocess
import sys

import bench

options = [word for word in sys.argv[1:] if word.startswith("-")]
there = sorted(
    module.name for module in pkgutil.iter_modules(bench.__path__) if module.name != "__main__"
)
named = [word for word in sys.argv[1:] if word not in options]
unknown = [name for name in named if name not in there]
if unknown or {"-h", "--help"} & {*options}:
    sys.exit(f"{__doc__}\nThere are: {', '.join(there)}")
if len(named) == 1:
    sys.exit(importlib.import_module(f"bench.{named[0]}").main() or 0)
sys.exit(
    max(
        subprocess.run([sys.executable, "-m", "bench", name, *options], check=False).returncode
        for name in named or there
    )
)
