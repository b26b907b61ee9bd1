"""What is run in a rendered page: to know when it is at rest, and to read it."""

from __future__ import annotations

QUIET_MS = 300
"""So long nothing changes in a page that has come to rest; clocks and counters change once a second."""

FEW_CHARS = 200
"""A page that says less is a shell yet, be its network at rest: its scripts may wait for a timer."""

KEEP_SHADOWS_OPEN = """(() => {
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) { return attach.call(this, {...init, mode: "open"}); };
})()"""
"""Runs before a page's own scripts. A closed root hides its elements from other scripts, not from who looks at it."""

_SHADOWS = """
  const shadows = (place) => [...place.querySelectorAll("*")].filter((one) => one.shadowRoot)
    .flatMap((one) => [one.shadowRoot, ...shadows(one.shadowRoot)]);
"""
"""Finds the roots in which the components below a place keep what they show, those inside others too."""

AT_REST = (
    """([quiet, few]) => new Promise((done) => {
  let changed = performance.now();
  const watch = new MutationObserver(() => { changed = performance.now(); });
  watch.observe(document, {childList: true, subtree: true, characterData: true});
"""
    + _SHADOWS
    + """  const said = () => (document.body ? document.body.innerText.length : 0)
    + shadows(document).reduce((sum, shadow) => sum + shadow.textContent.length, 0);
  const look = () => {
    if (performance.now() - changed < quiet || said() < few) return setTimeout(look, 100);
    watch.disconnect();
    done(true);
  };
  look();
})"""
)

READ_DOM = (
    """(limit) => {
  const root = document.documentElement;
  if (!root) return "<!DOCTYPE html>";
"""
    + _SHADOWS
    + """  const open = root.getHTML ? shadows(document) : [];
  const html = open.length
    ? root.cloneNode(false).outerHTML.replace("</html>", "") + root.getHTML({shadowRoots: open}) + "</html>"
    : root.outerHTML;
  return html.length > limit ? null : "<!DOCTYPE html>" + html;
}"""
)
"""Returns the page as markup, what components keep in shadow roots as declarative ones; null if that is too long."""
