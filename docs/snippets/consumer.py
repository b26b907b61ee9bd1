"""A receiver that keeps what it is told: it verifies, drops what it has, and asks the API for what it has lost.

    python consumer.py DATABASE PORT API < secret

It listens on 127.0.0.1, with Python's own library. Before it begins it catches up: what came after the last event that
its database has of each source, or all if it has none.
"""

import json
import sqlite3
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.error import HTTPError
from urllib.request import urlopen

from verify import verify

TABLE = """
    CREATE TABLE IF NOT EXISTS events
    (id TEXT PRIMARY KEY, source TEXT NOT NULL, sequence INTEGER NOT NULL, body TEXT NOT NULL)
"""
LAST = "SELECT id, max(sequence) FROM events GROUP BY source"
KEEP = "INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?)"  # whatever comes twice is the same, to the byte


def keep(database: sqlite3.Connection, events: list) -> None:
    """Keep events, all or none; it is safe to answer 2xx when this returns."""
    with database:
        for event in events:
            data = event["data"]
            database.execute(KEEP, (data["id"], data["source"]["name"], data["sequence"], json.dumps(event)))


def catch_up(database: sqlite3.Connection, api: str) -> None:
    """Ask the API for what came after the last event of each source."""
    known = [id_ for id_, _ in database.execute(LAST)]
    after = min((position(api, id_) for id_ in known), default=0)
    more = True
    while more:
        page = ask(f"{api}/api/events?after={after}&limit=500")
        keep(database, page["events"])
        after, more = page["next"], page["more"]


def position(api: str, id_: str) -> int:
    """Return where the API has an event; 0, which is before all, if it has it no more: events are kept for 90 days."""
    try:
        return ask(f"{api}/api/events/{id_}")["position"]
    except HTTPError as error:
        if error.code != HTTPStatus.NOT_FOUND:
            raise
        return 0


def ask(url: str) -> dict:
    """Return what the API answers."""
    with urlopen(url, timeout=30) as answer:  # noqa: S310 (the address is the operator's)
        return json.load(answer)


def main() -> None:
    """Catch up, then receive until it is stopped."""
    path, port, api = sys.argv[1:4]
    secret = sys.stdin.read().strip()
    database = sqlite3.connect(path)
    database.execute(TABLE)

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            given = [self.headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature")]
            if not given[1].isdigit() or not verify(secret, *given, body):
                self.send_error(401)
                return
            message = json.loads(body)
            keep(database, message["data"]["events"] if message["type"] == "batch" else [message])
            self.send_response(204)
            self.end_headers()

    server = HTTPServer(("127.0.0.1", int(port)), Receiver)
    catch_up(database, api)  # what comes meanwhile waits in the socket
    print(f"receiving on port {server.server_port}", flush=True)  # noqa: T201 (it is a program)
    server.serve_forever()


if __name__ == "__main__":
    main()
