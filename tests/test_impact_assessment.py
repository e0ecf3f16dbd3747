"""Each measure of the impact assessment names a test that is there, and that runs."""

import pytest

from bootstrap import measures

TEXT = measures.PAGE.read_text(encoding="utf-8")
LOG = (
    "2026-11-29 10:00:00,000 1 INFO unit odoo.addons.clubs_ambition.tests.privacy"
    ".test_map: Starting TestMap.test_it ... \n"
)


def test_each_measure_names_a_test():
    found = measures.measures(TEXT)
    assert len(found) > 20
    assert [item for item, tests in found.items() if not tests] == []


@pytest.mark.parametrize("test", sorted(measures.named(TEXT)))
def test_the_test_is_there(test):
    assert measures.is_there(test)


@pytest.mark.parametrize(
    "test",
    [
        "clubs_ambition/tests/privacy/test_map.py::TestMap.test_nothing_of_the_kind",
        "clubs_ambition/tests/privacy/test_map.py::TestMop.test_who_bears_nobody",
        "clubs_ambition/tests/privacy/test_mop.py::TestMap.test_who_bears_nobody",
        "tests/test_restore.py::test_nothing_of_the_kind",
        # a class that no suite runs
        "clubs_ambition/tests/privacy/map_common.py::tables",
    ],
)
def test_one_that_is_not_there_is_seen(test):
    assert not measures.is_there(test)


def test_what_ran_is_read_from_the_runners(tmp_path):
    report = tmp_path / "pytest.xml"
    report.write_text(
        '<testsuites><testsuite><testcase classname="tests.test_a" name="test_b[1]"/>'
        '<testcase classname="tests.test_a" name="test_c"><skipped/></testcase>'
        "</testsuite></testsuites>"
    )
    assert measures.ran(LOG, report) == {
        "clubs_ambition/tests/privacy/test_map.py::TestMap.test_it",
        "tests/test_a.py::test_b",
    }


def test_without_a_report_nothing_from_outside_ran(tmp_path):
    assert measures.ran("", tmp_path / "none.xml") == set()


def test_a_test_that_did_not_run_is_told(tmp_path, monkeypatch):
    page = tmp_path / "page.rst"
    page.write_text(
        "* One.\n  ``clubs_ambition/tests/privacy/test_map.py::TestMap.test_it``\n"
        "* Two.\n  ``tests/test_a.py::test_b``\n"
    )
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "addon-tests.log").write_text(LOG)
    monkeypatch.setattr(measures, "PAGE", page)
    monkeypatch.setattr(measures.paths, "state", tmp_path.joinpath)
    assert measures.unproven() == ["tests/test_a.py::test_b"]
