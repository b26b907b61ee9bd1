"""The parts of one poll; `monitor.pipeline` puts them in order.

reader      one reading of a source; paging: its older pages, joined to the first; descent: those below the fold
memory      what is held between polls, and the only way from there into the store
aside       the older pages whose turn it is; hindsight: those that the watch went on from
standing    where a source stands after a poll (pure); polls: what a poll comes to
"""
