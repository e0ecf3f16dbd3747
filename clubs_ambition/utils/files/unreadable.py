"""Why a file cannot be read: a word for the screen that says it in a sentence."""


class Unreadable(ValueError):
    """A file of which nothing is taken.

    :param str reason: key of the sentence (``models/tools/base_import_import.py``)
    :param line: of the file, where the reason is on one
    """

    def __init__(self, reason, line=None):
        super().__init__(reason)
        self.reason = reason
        self.line = line
