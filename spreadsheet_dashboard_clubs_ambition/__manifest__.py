{
    "name": "Spreadsheet dashboards of Clubs Ambition (emptied)",
    "version": "19.0.1.1.0",
    "summary": "Holds nothing any more: the figures are those of the Bilan",
    "category": "Hidden",
    "author": "Clubs Ambition contributors",
    "license": "LGPL-3",
    "depends": ["clubs_ambition", "spreadsheet_dashboard"],
}
