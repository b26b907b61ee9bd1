"""The parts of one poll; `monitor.pipeline` puts them in order.

reader      one reading of a source; requesting: what it asks for; recalls: what it keeps of the last one
extraction  what each page that was fetched shows
weighing    what a reading changes, and whether it is believed
paging      its older pages, joined to the first; overlap: what both show; descent: those below the fold
tail        its newest entries where the first page shows the oldest; walk: the pages on the way there; counting: theirs
memory      what is held between polls, and the only way from there into the store
aside       the older pages whose turn it is; hindsight: those that the watch went on from
standing    where a source stands after a poll (pure); polls: what a poll comes to
"""
