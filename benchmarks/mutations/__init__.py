"""What publishers do to live blogs, played on pages in the carriers that the pages have.

Nothing here imports `monitor`: what should be told of a mutation follows from the mutation alone.

    pages      which pages, and where in each the entries stand
    carriers   one entry in one carrier (a JSON object, an element): read and rewritten in place
    stage      the live blog behind a page: its entries, how many are shown, the page as it is served
    edits      mutations that say something: entries that come, change, go and return
    noise      mutations that say nothing, and pages that must not be believed
"""
