"""What keeps the daemon going around the polls, and takes on what changes while it runs.

rounds                  one turn of one source: the poll, and who is told how it went
roster                  who is watched; nursery: who was found on an index; pushing: who is told of by hubs
steering                the acts of users on a running daemon; probing: one reading that is kept nowhere;
                        obeying: what an operator orders of the deliveries
settling                a config becomes what the daemon runs with
reloading               the config read again ──what differs──▶ changeover ──succession──▶ workers replaced at work
serving                 the API beside all of it; overview: how the sources fare, said beside the daemon
ways                    what is fetched and sent goes through, from the socket to the poll
hearing, accounting     each fetch and delivery tells of our network, and of what each host was asked
stepping                the clock was set: what waits for a time of day looks again
upkeep                  what is done every so often: removing what is too old, taking up what others queued
"""
