{
    "name": "Lost connections of Clubs Ambition",
    "version": "19.0.1.0.0",
    "summary": "Loaded by the server, not installed: a replica that dies costs no error",
    "category": "Hidden",
    "author": "Clubs Ambition contributors",
    "license": "LGPL-3",
    "depends": ["base"],
    "post_load": "post_load",
    "installable": False,
}
