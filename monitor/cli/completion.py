"""`completion`: the script by which a shell completes the words of our commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

PROGRAM = "liveblog-monitor"
VARIABLE = "_LIVEBLOG_MONITOR_COMPLETE"
SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print what makes a SHELL complete commands and options.

    \b
    eval "$(liveblog-monitor completion bash)"                  # in ~/.bashrc
    eval "$(liveblog-monitor completion zsh)"                   # in ~/.zshrc
    liveblog-monitor completion fish | source                   # in ~/.config/fish/config.fish
    """
    from monitor.cli import cli  # noqa: PLC0415 - it names the commands, this one among them

    kind = get_completion_class(shell)
    assert kind is not None  # the choices are those that click knows
    click.echo(kind(cli, {}, PROGRAM, VARIABLE).source())
