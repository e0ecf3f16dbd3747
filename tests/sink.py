"""Who is asked outside by a server and its screens: nobody, or a test fails.

``Sink`` listens as the proxy of whatever the server starts or asks (``requests``,
``wkhtmltopdf``); the server itself refuses to go further than its machine and writes
down whom it wanted to reach (``outside/sitecustomize.py``); pages tell what they ask.

``sink.asked()`` → the addresses, as text.
"""

import os
import socketserver
import threading
from pathlib import Path

GUARD = Path(__file__).with_name("outside")


class Asked(socketserver.StreamRequestHandler):
    """Somebody outside is asked for: its address is noted, nothing is answered."""

    timeout = 10

    def handle(self):
        line = self.rfile.readline().decode("utf-8", "replace").strip()
        self.server.found.append(line)
        self.wfile.write(b"HTTP/1.1 502 Nothing leaves\r\nContent-Length: 0\r\n\r\n")


class Sink:
    def __init__(self, log):
        self.log = Path(log)
        self.log.write_text("")

    def __enter__(self):
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Asked)
        self.server.daemon_threads = True
        self.server.found = []
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.server.server_close()

    def env(self, env):
        """Return the environment of a process that is watched."""
        proxy = f"http://127.0.0.1:{self.server.server_address[1]}"
        proxies = {f"{kind}_proxy": proxy for kind in ("http", "https", "all")}
        paths = [str(GUARD), *filter(None, [env.get("PYTHONPATH")])]
        return {
            **env,
            **proxies,
            **{name.upper(): value for name, value in proxies.items()},
            "no_proxy": "localhost,127.0.0.1,::1",
            "NO_PROXY": "localhost,127.0.0.1,::1",
            "OUTSIDE_LOG": str(self.log),
            "PYTHONPATH": os.pathsep.join(paths),
        }

    def see(self, url, own):
        """Note what a page asks of another server than its own."""
        if url.startswith("http") and not url.startswith(own):
            self.server.found.append(url)

    def asked(self):
        return [*self.server.found, *self.log.read_text().splitlines()]

    def forget(self):
        """Forget what a test asked on purpose."""
        self.server.found.clear()
        self.log.write_text("")
