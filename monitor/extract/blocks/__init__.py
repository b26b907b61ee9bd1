"""Elements that hold an entry each → drafts: what says when, who and by which name, and what need not be read again."""
