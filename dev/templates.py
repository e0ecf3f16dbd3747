#!/usr/bin/env python3
"""Write the Excel templates of the import screen from their CSV twins.

    dev/python dev/templates.py

Every column is text, so that Excel keeps the zeros of postcodes and the fourteen
digits of a SIRET. The same CSV gives the same bytes.
"""

import csv
from datetime import datetime, timezone
from pathlib import Path

import xlsxwriter

FOLDER = Path(__file__).parents[1] / "clubs_ambition" / "static" / "import"
WIDTH = 24  # characters


def write(source):
    """Write the workbook beside ``source``."""
    with open(source, encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(source.with_suffix(".xlsx"), options)
    book.set_properties({"created": datetime(2026, 1, 1, tzinfo=timezone.utc)})
    text = book.add_format({"num_format": "@"})
    head = book.add_format({"num_format": "@", "bold": True, "bottom": 1})
    sheet = book.add_worksheet(source.stem)
    sheet.set_column(0, len(rows[0]) - 1, WIDTH, text)
    sheet.freeze_panes(1, 0)
    for index, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell:
                sheet.write_string(index, column, cell, text if index else head)
    book.close()


if __name__ == "__main__":
    for path in sorted(FOLDER.glob("*.csv")):
        write(path)
