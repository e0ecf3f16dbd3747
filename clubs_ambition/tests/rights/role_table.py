"""Who walks the access table: each role, roles without a place, and some two at once.

``GROUPS`` is made of our roles and of those of the stock that meet us: a group of ours
without a column here fails ``test_access_table.py``.
"""

OURS = "clubs_ambition.group_clubs_"
GROUPS = {
    "portal": "base.group_portal",
    "employee": "base.group_user",
    "salesman": "sales_team.group_sale_salesman",
    "sales_manager": "sales_team.group_sale_manager",
    "administrator": "base.group_system",
    **{
        role: f"{OURS}{role}"
        for role in (
            "referent",
            "observer",
            "data_officer",
            "animateur",
            "manager",
            "coordinator",
        )
    },
}
"""The group of each role; an administrator of the base has no role in the clubs."""

HOLDS = {
    "manager": ("animateur",),
    "coordinator": ("animateur", "manager"),
    "sales_manager": ("salesman",),
}
"""What comes along with a role, besides being an employee."""

PAIRS = {
    "referent and animateur": ("referent", "animateur"),
    "observer and animateur": ("observer", "animateur"),
    "sales_manager and animateur": ("sales_manager", "animateur"),
    "salesman and coordinator": ("salesman", "coordinator"),
}
"""Two roles of one user; all pairs are tried by ``test_two_roles.py``."""

ROLES_OF = {
    **{role: (role,) for role in GROUPS},
    "observer here": ("observer",),
    "animateur of no club": ("animateur",),
    **PAIRS,
}
"""Everybody who walks, and the roles that they have."""

READS_AS = {
    **dict.fromkeys(GROUPS, ("employee",)),
    "portal": (),
    "employee": (),
    "observer here": ("observer",),
    "animateur of no club": ("employee",),
    **PAIRS,
}
"""As whom somebody is expected to see where a row does not name them: the sum."""

IN_CLUB = ("animateur", *(pair for pair in PAIRS if "animateur" in pair))
"""Who runs club A."""

IN_REGION = ("manager", "observer here")
"""Who is attached to the region of club A."""


def roles(who):
    """Return all roles that somebody has, those that come along too."""
    found = set(ROLES_OF[who])
    for role in ROLES_OF[who]:
        found.update(HOLDS.get(role, ()))
    if found != {"portal"}:
        found.add("employee")
    return found
