"""What the ``search=`` of a field that is true or false answers."""


def true_where(find, operator, value):
    """Return the domain of a boolean field that is true where ``find()`` says.

    The ORM asks with ``in`` once it is told that no other operator is known.
    """
    if operator != "in":
        return NotImplemented
    domain = find()
    return domain if True in value else ~domain
