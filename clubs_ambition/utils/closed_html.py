"""HTML that nothing has to be fetched for: what a paper is printed from."""

import re

FETCHED = ("src", "srcset", "background", "data", "poster")
LINKS = ("a", "area")
"""The elements whose ``href`` is followed by a reader, not by the printer."""
ADDRESS = re.compile(r"url\((?!\s*[\"']?(?:data:|#))[^)]*\)", re.IGNORECASE)
RULES = re.compile(r"@font-face\s*{[^}]*}|@import[^;]*;", re.IGNORECASE)


def close_styles(css):
    """Return styles without web fonts, imports and addresses."""
    return ADDRESS.sub("none", RULES.sub("", css))


def close_tree(root, picture):
    """Take out of a tree (lxml) all that a browser would fetch to show it.

    :param picture: called with the address of an image, returns it as a data URI or
        nothing
    """
    for node in list(root.iter()):
        if not isinstance(node.tag, str):
            continue
        if node.tag in ("link", "script", "base", "iframe", "object", "embed"):
            node.drop_tree()
            continue
        if node.tag == "style" and node.text:
            node.text = close_styles(node.text)
        for name, value in node.items():
            if name == "style":
                node.set(name, close_styles(value))
            elif _is_fetched(node, name) and not value.strip().startswith(
                ("data:", "#")
            ):
                _replace(node, name, picture(value) if node.tag == "img" else None)


def _is_fetched(node, name):
    plain = name.rpartition("}")[2].rpartition(":")[2]
    return plain in FETCHED or (plain == "href" and node.tag not in LINKS)


def _replace(node, name, value):
    if value:
        node.set(name, value)
    else:
        del node.attrib[name]
