"""`python -m monitor` is `liveblog-monitor`."""

from monitor.cli import main

main()
