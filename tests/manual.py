"""What docs/operating.rst tells an operator to write or run, taken from its page."""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "operating.rst"


def blocks():
    """Return the literal blocks of the page, without their indentation."""
    found = re.findall(
        r"::\n\n((?:    .*\n|\n)+?)(?=\S|\Z)", PAGE.read_text(encoding="utf-8")
    )
    return [re.sub(r"(?m)^    ", "", block).strip() + "\n" for block in found]


def block(word):
    """Return the one literal block that holds ``word``."""
    (found,) = [text for text in blocks() if word in text]
    return found


def replaced(text, changes):
    """Return ``text`` with each key of ``changes`` replaced; each must be there."""
    for old, new in changes.items():
        assert old in text, f"docs/operating.rst does not say {old!r} any more"
        text = text.replace(old, str(new))
    return text


def started_as_a_script(folder):
    """Return Odoo's start script: by ``python -m`` the websocket's process has no path."""
    script = folder / "odoo"
    script.write_text("import odoo.cli\n\nodoo.cli.main()\n")
    return script
