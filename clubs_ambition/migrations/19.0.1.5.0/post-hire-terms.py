"""Drop the saved filters and exports that name columns a candidacy has no more."""

GONE = ("hire_kind", "hire_duration_months", "hire_date_start")


def migrate(cr, version):
    """Without it, a favourite or an export that somebody saved ends in an error."""
    if not version:
        return
    words = [f"%{name}%" for name in GONE]
    cr.execute(
        """
        DELETE FROM ir_filters
         WHERE model_id = 'club.candidacy'
           AND CONCAT(domain, context, sort) LIKE ANY(%s::text[])
        """,
        [words],
    )
    cr.execute(
        """
        DELETE FROM ir_exports_line l USING ir_exports e
         WHERE e.id = l.export_id AND e.resource = 'club.candidacy'
           AND l.name = ANY(%s::text[])
        """,
        [list(GONE)],
    )
