"""Users of the tests' own: the demo's animateurs have few free seats left."""


def new_animateur(admin, login, name=""):
    """Create a French user with the animateur's rights; the password is the login."""
    role = admin.call(
        "ir.model.data",
        "check_object_reference",
        "clubs_ambition",
        "group_clubs_animateur",
    )[1]
    values = {
        "name": name or login,
        "login": login,
        "password": login,
        "lang": "fr_FR",
        "tz": "Europe/Paris",
        "group_ids": [[4, role]],
    }
    return admin.call("res.users", "create", [values])[0]
