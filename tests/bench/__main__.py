"""Measures every row of the design's section 9 that exists by now, and prints one table."""

from __future__ import annotations

import os
import platform
import signal
import sys
import sysconfig
import tempfile
import warnings
from pathlib import Path

from tests.bench import board, clashes, orders, pages, work
from tests.bench.load import has_wrk
from tests.fixtures.apps import make_app, migrate


def main() -> None:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # so that what was started is ended
    warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
    with tempfile.TemporaryDirectory(prefix="eventsite-bench-") as folder:
        data = Path(folder)
        url = f"sqlite:///{data / 'eventsite.sqlite3'}"
        migrate(data, url)
        app = make_app(data, url)
        rows = [
            *work.rows(app),
            *pages.rows(app, data, url),
            *clashes.rows(app),
            *board.rows(app, data, url),
            *orders.rows(data / "orders"),
        ]
    print(machine())
    print()
    print("| work | measured | must reach |")
    print("|---|---|---|")
    for row in rows:
        print(f"| {row.what} | {row.measured} | {row.target} |")
    failed = [row.what for row in rows if not row.is_met]
    if failed:
        sys.exit(f"\nNot reached: {'; '.join(failed)}")


def machine() -> str:
    """Say what ran this: an interpreter built without optimisation is 1.3 to 1.8 times slower."""
    config = str(sysconfig.get_config_var("CONFIG_ARGS") or "")
    build = "optimised" if "--enable-optimizations" in config else "built without optimisation"
    tool = "wrk" if has_wrk() else "our own client (wrk is not installed; ratios come out lower)"
    return (
        f"Python {platform.python_version()} ({build}), {os.cpu_count()} cores, {platform.machine()}, "
        f"{platform.system()}; SQLite unless said otherwise; load from {tool}."
    )


main()
