"""What publishers do to live blogs, played on pages in the carriers that the pages have.

Nothing here but `episode` imports `monitor`: what should be told of a mutation follows from the mutation alone.

    pages       what is known of a page: where its entries stand, how it numbers and pages them
    fixtures    the pages of tests/pages; `captured` those that stand beside the checkout
    part        one entry in one carrier, read and rewritten in place: `json_part` an object, `node_part` an element
    item        one entry in all carriers of its page
    stage       the live blog behind a page: its entries, how many are shown, the page as it is served
    entries     mutations by which entries come, go and return
    edits       mutations that change what entries say
    noise       mutations that say nothing
    faulty      pages that must not be believed
    turn        what a mutation is given, and what it says is to be told
    episode     one live blog, polled by the real pipeline: what was told of each mutation, and what should have been
    tally       what a run found
"""
