{
    "name": "Spreadsheet dashboards of Clubs Ambition",
    "version": "19.0.1.0.0",
    "summary": "Dashboards of a club, of a territory, of the steering committee",
    "category": "Productivity/Dashboard",
    "author": "Clubs Ambition contributors",
    "license": "LGPL-3",
    "depends": ["clubs_ambition", "spreadsheet_dashboard"],
    "data": [
        "data/spreadsheet_dashboard_data.xml",
        "views/spreadsheet_dashboard_menus.xml",
    ],
    "auto_install": True,
}
