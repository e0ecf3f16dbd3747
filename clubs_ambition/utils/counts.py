"""How many records belong to others: one query, whatever their number."""


def count_by(records, model, name, domain=()):
    """Return ``{id: number of records of model}`` of those that have some.

    :param str name: the field of ``model`` that names one of ``records``
    """
    groups = records.env[model]._read_group(
        [(name, "in", records.ids), *domain], [name], ["__count"]
    )
    return {record.id: count for record, count in groups}
