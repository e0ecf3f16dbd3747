"""The network with as many prospects and placements as it has candidacies.

The screens are held against a million rows, and a network of a hundred thousand
journeys has fewer prospects and placements. On a fifth of those, too, something is
planned. Figures are measured without them.
"""

import sys

from common import environment, tell
from generate import HERE, PLANNED, analyse, resting

TIMES = 60
"""Copies at most: ten clubs have few placements for their candidacies."""


def main(name):
    values = {"times": TIMES, "share": PLANNED}
    with environment(name) as env:
        with resting(env.cr):
            for step in ("widen", "activities"):
                text = (HERE / "sql" / f"{step}.sql").read_text(encoding="utf-8")
                env.cr.execute(text, {**values, "uid": env.uid})
        env.cr.commit()
        analyse(env.registry)
    tell([])


if __name__ == "__main__":
    main(sys.argv[1])
