"""Words and addresses: text, HTML, URLs. Strings in, strings out, the same for every rendering of the same words."""
