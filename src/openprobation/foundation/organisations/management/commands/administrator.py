"""How does a real service get its first account? `openprobation administrator create`."""

from __future__ import annotations

import getpass
import os
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import OperationalError, ProgrammingError
from django.utils import timezone

from openprobation.foundation import clock
from openprobation.foundation.identity import queries as identity
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import keeping
from openprobation.foundation.organisations.actions import create_administrator
from openprobation.foundation.refusals import Refused
from openprobation.vocabulary.access import Role


class Command(BaseCommand):
    help = "Make an account that can keep organisations, posts and accounts: administrator create."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="create")
        create = acts.add_parser("create", help="make the account and post it as administrator")
        create.add_argument("--email", help="asked for when not given")
        create.add_argument("--name", help="asked for when not given")
        create.add_argument(
            "--password-from-environment",
            metavar="VARIABLE",
            help="the environment variable that holds the password; asked for when not given",
        )
        create.add_argument(
            "--organisation",
            default="National Probation Service",
            help="its name, when the service has no organisation yet (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        email = (options["email"] or self.ask("E-mail address: ")).strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(
                f"{email!r} is not an e-mail address. Give one like name@example.org."
            ) from None
        try:
            there = identity.by_email(email)
        except (OperationalError, ProgrammingError):
            raise CommandError(
                "The database has no tables yet. Run this first: openprobation migrate"
            ) from None
        if there is not None:
            self.tell_of_account(there)
            return
        name = (options["name"] or self.ask("Name: ")).strip()
        if not name:
            raise CommandError("Give the name of the administrator.")
        password = self.password(options["password_from_environment"])
        try:
            posting = create_administrator(
                name=name,
                email=email,
                password=password,
                organisation=options["organisation"],
                at=clock.now(),
            )
        except Refused as refusal:
            raise CommandError(f"{refusal.message} Nothing was changed.") from None
        made = keeping.post(posting.pk)
        where = f" in {made.team}, {made.organisation}" if made else ""
        self.stdout.write(f"{name} can sign in with {email}, as administrator{where}.")

    def tell_of_account(self, user: User) -> None:
        """The same command given twice changes nothing, and says so."""
        on = timezone.localdate(clock.now())
        held = keeping.posts(user_ids=[user.pk], held_on=on)
        if any(post.role is Role.ADMINISTRATOR for post in held):
            self.stdout.write(f"{user.email} is an administrator already. Nothing was changed.")
            return
        raise CommandError(
            f"There is already an account for {user.email}, and it is not an administrator's."
            " Use another address, or ask an administrator to post it. Nothing was changed."
        )

    def password(self, variable: str | None) -> str:
        if variable:
            if not os.environ.get(variable):
                raise CommandError(f"The environment variable {variable} is not set, or is empty.")
            return os.environ[variable]
        try:
            typed, again = getpass.getpass("Password: "), getpass.getpass("Password again: ")
        except (EOFError, OSError):
            raise CommandError(
                "No password was typed. Use --password-from-environment VARIABLE instead."
            ) from None
        if typed != again:
            raise CommandError("The two passwords are not the same. Nothing was changed.")
        return typed

    def ask(self, question: str) -> str:
        try:
            return input(question)
        except EOFError:
            raise CommandError("Nothing was typed. Give --email and --name instead.") from None
