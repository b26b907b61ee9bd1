"""The command line: one module per command group.

Exit codes: 0 done; 1 it failed, and said why; 2 the config or the command's words are wrong; 3 the page is no live
blog that we can read; 4 the page could not be fetched; 130 ended by Ctrl-C, or `watch` by SIGTERM.
"""

from __future__ import annotations

import asyncio
import io
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from monitor.cli.terminal import plain
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
    "init": "monitor.cli.init",
    "run": "monitor.cli.run",
    "status": "monitor.cli.status",
    "polite": "monitor.cli.polite",
    "events": "monitor.cli.events",
    "history": "monitor.cli.history",
    "at": "monitor.cli.history",
    "diff": "monitor.cli.history",
    "replay": "monitor.cli.replay",
    "explain": "monitor.cli.explain",
    "deliveries": "monitor.cli.deliveries",
    "replay-events": "monitor.cli.deliveries",
    "dead": "monitor.cli.dead",
    "webhook": "monitor.cli.webhook",
    "receive": "monitor.cli.receive",
    "import": "monitor.cli.importing:import_",
    "export": "monitor.cli.export",
    "evidence": "monitor.cli.evidence",
    "backup": "monitor.cli.backup",
    "secret": "monitor.cli.secret",
    "check": "monitor.cli.check",
    "reload": "monitor.cli.reload",
    "schema": "monitor.cli.schema",
    "completion": "monitor.cli.completion",
    "demo": "monitor.cli.demo",
}

_SHORT_HELP: Mapping[str, str] = {
    "watch": "Print what happens on live blogs, without any config.",
    "probe": "Read a live blog or a saved page once.",
    "init": "Write a first config.",
    "run": "Run the daemon.",
    "status": "Say how sources fare, when each is asked next, and why then.",
    "polite": "Say how much hosts were asked, and how politely.",
    "events": "Print what was told, and what comes.",
    "history": "Print what happened on a live blog, or to one entry.",
    "at": "Print a live blog as it was known at a time.",
    "diff": "Print what is different between two times.",
    "replay": "Run recorded responses through the pipeline.",
    "explain": "Say why an event was or was not sent to a webhook.",
    "deliveries": "Print what became of the events at the webhooks.",
    "replay-events": "Send events to a webhook once more.",
    "dead": "List, show, replay or purge what was given up.",
    "webhook": "Try webhooks, list them, and say which are sent to.",
    "receive": "Receive, verify and print what webhooks are sent.",
    "import": "Watch the addresses of a list or an OPML.",
    "export": "Write what was seen as a table, a feed or a page.",
    "evidence": "List, export and verify what proves events.",
    "backup": "Copy the database while the daemon runs.",
    "secret": "Make a secret to sign events with.",
    "check": "Say whether the config is right.",
    "reload": "Have the running daemon take on its changed config.",
    "schema": "Print a JSON Schema.",
    "completion": "Print what makes a shell complete our words.",
    "demo": "Play a live blog against the daemon.",
}


# The packages that only an extra brings, by the name under which they are imported.
_EXTRAS: Mapping[str, str] = {
    "standardwebhooks": "demo",
    "asyncpg": "postgresql",
    "greenlet": "postgresql",
    "pyarrow": "parquet",
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
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name or cmd_name.replace("-", "_"))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-") and not ctx.resilient_parsing:
            from monitor.config.suggest import nearest_or_all  # noqa: PLC0415 (only who mistypes needs it)

            ctx.fail(f"No such command {name!r} ({nearest_or_all(name, list(COMMANDS))})")
        return super().resolve_command(ctx, args)

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
    liveblog-monitor init https://news.example.org/live/ukraine
    liveblog-monitor run
    """


def main() -> None:
    """Run the command line; a foreseen fault ends it with one line and a code, never with a traceback.

    A reader of our output that goes away (`… | head`) ends it, too: click and rich see to that, without a word.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        # In the C locale “ and é cannot be written: better a question mark than no line.
        sys.stdout.reconfigure(errors="replace")
    try:
        code = cli.main(prog_name="liveblog-monitor", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(EXIT_INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except MonitorError as error:
        _complain(str(error))
        sys.exit(_exit_code(error))
    except OSError as error:
        # The world outside a page or a database: no temporary folder, a full disk under our output.
        where = f" ({error.filename})" if error.filename else ""
        _complain(f"{(error.strerror or str(error)).lower()}{where}")
        sys.exit(EXIT_FAILED)
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in _EXTRAS:
            raise
        _complain(f"the package {package} is not installed; pip install 'liveblog-monitor[{_EXTRAS[package]}]'")
        sys.exit(EXIT_FAILED)
    sys.exit(code if isinstance(code, int) else 0)


def _complain(message: str) -> None:
    """Print what went wrong, a line per fault; the words of servers in it are not trusted."""
    lines = "\n".join(plain(line) for line in message.split("\n"))
    click.secho(f"liveblog-monitor: {lines}", err=True, fg="red")


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
