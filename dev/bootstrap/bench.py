"""``make bench``: a national network beside raw SQL and stock Odoo, as ratios."""

import contextlib
import json
import os
import platform
import subprocess
from datetime import UTC, datetime

from . import check, databases, environment, live_server, paths, process, serve, shell
from .errors import Stop

FOLDER = paths.CHECKOUT / "benchmarks"
ALONE = ("--max-cron-threads", "0")
LIMIT = 3600


def scale():
    """Return how big a network is built: 1 is national."""
    text = os.environ.get("BENCH_SCALE") or "1"
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number <= 1:
        raise Stop(f"BENCH_SCALE={text}: give a number over 0, up to 1")
    return number


def script(place, label, name, *words):
    """Run one of ``benchmarks/`` in Odoo's environment; return the lines it tells."""
    command = [str(place.python), str(FOLDER / f"{name}.py"), *map(str, words)]
    log = paths.state("logs", f"bench-{name}.log")
    with shell.step(label):
        done = subprocess.run(
            command, env=place.env(), capture_output=True, text=True, timeout=LIMIT
        )
    log.write_text(done.stdout + done.stderr, encoding="utf-8")
    told = [line for line in done.stdout.splitlines() if line.startswith("ROWS ")]
    if done.returncode or not told:
        raise Stop(f"{label}: failed, {databases.reason(log)} (whole log: {log})")
    return json.loads(told[-1].removeprefix("ROWS "))


def built(place, kind, make, template=None):
    """Return a database made once for this code, by ``make(draft)``.

    :param str template: the database it is a copy of at first, Odoo's stock one else
    """
    server = place.server
    name = server.database(kind)
    if server.exists(name) and databases.marked(server, name) == databases.code_hash():
        return name
    draft = databases.fresh(server, f"{name}_part", template or databases.stock(place))
    make(draft)
    databases.mark(server, draft)
    databases.settle(server, draft, name)
    return name


def network(place, size):
    """Return the database of the generated network."""

    def make(draft):
        words = ["-m", "odoo", "-d", draft, "-i", ",".join(databases.ours())]
        words += ["--stop-after-init", "--no-http"]
        databases.logged(place, "installing our addon", words, "bench-install.log")
        script(place, f"building the network, scale {size}", "generate", draft, size)

    return built(place, f"bench_{size:g}".replace(".", "_"), make)


def wide(place, name, size):
    """Return the same network with a million rows of whatever a kanban shows."""

    def make(draft):
        script(place, f"widening the network, scale {size}", "widen", draft)

    return built(place, f"bench_wide_{size:g}".replace(".", "_"), make, name)


def leads(place, name, size):
    """Return the stock database: as many leads as ours has candidacies."""
    mine = "(SELECT id FROM club_club ORDER BY id LIMIT 1)"
    tables = ("club_placement", "club_candidacy", "crm_lead")
    owned = [
        place.server.sql(f"SELECT count(*) FROM {table} WHERE club_id = {mine}", name)[
            0
        ]
        for table in tables
    ]
    (rows,) = place.server.sql("SELECT count(*) FROM club_candidacy", name)

    def make(draft):
        words = (rows, int(50_000 * size) or 1, *owned)
        script(place, f"building {rows} stock leads", "stock", draft, *words)

    return built(place, f"bench_stock_{size:g}".replace(".", "_"), make)


@contextlib.contextmanager
def served(place, name, *words):
    """Give a server process on a database of the bench, and its log."""
    url = f"http://127.0.0.1:{(port := check.free_port())}"
    log = paths.state("logs", f"{name}.log")
    with open(log, "w", encoding="utf-8") as out:
        child = subprocess.Popen(
            # No scheduled action runs beside what is measured.
            [*serve.command(place, name, port), *ALONE, *map(str, words)],
            env=place.env(),
            stdout=out,
            stderr=out,
            preexec_fn=process.die_with_parent,
        )
        try:
            if not serve.answers(url, 180, lambda: child.poll() is None):
                raise Stop(f"the server did not start: {databases.reason(log)}")
            yield live_server.Running(place, name, url), log
        finally:
            child.terminate()
            child.wait(60)


def same_queries(lines, few):
    """Compare how many queries each screen makes on a small and on a big network."""
    small = {line["key"]: line["queries"] for line in few if "queries" in line}
    return [
        {
            "key": f"queries_{line['key']}",
            "ours": line["queries"],
            "reference": small[line["key"]],
            "ratio": round(line["queries"] / small[line["key"]], 3),
            "target": 1,
            "met": line["queries"] <= small[line["key"]],
        }
        for line in lines
        if small.get(line.get("key"))
    ]


def table(lines):
    """Print the lines as people read them."""
    for line in lines:
        ratio = "" if line["ratio"] is None else f"{line['ratio']:.3f}"
        word = "met" if line["met"] else "MISSED"
        ours, target = f"{line['ours']:g}", f"{line['target']:g}"
        shell.say(f"{line['key']:40} {ours:>10} {ratio:>8}  ≤ {target:6} {word}")


def write(lines, size):
    """Keep the lines; a run that is not national says so and is kept apart."""
    name = "results.json" if size == 1 else "results-small.json"
    target = FOLDER / name if size == 1 else paths.state(name)
    about = {
        "scale": size,
        "date": datetime.now(tz=UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }
    text = json.dumps({**about, "rows": lines}, indent=1, ensure_ascii=False)
    target.write_text(text + "\n", encoding="utf-8")
    shell.say(f"written: {target}")


def main():
    """Build what is missing, measure, print, keep."""
    size = scale()
    with environment.ready(tests=True) as place:
        name, tiny = network(place, size), min(size, 0.01)
        shown = wide(place, name, size)
        small = wide(place, network(place, tiny), tiny)
        stock, few = leads(place, shown, size), leads(place, small, tiny)
        lines = []
        for label, measure in (
            ("Bilan, beside one SQL statement", "bilan"),
            ("workbook, beside a cursor and xlsxwriter", "workbook"),
            ("week board, beside SQL", "board"),
            ("imports, beside stock contacts", "imports"),
            ("last seats, eight at once", "seats"),
        ):
            if (FOLDER / f"{measure}.py").exists():
                lines += script(place, label, measure, name)
        label = "screens, in turn with the stock kanban"
        lines += (found := script(place, label, "screens", shown, stock))
        seen = script(place, f"{label}, small", "screens", small, few)
        lines += same_queries(found, seen)
        lines += script(place, "bars, whatever is planned", "planned", shown, stock)
        lines += script(place, "lists, beside those without a rule", "erased", shown)
        lines += script(place, "users at once", "load", name, stock)
        table(lines)
        write(lines, size)
