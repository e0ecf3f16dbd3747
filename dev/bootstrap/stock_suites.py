"""``make stock-suites``: the stock's own tests, with and without our addons.

What fails with ours and not without is a breakage of ours, or has its reason in
``KNOWN`` and in ``docs/trials.rst``.
"""

import os
import re
from dataclasses import dataclass

from . import browser, check, databases, environment, odoo_log, paths, process, shell
from .errors import Stop
from .results import Results, odoo_counts

#: Whose tests are run; those of ``base_import`` are in ``test_import_export``.
SUITES = ("contacts", "calendar", "crm", "mail", "test_import_export")
#: Seconds that all the suites take at most, once with and once without.
LIMIT = 3600
RUNNER = paths.CHECKOUT / "dev" / "bootstrap" / "stock_tests.py"
#: Our rules and groups are read once by each process: some queries more than without.
TWENTIETH = 1.05
COUNTED = re.compile(r"Query count more than expected .*: (\d+) > (\d+)\b")
RESULT = re.compile(r"^(?:FAIL|ERROR): (?:Subtest )?(\w+(?:\.\w+| \(\S+\)))")
#: The stock's tests read its English; the stock database is made in French.
ENGLISH = (
    "UPDATE res_lang SET active = TRUE WHERE code = 'en_US'",
    "UPDATE res_partner SET lang = 'en_US'",
)
IMPORTED = "test_import_export.tests.test_load"
PLAIN = "what the database refuses is said in plain words (models/tools/plain_words.py)"
WRITER = "texts are written by a writer of ours (controllers/export.py), unseen there"
EXPORTED = "test_import_export.tests.test_export"
GROUPED = """
archived_grouped archived_grouped_by_ids archived_grouped_by_ids_one2many bool_and bool_or
date_max decimal_separator float_avg float_avg_nested float_avg_nested_no_value
float_min float_representation groupby_properties_type_field int_sum_max many2one
nested_records one2many order order_many2many performance_export_data
unarchived_grouped unset_date_values
"""
#: What fails with our addons alone, and why it does: {test: reason}.
KNOWN = {
    f"{EXPORTED}: TestExport.test_int_monetary_float": WRITER,
    **{f"{EXPORTED}: TestGroupedExport.test_{one}": WRITER for one in GROUPED.split()},
    "mail.tests.discuss.test_ui: TestUi.test_01_mail_tour": "an administrator opens the "
    "clubs first, where this tour looks for Discuss",
    "mail.tests.test_link_preview: "
    "TestLinkPreview.test_link_preview_ignore_internal_link": "no link is looked up "
    "outside (club_outside.py)",
    "mail.tests.test_mail_render: TestMailRender."
    "test_render_template_inline_template_w_post_process_custom_local_links": "which "
    "tables every employee reads is asked once a process (club_hanging.py)",
    "mail.tests.test_res_partner: TestPartner.test_partner_merge_wizards": "a merge "
    "writes in the thread what of the contacts differed (base_partner_merge.py)",
    f"{IMPORTED}: test_integer_field.test_out_of_range": PLAIN,
    f"{IMPORTED}: test_required_string_field.test_empty": PLAIN,
    f"{IMPORTED}: test_required_string_field.test_ignore_excess_messages": PLAIN,
    f"{IMPORTED}: test_required_string_field.test_not_provided": PLAIN,
    f"{IMPORTED}: test_unique.test_unique": PLAIN,
    f"{IMPORTED}: test_unique.test_unique_pair": PLAIN,
    f"{IMPORTED}: test_unique.test_unique_update_record": PLAIN,
}


@dataclass
class Outcome:
    """How the suites went in one database."""

    run: int
    failed: dict
    """{test: what it says}"""


def chosen():
    """Return the modules whose tests are run: ``SUITES="calendar crm"``."""
    asked = os.environ.get("SUITES", "").replace(",", " ").split()
    if strange := set(asked) - set(SUITES):
        raise Stop(f"SUITES: {', '.join(strange)}: choose among {' '.join(SUITES)}")
    return asked or list(SUITES)


def outcome(text):
    """Read the log of a run."""
    run, _failed, _modules = odoo_counts(text)
    failed = {}
    for record in odoo_log.records(text):
        if record.level in odoo_log.GRAVE and record.test_result():
            lines = record.text.strip().splitlines()
            if match := RESULT.match(lines[0]):
                where = record.logger.removeprefix("odoo.addons.")
                failed[f"{where}: {match[1]}"] = lines[-1]
    return Outcome(run, failed)


def run(place, kind, modules, suites):
    """Run the suites in a fresh database with these modules too."""
    server = place.server
    name = server.database(f"suites_{kind}")
    databases.fresh(server, name, databases.stock(place))
    log = paths.state("logs", f"stock-suites-{kind}.log")
    more = [*modules, *(one for one in suites if one.startswith("test_"))]
    if more:
        words = ["-m", "odoo", "-d", name, "-i", ",".join(more), "--stop-after-init"]
        label = f"installing what is tested {kind} our addons"
        databases.logged(place, label, [*words, "--no-http"], "stock-suites.log")
    for statement in ENGLISH:
        server.sql(statement, name)
    tags = ",".join(f"/{one}" for one in suites)
    words = [RUNNER, "-d", name, "--test-tags", tags, "--stop-after-init"]
    words += ["--http-port", check.free_port(), "--log-level", "info"]
    command = [str(place.python), *(str(word) for word in words)]
    label = f"tests of {', '.join(suites)}, {kind} our addons"
    with shell.step(label), open(log, "w", encoding="utf-8") as out:
        streams = {"stdout": out, "stderr": out}
        process.foreground(command, LIMIT, env=place.env(), **streams)
    server.drop(name)
    shell.remove(databases.filestore(name))
    return outcome(log.read_text(errors="replace"))


def compare(results, without, with_ours):
    """Count what our addons break; say what is known, or known no more."""
    ours = with_ours.failed.keys() - without.failed.keys()
    shell.say(f"  {without.run} tests without our addons, {len(without.failed)} failed")
    shell.say(f"  {with_ours.run} tests with them, {len(with_ours.failed)} failed")
    for kind, one in (("without", without), ("with", with_ours)):
        results.one(f"tests were run {kind} our addons", one.run, "see the log")
    for test in sorted(ours):
        told = with_ours.failed[test]
        reason = KNOWN.get(test) or a_few_more(told)
        results.one(f"{test} with our addons", reason, told)
        if reason:
            shell.say(f"  known: {test}: {reason}")
    results.passed += max(with_ours.run - len(with_ours.failed), 0)
    for test in sorted(without.failed):
        shell.say(f"  fails without our addons, too: {test}")


def a_few_more(told):
    """Return the reason of a test that counts a twentieth of queries more, at most."""
    found = COUNTED.search(told)
    if found and int(found[1]) <= TWENTIETH * int(found[2]):
        return f"{found[1]} queries, of {found[2]}: within a twentieth"
    return None


def main():
    """Run the suites twice, compare, close on one line."""
    results = Results()
    try:
        suites = chosen()
        browser.needed()
        with environment.ready(tests=True) as place:
            without = run(place, "without", [], suites)
            with_ours = run(place, "with", databases.ours(), suites)
        compare(results, without, with_ours)
    except (Stop, OSError) as error:
        results.one("the run was cut short", False, str(error))
    return results.close()
