"""Importing people and establishments with every check, beside stock contacts."""

import sys
from statistics import median

from common import environment, row, tell, timed

ROWS = 10_000
RUNS = 3


def load(env, model, names, rows):
    """Load as Odoo's import screen does, in one go; nothing is kept."""

    def run():
        with env.cr.savepoint() as save:
            found = env[model].load(names, rows)
            if found["messages"]:
                sys.exit(f"Error: {found['messages'][:3]}")
            env.flush_all()
            save.rollback()

    seconds, _none = timed(run)
    env.invalidate_all()
    return seconds


def medians(loads):
    """Run each in turn, after a first time that does not count."""
    times = [[run() for run in loads] for _again in range(RUNS + 1)][1:]
    return [median(found) for found in zip(*times, strict=True)]


def siret(number):
    """Return a SIRET whose keys are right."""
    from stdnum.fr import siren
    from stdnum.luhn import calc_check_digit

    base = f"{20_000_000 + number:08d}"
    base += calc_check_digit(base)
    assert siren.is_valid(base)
    body = base + f"{number % 10_000:04d}"
    return body + calc_check_digit(body)


def main(name):
    with environment(name) as env:
        env = env(
            context={
                "lang": "fr_FR",
                "import_file": True,
            }
        )
        size = ROWS if env["club.participant"].search_count([]) > 50_000 else 1000
        club = env["club.club"].search([], limit=1)
        plain = [
            [f"Contact {n}", "1 rue du Four", "13002", "Marseille", f"04910{n:05d}"]
            for n in range(size)
        ]
        shops = [
            [
                f"Atelier {n}",
                "True",
                "True",
                siret(n),
                "56.10A",
                f"{n} rue du Four",
                "13002",
                "Marseille",
                f"04920{n:05d}",
            ]
            for n in range(size)
        ]
        shop_names = [
            "name",
            "is_company",
            "club_employer",
            "company_registry",
            "ape_code",
            "street",
            "zip",
            "city",
            "phone",
        ]
        people = [
            [
                f"Nom{n}",
                f"Prénom{n}",
                f"0601{n:06d}",
                "05/05/1999",
                club.name,
                "02/11/2026",
            ]
            for n in range(size)
        ]
        names = ["person_last_name", "person_first_name", "phone", "birth_date"]
        names += ["club_id", "oriented_on"]
        columns = ["name", "street", "zip", "city", "phone"]
        stock, shop, person = medians(
            [
                lambda: load(env, "res.partner", columns, plain),
                lambda: load(env, "res.partner", shop_names, shops),
                lambda: load(env, "club.participant", names, people),
            ]
        )
    tell(
        [
            row("import_establishments", shop, stock, 1.5, rows=size),
            row("import_people", person, stock, 1.5, rows=size),
        ]
    )


if __name__ == "__main__":
    main(sys.argv[1])
