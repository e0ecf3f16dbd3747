{
    "name": "Clubs Ambition: privacy lookup",
    "version": "19.0.1.0.0",
    "summary": "Odoo's privacy lookup finds the clubs' rows, and deletes none",
    "category": "Hidden",
    "author": "Clubs Ambition contributors",
    "license": "LGPL-3",
    "depends": ["clubs_ambition", "privacy_lookup"],
    "auto_install": True,
}
