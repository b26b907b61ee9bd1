"""Outbox → webhooks: the last station.

dispatch       starts, wakes and drains lanes; what the operator and a changed config ask for
turns          whose turn it is, and what comes after it
desk, lanes    the books that dispatch keeps: of one endpoint and whose turn it is there, of one lane
courier        one turn of one lane: reads what is next, sends it, writes down what became of it
shelf          events at hand for all lanes of a source, just committed or read for one of them
acknowledging  writes what was accepted, of all lanes at a time; patience: asks a busy store until it answers
post           one attempt with what surrounds it: rate, places, our own network, health
send           one attempt over HTTP, within deadlines; formats: the requests, filters: what an endpoint wants
telling        the log lines; redact: what of an address may be shown

packing        what the next request of a lane holds: one event, a batch, what is left out       pure
consequence    what follows from an attempt                                                      pure
steps          what is written down for it                                                       pure
breaker        an endpoint's health: the breaker, pauses, when it is given up                    pure
backoff, rate  when to try again, how often to send                                              pure
quiet          quiet hours                                                                       pure
signing        the Standard Webhooks signature; rotation: which secrets sign today               pure
"""
