"""A mail server for tests: it speaks enough SMTP, keeps what it took, and misbehaves when told to."""

from __future__ import annotations

import contextlib
import email
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from typing import Any


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.taken: list[tuple[str, Message]] = []
        self.refuses: dict[str, str] = {}
        """What is said of an address."""
        self.silent_at = ""
        """The verb after which nothing is said any more; "data" is after the whole message was taken."""
        self.dribbles = False
        """It answers for an address a letter at a time, and never comes to an end."""
        self.on_taken: Any = None

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # we were cut off
            self.talk()

    def talk(self) -> None:
        to = ""
        if self.server.silent_at == "hello":
            self.rfile.readline()
            threading.Event().wait(5)
            return
        self.say("220 here")
        for line in self.rfile:
            words = line.decode().strip()
            verb = words.split(" ")[0].upper()
            if verb == "RCPT":
                to = words.partition("<")[2].partition(">")[0]
                while self.server.dribbles:
                    self.wfile.write(b"2")
                    threading.Event().wait(0.03)
                self.say(self.server.refuses.get(to, "250 fine"))
            elif verb == "DATA":
                self.say("354 go on")
                body = b""
                for part in self.rfile:
                    if part == b".\r\n":
                        break
                    body += part[1:] if part.startswith(b".") else part
                self.server.taken.append((to, email.message_from_bytes(body)))
                if self.server.on_taken:
                    self.server.on_taken(to)
                if self.server.silent_at == "data":
                    threading.Event().wait(5)
                    return
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
