"""A Sphinx extension: the directive `drydock` is a code block that becomes a playground.

    extensions = ["drydock_sphinx"]
    drydock_site = "drydock/"      # where the playground is; relative to the top of the pages

    .. drydock::
       :panes: editor,build

       FROM alpine
       RUN echo hello

Other builders than HTML show the code block.
"""

from html import escape

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from sphinx.util.osutil import relative_uri

# Attributes of the element, and those that are `data-` attributes there.
PLAIN = ("panes", "theme", "mode", "load", "example", "link", "label")
DATA = ("target", "run", "panel", "files", "build-args")


class playground(nodes.General, nodes.Element):
    """A code block with the attributes of its playground."""


class Drydock(Directive):
    """The directive."""

    has_content = True
    option_spec = {name: directives.unchanged for name in PLAIN + DATA}

    def run(self):
        text = "\n".join(self.content) + "\n"
        node = playground(attributes=dict(self.options))
        node += nodes.literal_block(text, text, language="dockerfile")
        return [node]


def visit(translator, node):
    """Writes the element round what is written of the code block."""
    builder = translator.builder
    site = builder.config.drydock_site
    if not site.startswith(("/", "http:", "https:")):
        site = relative_uri(builder.get_target_uri(builder.current_docname), site)
    written = {}
    for name, value in node["attributes"].items():
        written[name if name in PLAIN else f"data-{name}"] = value
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in written.items())
    translator.body.append(f"<dockerfile-playground{attributes}>")
    node["site"] = site


def depart(translator, node):
    """Closes it, and brings the script."""
    source = escape(node["site"] + "dockerfile-playground.js")
    translator.body.append(f'</dockerfile-playground><script type="module" src="{source}"></script>')


def skip(translator, node):
    """Elsewhere the code block speaks for itself."""


def setup(app):
    """Registers the directive."""
    app.add_config_value("drydock_site", "/drydock/", "html")
    others = {name: (skip, skip) for name in ("latex", "text", "man", "texinfo")}
    app.add_node(playground, html=(visit, depart), **others)
    app.add_directive("drydock", Drydock)
    return {"version": "0.1.0", "parallel_read_safe": True, "parallel_write_safe": True}
