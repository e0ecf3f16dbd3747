"""What the rule about erased people costs a list: beside the same list without rules.

Nobody is erased, then half of all people: in years, most are. Undone at the end.
"""

import sys

from common import environment, paired, row, tell

SHARES = (0, 50)
"""Per cent of the people who are erased."""
LISTS = {
    "candidacies": ("club.candidacy", "state"),
    "placements": ("club.placement", "state"),
    "participants": ("club.participant", "state"),
}
TARGET = 1.5
ERASE = "UPDATE club_person SET erased_on = current_date WHERE id %% 100 < %s"


def listed(records, group_by):
    """Return the call that counts the columns of a list, and reads its first page."""

    def call():
        records.env.invalidate_all()
        records.formatted_read_group([], [group_by], ["__count"])
        records.search_read([], ["create_date"], limit=80)

    return call


def main(name):
    rows = []
    with environment(name) as env:
        user = env["res.users"].search([("login", "=", "coordinator")])
        for share in SHARES:
            env.cr.execute(ERASE, [share])
            env.cr.execute("ANALYZE club_person")
            for key, (model, group_by) in LISTS.items():
                ruled = listed(env(user=user.id, su=False)[model], group_by)
                free = listed(env(user=user.id, su=True)[model], group_by)
                told = f"erased_{share}pct_{key}"
                rows.append(row(told, *paired(ruled, free), TARGET))
    tell(rows)


if __name__ == "__main__":
    main(sys.argv[1])
