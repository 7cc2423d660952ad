"""`make bench`: every measurement, one after the other; or those named: `python -m bench badgecore`."""

import importlib
import pkgutil
import sys

import bench

for name in sys.argv[1:] or sorted(module.name for module in pkgutil.iter_modules(bench.__path__)):
    if name != "__main__":
        importlib.import_module(f"bench.{name}").main()
