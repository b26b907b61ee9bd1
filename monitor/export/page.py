"""The exported page's template."""

PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Live blogs as of {{ at | read }}</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.5 Georgia, serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3, header, .meta, summary { font-family: system-ui, sans-serif; line-height: 1.25; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin: .3rem 0; } h3 { font-size: .9rem; margin: .8rem 0 .2rem; }
article { border-top: 1px solid #8886; padding: .75rem 0; }
.meta { font-size: .85rem; opacity: .8; }
.withdrawn > .words { text-decoration: line-through; opacity: .7; }
ins { background: #2a72; text-decoration: underline; }
del { background: #d332; text-decoration: line-through; }
.change { white-space: pre-wrap; overflow-wrap: anywhere; }
p { overflow-wrap: anywhere; margin: .4rem 0; }
</style>
</head>
<body>
{% for blog in blogs %}
<section>
<header>
<h1>{{ blog.title or blog.source }}</h1>
<p class="meta">{% if blog.url | web %}<a href="{{ blog.url }}" rel="noreferrer nofollow">{{ blog.url }}</a>\
{% else %}{{ blog.url }}{% endif %} ·
{{ blog.entries | length }} entries · as of <time datetime="{{ at | stamp }}">{{ at | read }}</time></p>
</header>
{% for told in blog.entries %}
<article{% if told.withdrawn %} class="withdrawn"{% endif %}>
<p class="meta"><time datetime="{{ told.when | stamp }}">{{ told.when | read }}</time>
{%- if told.entry.authors %} · {{ told.entry.authors | join(", ") }}{% endif %}
{%- if told.entry.url | web %} · <a href="{{ told.entry.url }}" rel="noreferrer nofollow">link</a>{% endif %}
{%- if told.withdrawn %} · <strong>withdrawn</strong>{% endif %}</p>
<div class="words">
{% if told.entry.title %}<h2>{{ told.entry.title }}</h2>
{% endif -%}
{% for paragraph in told.entry.text | paragraphs %}<p>{{ paragraph }}</p>
{% endfor %}</div>
{% if told.steps %}<details>
<summary>{{ told.steps | length }} {{ "change" if told.steps | length == 1 else "changes" }}</summary>
{% for step in told.steps %}<h3>{{ step.at | read }} · {{ step.type.value.removeprefix("entry.") }}\
{% if step.edit and step.edit.edits %} ({{ step.edit.edits | join(", ") }}){% endif %}\
{% if step.removed and not step.edit %} (what it said before is kept no more){% endif %}</h3>
{% if step.edit and step.edit.diff %}<p class="change">{% for sign, words in step.edit.diff %}\
{% if sign == "+" %}<ins>{{ words }}</ins>{% elif sign == "-" %}<del>{{ words }}</del>{% else %}{{ words }}{% endif %}\
{% endfor %}</p>
{% endif %}{% endfor %}</details>
{% endif %}</article>
{% endfor %}</section>
{% endfor %}</body>
</html>
"""
