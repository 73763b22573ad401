"""A server of a test's own on this machine."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Quiet(http.server.BaseHTTPRequestHandler):
    """Answers without a word on standard error."""

    def log_message(self, *_words: object) -> None:
        """Stay quiet."""


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_connection: object) -> None:
        """Stay quiet: programs that are ended hang up."""


@contextmanager
def serving(handler: type[Quiet]) -> Iterator[str]:
    """Its address as that of a vendor."""
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v2.0"
        finally:
            server.shutdown()
            thread.join()
