"""The last line of ``make test`` is only worth something if it cannot lie."""

import pytest

from bootstrap import odoo_log, paths, stock_suites
from bootstrap.results import Results, junit_counts, odoo_counts

STAMP = "2026-01-01 10:00:00,000 1 {} db {}: {}\n"


def log(*records):
    return "".join(STAMP.format(*record) for record in records)


def test_sum_and_exit_code(capsys):
    results = Results()
    results.one("ruff", True)
    results.many("addon", 10, 2)
    assert results.close() == 1
    assert capsys.readouterr().out.splitlines()[-1] == "9 passed, 2 failed"


def test_all_good(capsys):
    results = Results()
    results.many("addon", 3, 0)
    assert results.close() == 0
    assert capsys.readouterr().out == "3 passed, 0 failed\n"


def test_nothing_ran_is_a_failure(capsys):
    assert Results().close() == 1
    results = Results(passed=4)
    results.many("addon", 0, 0)
    assert results.close() == 1
    assert capsys.readouterr().out.endswith("4 passed, 1 failed\n")


def test_odoo_counts():
    text = log(
        ("INFO", "odoo.tests.stats", "clubs_ambition: 12 tests 1.20s 300 queries"),
        ("INFO", "odoo.tests.result", "1 failed, 2 error(s) of 12 tests when loading"),
    )
    assert odoo_counts(text) == (12, 3, {"clubs_ambition": 12})


def test_odoo_died_before_its_total():
    text = log(("INFO", "odoo.tests.stats", "clubs_ambition: 12 tests 1s 3 queries"))
    run, _failed, _modules = odoo_counts(text)
    assert run == 0


def test_a_setup_that_failed_is_counted():
    """A failing setUpClass is an error of no test: it must not vanish."""
    text = log(("ERROR", "odoo.tests.result", "0 failed, 1 error(s) of 0 tests when"))
    results = Results()
    results.many("addon", *odoo_counts(text)[:2])
    assert results.failed >= 1


def test_junit_counts(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite tests="9" failures="2" errors="1" skipped="3"/>'
        "</testsuites>"
    )
    assert junit_counts(report) == (6, 3, 3)
    assert junit_counts(tmp_path / "missing.xml") == (0, 0, 0)


@pytest.mark.parametrize(
    ("level", "logger", "text", "strange"),
    [
        ("ERROR", "odoo.http", "boom", True),
        ("CRITICAL", "odoo.service.server", "boom", True),
        ("WARNING", f"odoo.addons.{paths.ADDON}.models.club_club", "odd", True),
        ("WARNING", "odoo.modules.loading", "no access rules for club.club", True),
        ("WARNING", "py.warnings", "x.py:3: DeprecationWarning: old", True),
        ("WARNING", "odoo.addons.mail.models.mail_mail", "no server", False),
        ("INFO", f"odoo.addons.{paths.ADDON}.models.club_club", "fine", False),
        ("ERROR", f"odoo.addons.{paths.ADDON}.tests.test_x", "FAIL: T.t\nx", False),
        ("ERROR", f"odoo.addons.{paths.ADDON}.tests.test_x", "oops", True),
        ("ERROR", "odoo.tests.result", "1 failed, 0 error(s) of 9 tests", False),
    ],
)
def test_strange_records(level, logger, text, strange):
    assert bool(odoo_log.unexpected(log((level, logger, text)))) is strange


def test_figures_are_those_of_tests():
    text = log(
        ("INFO", "odoo.addons.x.tests.rights.test_y", "Figures: attacks: 3 tried"),
        ("INFO", "odoo.addons.x.models.y", "Figures: of nobody"),
        ("INFO", "odoo.addons.x.tests.test_y", "Starting TestY.test_z ..."),
    )
    assert odoo_log.figures(text) == ["attacks: 3 tried"]


def test_what_fails_of_the_stock_is_known_by_its_name():
    """A test that fails by two subtests is one; a setup that fails is of its class."""
    where = "odoo.addons.crm.tests.test_crm_lead"
    text = log(
        ("ERROR", where, "FAIL: Subtest TestLead.test_a (user='x')\nAssertionError: 1"),
        ("ERROR", where, "FAIL: TestLead.test_a\nTraceback\nAssertionError: 2"),
        ("ERROR", where, "ERROR: setUpClass (odoo.addons.crm.tests.x.TestB)\nKeyError"),
        ("ERROR", "odoo.sql_db", "bad query"),
        ("ERROR", "odoo.tests.result", "1 failed, 1 error(s) of 7 tests when loading"),
    )
    found = stock_suites.outcome(text)
    assert found.run == 7
    assert found.failed == {
        "crm.tests.test_crm_lead: TestLead.test_a": "AssertionError: 2",
        "crm.tests.test_crm_lead: setUpClass (odoo.addons.crm.tests.x.TestB)": "KeyError",
    }


def test_only_what_ours_breaks_counts():
    results, before = Results(), stock_suites.Outcome(9, {"a": "x"})
    stock_suites.compare(results, before, stock_suites.Outcome(9, {"a": "x", "b": "y"}))
    assert results.failed == 1
    assert results.notes == ["FAILED b with our addons: y"]


def test_a_twentieth_of_queries_more_is_told_and_allowed():
    told = "AssertionError: Query count more than expected for user x: {} > 962 in y"
    results, before = Results(), stock_suites.Outcome(9, {})
    found = {"a": told.format(1010), "b": told.format(1011)}
    stock_suites.compare(results, before, stock_suites.Outcome(9, found))
    assert results.notes == [f"FAILED b with our addons: {found['b']}"]
