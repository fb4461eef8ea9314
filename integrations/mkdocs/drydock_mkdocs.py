"""A formatter for pymdownx.superfences: ```drydock blocks become playgrounds.

    markdown_extensions:
      - pymdownx.superfences:
          custom_fences:
            - name: drydock
              class: drydock
              format: !!python/object/apply:drydock_mkdocs.formatter {kwds: {site: /drydock/}}

The options of a block are the element's attributes: ``` {.drydock panes="editor,build" target="build"}.
"""

from html import escape

# Attributes of the element; every other option becomes a `data-` attribute.
PLAIN = {"panes", "theme", "mode", "load", "example", "link", "label", "sandbox"}


def formatter(site="/drydock/"):
    """The formatter of a playground that is served from the folder `site`."""

    def fence(source, language, css_class, options, md, **kwargs):
        attributes = {}
        for name, value in {**options, **(kwargs.get("attrs") or {})}.items():
            attributes[name if name in PLAIN else f"data-{name}"] = value
        written = "".join(f' {name}="{escape(str(value))}"' for name, value in attributes.items())
        code = escape(source, quote=False).rstrip("\n")
        # The element is none that Markdown knows as a block: without a `div` around it, it would stand in a paragraph, and
        # browsers end that before the `pre`.
        return (
            f"<div><dockerfile-playground{written}>"
            f'<pre><code class="language-dockerfile">{code}\n</code></pre>'
            "</dockerfile-playground>"
            f'<script type="module" src="{escape(site)}dockerfile-playground.js"></script></div>'
        )

    return fence


def validator(language, inputs, options, attrs, md):
    """Takes every option: the playground ignores what it does not know."""
    options.update(inputs)
    return True
