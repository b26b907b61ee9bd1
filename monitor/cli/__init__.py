"""The command line: one module per command group.

Exit codes: 0 done; 1 it failed, and said why; 2 the config or the command's words are wrong; 3 the page is no live
blog that we can read; 4 the page could not be fetched; 130 ended by Ctrl-C.
"""

from __future__ import annotations

import asyncio
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from monitor.errors import ConfigError, ExtractError, FetchError, MonitorError

if TYPE_CHECKING:
    from collections.abc import Mapping

EXIT_FAILED = 1
EXIT_CONFIG = 2
EXIT_NO_LIVE_BLOG = 3
EXIT_NOT_FETCHED = 4
EXIT_INTERRUPTED = 130

# A command's module is imported when the command is called: `--help` answers in 0.1 s, not in 0.7 s.
COMMANDS: Mapping[str, str] = {
    "watch": "monitor.cli.watch",
    "probe": "monitor.cli.probe",
    "run": "monitor.cli.run",
    "check": "monitor.cli.check",
    "schema": "monitor.cli.schema",
    "demo": "monitor.cli.demo",
}

_SHORT_HELP: Mapping[str, str] = {
    "watch": "Print what happens on live blogs, without any config.",
    "probe": "Read a live blog or a saved page once.",
    "run": "Run the daemon.",
    "check": "Say whether the config is right.",
    "schema": "Print a JSON Schema.",
    "demo": "Play a live blog against the daemon.",
}


class _Commands(click.Group):
    """The commands by name, each imported when it is called for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(_SHORT_HELP.items()))


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="liveblog-monitor", prog_name="liveblog-monitor")
def cli() -> None:
    """Watch live blogs: what was published, edited, withdrawn or restored, entry by entry.

    \b
    liveblog-monitor watch https://news.example.org/live/ukraine
    liveblog-monitor probe https://news.example.org/live/ukraine
    liveblog-monitor run --config config/monitor.yaml
    """


def main() -> None:
    """Run the command line; a foreseen fault ends it with one line and a code, never with a traceback."""
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(EXIT_INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(EXIT_INTERRUPTED)
    except MonitorError as error:
        click.secho(f"liveblog-monitor: {error}", err=True, fg="red")
        sys.exit(_exit_code(error))
    except BrokenPipeError:
        # The reader of our output is gone (`… | head`): nothing is left to say, and nowhere to say it.
        sys.stderr.close()
        sys.exit(EXIT_FAILED)
    sys.exit(code if isinstance(code, int) else 0)


def _exit_code(error: MonitorError) -> int:
    match error:
        case ConfigError():
            return EXIT_CONFIG
        case ExtractError():
            return EXIT_NO_LIVE_BLOG
        case FetchError():
            return EXIT_NOT_FETCHED
        case _:
            return EXIT_FAILED
