"""The few words that the rules for kinds of edit know, in the languages of the live blogs that were read.

One list for all languages: a live blog quotes others, and no word here means something harmless in another one so often
that it would matter.
"""

from __future__ import annotations


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


NEGATIONS = _words(
    "no not never none nobody nothing neither nor nowhere cannot without",  # en
    "nicht nie niemals niemand nichts ohne weder nirgends",  # de; kein, keine … are matched by their beginning
    "ne pas jamais aucun aucune rien personne sans ni",  # fr
    "nunca jamás nadie nada ningún ninguno ninguna sin tampoco",  # es
    "non mai nessuno nessuna nessun niente nulla senza né",  # it
    "não nem ninguém nenhum nenhuma sem jamais",  # pt
    "niet geen nooit niemand niets zonder",  # nl
    "nie nigdy nikt nic żaden żadna żadne bez ani",  # pl
    "не нет ни никогда никто ничего без нельзя",  # ru
)

NEVER_NAMES = _words(
    "i i'm i’m i'll i’ll i've i’ve i'd i’d",
    "monday tuesday wednesday thursday friday saturday sunday",
    "january february march april may june july august september october november december",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
)
"""In capitals without being names."""

GERMAN = _words(
    "der die das den dem ein eine einen einem einer und nicht ist sind war wurde wird hat haben im am zum zur auf aus",
    "bei mit für nach sich auch dass er sie wir",
)
"""Function words of German; one alone proves nothing ("die", "war"), two or more in one text do."""

HONORIFICS = _words(
    "herr herrn frau präsident präsidentin kanzler kanzlerin minister ministerin bürgermeister sprecher sprecherin",
    "papst könig königin richter general mr mrs ms dr prof",
)
"""What stands before a name in a language whose nouns are in capitals."""
