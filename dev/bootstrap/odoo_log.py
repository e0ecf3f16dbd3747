"""Find in a log of Odoo what must not be there when only our addons work."""

import re
from dataclasses import dataclass

from . import paths

START = re.compile(
    r"^\d{4}-\d\d-\d\d \S+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+): (?P<text>.*)"
)
GRAVE = ("ERROR", "CRITICAL")

#: Stock Odoo's own noise: (logger, what the text holds, why it is harmless).
KNOWN = [
    (
        "odoo.addons.base.models.ir_cron",
        "Skipping database",
        "another process updates the modules while the server looks for jobs",
    ),
]


@dataclass
class Record:
    """One record of the log, its following lines included."""

    level: str
    logger: str
    text: str

    def about_us(self):
        """Tell whether our code said it, or it is said about our code."""
        ours = paths.addons()
        if self.logger == "py.warnings":
            return True
        if any(self.logger.startswith(f"odoo.addons.{name}") for name in ours):
            return True
        names = "|".join([*ours, r"club\.[a-z]"])
        return bool(re.search(rf"\b(?:{names})", self.text.splitlines()[0]))

    def known(self):
        """Tell whether it is on the list of harmless noise."""
        return any(self.logger == name and text in self.text for name, text, _ in KNOWN)

    def test_result(self):
        """Tell whether it only reports failed tests, which are counted already."""
        if self.logger == "odoo.tests.result":
            return "error(s) of" in self.text
        return ".tests." in self.logger and re.match(r"(FAIL|ERROR): ", self.text)


def records(log):
    """Yield the records of a log."""
    current = None
    for line in log.splitlines():
        if match := START.match(line):
            if current:
                yield current
            current = Record(**match.groupdict())
        elif current:
            current.text += f"\n{line}"
    if current:
        yield current


def figures(log):
    """Return what tests tell of themselves in figures, one line each."""
    mark = "Figures: "
    return [
        record.text.removeprefix(mark)
        for record in records(log)
        if ".tests." in record.logger and record.text.startswith(mark)
    ]


def unexpected(log):
    """Return the records nobody should have to see, as short lines."""
    found = []
    for record in records(log):
        bad = record.level in GRAVE or (record.level == "WARNING" and record.about_us())
        if bad and not record.known() and not record.test_result():
            first = record.text.splitlines()[0] if record.text else ""
            found.append(f"{record.level} {record.logger}: {first}"[:300])
    return found
