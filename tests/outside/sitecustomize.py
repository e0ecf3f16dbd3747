"""Let a process reach its own machine alone, and write down whom else it asked for.

Python imports a module of this name as it starts, whatever the program: the server of
the tests has this folder in ``PYTHONPATH`` (``sink.py``).
"""

import os
import socket

LOG = os.environ.get("OUTSIDE_LOG")
HERE = ("localhost", "127.", "::1", "0.0.0.0", "::")

resolve = socket.getaddrinfo


def note(where):
    with open(LOG, "a", encoding="utf-8") as log:
        log.write(f"{where}\n")


def is_here(host):
    if isinstance(host, bytes):
        host = host.decode()
    return not host or host == socket.gethostname() or host.startswith(HERE)


def getaddrinfo(host, port, *args, **kwargs):
    if not is_here(host):
        note(f"{host}:{port}")
        raise socket.gaierror(socket.EAI_NONAME, "nothing is asked outside")
    return resolve(host, port, *args, **kwargs)


class Socket(socket.socket):
    """A socket that goes to this machine alone."""

    def _check(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host, port = address[:2]
            if not is_here(host):
                note(f"{host}:{port}")
                raise OSError("nothing is asked outside")

    def connect(self, address):
        self._check(address)
        return super().connect(address)

    def connect_ex(self, address):
        self._check(address)
        return super().connect_ex(address)

    def sendto(self, data, *args):
        self._check(args[-1])
        return super().sendto(data, *args)


if LOG:
    socket.getaddrinfo = getaddrinfo
    socket.socket = Socket
