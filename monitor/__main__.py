"""The command `liveblog-monitor`, which is `python -m monitor`, too."""

from __future__ import annotations

import atexit
import gc
import signal
import sys


def main() -> None:
    """Run the command line; who ends it while it still loads sees no traceback either."""
    atexit.register(_look_for_no_garbage)
    try:
        from monitor.cli import main as run  # noqa: PLC0415  # it takes most of the time until the first word

        run()
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except RuntimeError as error:  # so Python 3.11 wraps what is raised while a class is made
        if isinstance(error.__cause__, KeyboardInterrupt):
            sys.exit(128 + signal.SIGINT)
        raise


def _look_for_no_garbage() -> None:
    """Python would do so at its end, in all that was loaded: 0.4 s of CPU after the last word, 2 s if busy."""
    gc.disable()
    gc.freeze()


if __name__ == "__main__":
    main()
