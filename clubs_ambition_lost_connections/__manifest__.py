{
    "name": "Lost connections of Clubs Ambition",
    "version": "19.0.1.1.0",
    "summary": "Loaded by the server, not installed: a database that goes away is told in words",
    "category": "Hidden",
    "author": "Clubs Ambition contributors",
    "license": "LGPL-3",
    "depends": ["base", "rpc"],
    "post_load": "post_load",
    "installable": False,
}
