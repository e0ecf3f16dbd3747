{
    "name": "Clubs Ambition",
    "version": "19.0.1.0.0",
    "summary": "Coach job seekers in clubs, with a network of employers",
    "category": "Human Resources/Employment",
    "author": "Clubs Ambition contributors",
    "license": "LGPL-3",
    "depends": ["contacts", "crm", "portal"],
    "data": [],
    "application": True,
    "installable": True,
}
