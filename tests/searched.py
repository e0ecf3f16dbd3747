"""Which words are in the whole of a database: its dump, and its files."""

import subprocess

import pytest

from bootstrap import databases
from bootstrap.cluster import Cluster


def left(place, db, words):
    """Return which words are in the dump of a database, or in its files."""
    dump = Cluster(place.python).bin / "pg_dump"
    if not dump.exists():
        pytest.skip("this PostgreSQL has no pg_dump")
    done = subprocess.run(
        [dump, "--data-only", "-d", db],
        env=place.env(),
        capture_output=True,
        check=True,
    )
    texts = [done.stdout]
    store = databases.filestore(db)
    texts += [path.read_bytes() for path in store.glob("??/*") if path.is_file()]
    return [word for word in words if any(word.encode() in text for text in texts)]
