"""Make users and people of the tests' own: the demo has few free seats left."""


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
        "email": f"{login}@example.org",
        "password": login,
        "lang": "fr_FR",
        "tz": "Europe/Paris",
        "group_ids": [[4, role]],
    }
    return admin.call("res.users", "create", [values])[0]


def enter(animateur, club, cohort, name, day):
    """Orient, interview, admit and start somebody, all dated ``day``."""
    (person,) = animateur.call("club.person", "create", [{"last_name": name}])
    values = {
        "person_id": person,
        "club_id": club,
        "cohort_id": cohort,
        "birth_date": "2000-01-01",
        "oriented_on": str(day),
        "district_status": "in",
    }
    (journey,) = animateur.call("club.participant", "create", [values])
    job = animateur.call("club.occupation", "search", [["kind", "=", "job"]], limit=1)
    animateur.call(
        "club.participant", "write", [journey], {"occupation_ids": [[6, 0, job]]}
    )
    for state, date_field in (
        ("interviewed", "interviewed_on"),
        ("admitted", "admitted_on"),
        ("active", "started_on"),
    ):
        values = {"state": state, date_field: str(day)}
        animateur.call("club.participant", "write", [journey], values)
    return journey
