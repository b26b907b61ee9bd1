"""Events → the request that tells them, in the form that an endpoint takes. Pure, apart from `apprise`.

standard, cloudevents                    for programs: every field of the event
slack, discord, teams, telegram, ntfy    for people: what `message` makes of an event, within the platform's limits
template                                 for all else: the operator's own words, in Jinja
apprise                                  for all else that its library knows; it sends by itself
answers                                  what the platforms' answers mean
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.deliver.formats import cloudevents, discord, ntfy, slack, standard, teams, telegram, template
from monitor.deliver.formats.answers import Reading, read_answer
from monitor.deliver.formats.message import unrenderable
from monitor.errors import Unrenderable
from monitor.model import Format

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from monitor.model import Endpoint, Event, Rendered

__all__ = ["FORMATS", "Reading", "read_answer", "render"]

FORMATS: Mapping[Format, Callable[[Endpoint, Sequence[Event]], Rendered]] = {
    Format.STANDARD: standard.render,
    Format.CLOUDEVENTS: cloudevents.render,
    Format.SLACK: slack.render,
    Format.DISCORD: discord.render,
    Format.TEAMS: teams.render,
    Format.TELEGRAM: telegram.render,
    Format.NTFY: ntfy.render,
    Format.TEMPLATE: template.render,
}
"""What makes the request of a format. The same events make the same bytes each time."""


def render(endpoint: Endpoint, events: Sequence[Event]) -> Rendered:
    """Return the request that tells one or more events of one source, oldest first. Raises: Unrenderable."""
    try:
        return FORMATS[endpoint.format](endpoint, events)
    except Unrenderable:
        raise
    except Exception as error:
        raise unrenderable(endpoint, events, error) from error
