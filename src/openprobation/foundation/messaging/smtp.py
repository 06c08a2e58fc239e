"""How does an e-mail leave by a mail server? Texts and letters stay in the outbox, as with `Kept`."""

from __future__ import annotations

import contextlib
import hashlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from openprobation.vocabulary.messaging import Channel

from .carriers import CarrierAway, NoSuchAddress, NotCarried, Unanswered
from .models import Message

# Links stay whole: folded at 78 letters a program could not read them.
RULES = SMTP.clone(max_line_length=998, cte_type="7bit")
NO_SUCH_ADDRESS = frozenset({550, 551, 553, 556})
AWAY = (OSError, smtplib.SMTPException)


def message_id(key: str) -> str:
    """The same for the same message, however often it is sent: a mail reader shows it once."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{settings.MAIL_DOMAIN}>"


def letter(message: Message) -> EmailMessage:
    """The e-mail as it goes out, the same each time."""
    mail = EmailMessage(policy=RULES)
    mail["From"] = settings.MAIL_FROM
    mail["To"] = message.to
    mail["Subject"] = " ".join(message.subject.split())
    mail["Date"] = format_datetime(message.written_at)
    mail["Message-ID"] = message_id(message.key)
    mail["Auto-Submitted"] = "auto-generated"
    for name, value in headers(message.key).items():
        mail[name] = value
    mail.set_content(message.body)
    html = from_its_writer(settings.MESSAGE_HTML, message.key)
    if html:
        mail.add_alternative(html, subtype="html")
        mail.set_boundary(hashlib.sha256(f"part of {message.key}".encode()).hexdigest()[:32])
    return mail


def headers(key: str) -> Mapping[str, str]:
    """What the context that wrote the message puts above it."""
    found: Mapping[str, str] | None = from_its_writer(settings.MESSAGE_HEADERS, key)
    return found or {}


def from_its_writer(asked: Mapping[str, str], key: str) -> Any:
    """What the context that wrote a message says of it, by how its key begins."""
    for begins, name in asked.items():
        if key.startswith(begins):
            return import_string(name)(key)
    return None


class Smtp:
    """One connection for as many messages as a run sends, never longer on one than is allowed."""

    def __init__(self) -> None:
        self.server: smtplib.SMTP | None = None

    def open(self) -> None:
        kind = smtplib.SMTP_SSL if settings.SMTP_TLS == "implicit" else smtplib.SMTP
        try:
            self.server = kind(
                settings.SMTP_HOST,
                settings.SMTP_PORT,
                local_hostname=settings.MAIL_DOMAIN,
                timeout=settings.SMTP_TIMEOUT,
            )
            with self.not_for_ever():
                self.server.ehlo_or_helo_if_needed()
                if settings.SMTP_TLS == "starttls":
                    self.server.starttls(context=ssl.create_default_context())
                if settings.SMTP_USER:
                    self.server.login(settings.SMTP_USER, settings.SMTP_PASSWORD)
        except AWAY:
            self.close()
            raise CarrierAway from None  # a fault of the server's may quote an address

    def carry(self, message: Message) -> None:
        if message.channel != Channel.EMAIL:
            return
        if self.server is None:
            self.open()
        assert self.server is not None
        with self.not_for_ever():
            self.name_address(self.server, message)
            if not Message.objects.held(message).exists():  # ended while the server took its time
                self.begin_anew()
                return
            try:
                code, _said = self.server.data(letter(message).as_bytes())
            except smtplib.SMTPDataError as fault:
                code = int(fault.smtp_code)
            except AWAY:
                self.close()
                raise Unanswered from None
        if code != 250:
            self.begin_anew()
            raise NotCarried

    def name_address(self, server: smtplib.SMTP, message: Message) -> None:
        try:
            ours, _said = server.mail(settings.MAIL_SENDER)
            theirs, said = server.rcpt(message.to) if ours == 250 else (ours, b"")
            if theirs not in (250, 251):
                self.begin_anew()
                # A refusal by policy (5.7) is about us, not about the address.
                unknown = ours == 250 and theirs in NO_SUCH_ADDRESS and not said.startswith(b"5.7")
                raise NoSuchAddress if unknown else NotCarried
        except AWAY:
            self.close()
            raise CarrierAway from None

    def begin_anew(self) -> None:
        try:
            assert self.server is not None
            self.server.rset()
        except AWAY:
            self.close()

    def close(self) -> None:
        if self.server is not None:
            with contextlib.suppress(*AWAY):
                self.server.close()
            self.server = None

    @contextmanager
    def not_for_ever(self) -> Iterator[None]:
        """A server may answer a byte at a time, each in good time: it is cut off all the same."""
        connected = self.server.sock if self.server else None

        def cut() -> None:
            if connected is not None:
                with contextlib.suppress(OSError):
                    connected.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(settings.SMTP_TIMEOUT * 3, cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
