"""The spreadsheets of the dashboards are those their generator writes."""

import sys

from bootstrap import paths

sys.path.append(str(paths.CHECKOUT / "dev"))

import dashboards


def test_files_are_what_the_generator_writes():
    for name, text in dashboards.texts().items():
        path = dashboards.FILES / name
        assert path.read_text(encoding="utf-8") == text, (
            f"run dev/dashboards.py: {name}"
        )
