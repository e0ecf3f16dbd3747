"""A backup that was never restored is none: docs/operating.rst, done to the demo."""

import shutil
import subprocess
import uuid

import pytest

from bootstrap import databases, outside
from bootstrap.cluster import Cluster

BILAN = """
from datetime import date
club = env["club.club"].with_context(active_test=False).search(
    [("name", "=", "Club Bilan 2013")])
year = date(2013, 1, 1), date(2013, 12, 31)
figures = env["club.kpi"]._compute_indicators(club, *year, date(2014, 6, 30))
print("BILAN", [(f.numerator, f.denominator) for f in figures[:12]])
"""
COUNTS = """
SELECT 'SELECT ' || quote_literal(relname) || ', COUNT(*) FROM ' || quote_ident(relname)
  FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


@pytest.fixture
def restored(place, tmp_path):
    """Two databases: a demo, and what its backup was restored to."""
    server = place.server
    source = outside.pristine(place)
    copy = server.database(f"restored_{uuid.uuid4().hex[:6]}")
    tools = Cluster(place.python).bin
    if not (tools / "pg_dump").exists():
        pytest.skip("this PostgreSQL has no pg_dump")
    dump = tmp_path / "clubs.dump"

    def run(name, *words):
        subprocess.run([tools / name, *words], env=server.env(), check=True)

    run("pg_dump", "-Fc", "-d", source, "-f", dump)
    archive = shutil.make_archive(
        tmp_path / "filestore", "tar", databases.filestore(source)
    )
    server.create(copy)
    try:
        run("pg_restore", "--no-owner", "--exit-on-error", "-d", copy, dump)
        shutil.unpack_archive(archive, databases.filestore(copy))
        yield source, copy
    finally:
        server.drop(copy)
        shutil.rmtree(databases.filestore(copy), ignore_errors=True)


def bilan(place, db):
    """Return the first indicators of a database, as Odoo computes them."""
    done = subprocess.run(
        place.command("shell", "-d", db, "--no-http"),
        input=BILAN,
        env=place.env(),
        capture_output=True,
        text=True,
        timeout=120,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("BILAN")]
    assert lines, done.stderr[-2000:]
    return lines


def test_a_restored_backup_is_the_same_database(place, restored):
    source, copy = restored
    query = " UNION ALL ".join(place.server.sql(COUNTS, source)) + " ORDER BY 1"
    rows = place.server.sql(query, source)
    assert len(rows) > 200
    assert place.server.sql(query, copy) == rows
    files = place.server.sql(
        "SELECT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL", copy
    )
    assert files
    missing = [
        name for name in files if not (databases.filestore(copy) / name).exists()
    ]
    assert not missing
    figures = bilan(place, copy)
    assert figures == bilan(place, source)
    assert "(93, 100)" in figures[0]
    assert "(78, 100)" in figures[0]
