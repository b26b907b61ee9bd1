"""The command `liveblog-monitor`, which is `python -m monitor`, too."""

from __future__ import annotations

import signal
import sys


def main() -> None:
    """Run the command line; who ends it while it still loads sees no traceback either."""
    try:
        from monitor.cli import main as run  # noqa: PLC0415  # it takes most of the time until the first word

        run()
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except RuntimeError as error:  # so Python 3.11 wraps what is raised while a class is made
        if isinstance(error.__cause__, KeyboardInterrupt):
            sys.exit(128 + signal.SIGINT)
        raise


if __name__ == "__main__":
    main()
