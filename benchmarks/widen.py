"""The network with as many prospects and placements as it has candidacies.

The screens are held against a million rows, and a network of a hundred thousand
journeys has fewer prospects and placements. Figures are measured without them.
"""

import sys

from common import environment, tell
from generate import HERE, analyse, resting

TIMES = 60
"""Copies at most: ten clubs have few placements for their candidacies."""


def main(name):
    text = (HERE / "sql" / "widen.sql").read_text(encoding="utf-8")
    with environment(name) as env:
        with resting(env.cr):
            env.cr.execute(text, {"times": TIMES})
        env.cr.commit()
        analyse(env.registry)
    tell([])


if __name__ == "__main__":
    main(sys.argv[1])
