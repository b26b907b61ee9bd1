"""How large events are, in the metrics."""

from dataclasses import replace
from datetime import UTC, datetime

from monitor.event import HARD_LIMIT_BYTES, SOFT_LIMIT_BYTES
from monitor.samples import samples
from monitor.web.meter import Meter


def test_events_over_the_advised_size_are_counted():
    """The steps of the histogram are the two limits: what is at one is not over it."""
    event = next(iter(samples("0f3a", datetime(2026, 1, 2, tzinfo=UTC)).values()))
    meter = Meter()
    # Blanks after a body of JSON change nothing but its size.
    sizes = (SOFT_LIMIT_BYTES, SOFT_LIMIT_BYTES + 1, HARD_LIMIT_BYTES)
    meter.polled("changed", 0.1, None, [replace(event, body=event.body.ljust(size)) for size in sizes])

    steps = {metric.name: metric for metric in meter._registry.collect()}["liveblog_event_bytes"].samples
    counts = {sample.labels["le"]: sample.value for sample in steps if "le" in sample.labels}
    assert (1.0, 3.0, 3.0) == (counts["20480.0"], counts["65536.0"], counts["+Inf"])
