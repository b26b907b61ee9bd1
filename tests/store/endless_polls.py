"""Commits polls on several sources until it is killed, and prints each one that the store said is durable.

python endless_polls.py URL SOURCE…
"""

from __future__ import annotations

import asyncio
import sys

from store_samples import commit, known_entry, serving


async def poll_for_ever(url: str, names: list[str]) -> None:
    async with serving(url, *names) as store:

        async def poll(name: str) -> None:
            sequence = (await store.load_states())[name].sequence
            while True:
                seen = [known_entry(f"e-{sequence + number}", text="word " * 200) for number in (1, 2)]
                await store.commit_poll(commit(name, sequence, *seen, events=2))
                sequence += 2
                sys.stdout.write(f"{name} {sequence}\n")
                sys.stdout.flush()

        await asyncio.gather(*map(poll, names))


if __name__ == "__main__":
    asyncio.run(poll_for_ever(sys.argv[1], sys.argv[2:]))
