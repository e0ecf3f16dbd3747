"""What a JSON value says, to somebody who reads it: without keys, codes and braces."""


def in_words(value):
    """Return the words and numbers of a JSON value, those of each item on their own."""
    if isinstance(value, dict):
        return ", ".join(filter(None, map(in_words, value.values())))
    if isinstance(value, list):
        return " ; ".join(filter(None, map(in_words, value)))
    return "" if value is None or isinstance(value, bool) else str(value)
