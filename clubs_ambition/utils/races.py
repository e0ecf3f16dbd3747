"""What a guard reads of other rows: said where it stands, and held before it looks.

Two people whose guards each read what the other writes are both told "ok", unless both
of them write one same row (``club.race``).
"""

from functools import wraps


def holding(*paths):
    """Hold, before a guard looks, the rows that it reads.

    :param paths: from the records of the guard: those it is called on; of a service,
        those it is given first
    """

    def declared(guard):
        @wraps(guard)
        def held(self, *args, **kwargs):
            # sudo: a row is held whoever reads it; nothing of it is told.
            records = (args[0] if hasattr(held, "_api_model") else self).sudo()
            records = records.with_context(active_test=False)
            rows = [records.mapped(path) if path else records for path in paths]
            self.env["club.race"]._hold(*rows)
            return guard(self, *args, **kwargs)

        held.club_holding = paths
        return held

    return declared


def alone(reason):
    """Say why nobody has to be held apart where a guard reads other rows.

    :param reason: in words; mostly that whoever writes them does not look back
    """

    def declared(guard):
        guard.club_alone = reason
        return guard

    return declared
