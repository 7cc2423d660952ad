"""`assay people …`: letting people in from the command line, by the same verbs as in the browser."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from assay.lib.errors import Refusal
from assay.people import actions
from assay.people.models import Organization, OrganizationKind, Person, Role
from assay.record.models import MACHINE


class Command(BaseCommand):
    help = (
        "Invite people, make the first program administrator, and help who lost their second step."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, parser_class=ArgumentParser)
        invite = acts.add_parser("invite", help="write an invitation, to be sent by e-mail")
        invite.add_argument("email")
        invite.add_argument("--role", default=Role.LEARNER.value, choices=Role.values)
        invite.add_argument(
            "--organization", default="", help="its short name; the program's district by default"
        )
        invite.add_argument(
            "--by", default="", help="e-mail of the administrator who invites; the first by default"
        )
        admin = acts.add_parser(
            "create-admin", help="make a program administrator, and the district if there is none"
        )
        admin.add_argument("email")
        admin.add_argument("--name", required=True, help="the name to be shown with")
        admin.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )
        lost = acts.add_parser(
            "take-second-step-away", help="for someone who lost phone and recovery codes"
        )
        lost.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            acts = {
                "invite": self.invite,
                "create-admin": self.create_admin,
                "take-second-step-away": self.take_away,
            }
            acts[options["act"]](options)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal

    def invite(self, options: dict[str, Any]) -> None:
        organization = _organization(options["organization"])
        by = _administrator(options["by"], organization)
        actions.invite(options["email"], organization, options["role"], by=by)
        self.stdout.write(
            f"An invitation to {organization} as {options['role']} is written for {options['email']}."
        )
        self.stdout.write(
            "It leaves while `assay serve` runs; what does not leave: assay letters list"
        )

    def create_admin(self, options: dict[str, Any]) -> None:
        password = (
            sys.stdin.readline().rstrip("\n")
            if options["password_stdin"]
            else getpass.getpass("Password: ")
        )
        try:
            validate_password(
                password, Person(email=options["email"], display_name=options["name"])
            )
        except ValidationError as e:
            raise CommandError(" ".join(e.messages)) from e
        with transaction.atomic():
            district = Organization.objects.program_district() or actions.create_organization(
                name=settings.PROGRAM_NAME, kind=OrganizationKind.DISTRICT, parent=None, by=MACHINE
            )
            person = actions.add_person(
                options["email"], options["name"], by=MACHINE, password=password
            )
            actions.grant(person, district, Role.PROGRAM_ADMIN, by=MACHINE)
        self.stdout.write(
            f"{person} may now sign in with {person.email} and administer {district}."
        )
        self.stdout.write(f"Set it up at {settings.BASE_URL}/program/set-up/")

    def take_away(self, options: dict[str, Any]) -> None:
        person = Person.objects.filter(email=options["email"].strip().lower()).first()
        if person is None:
            raise CommandError(f"There is no account with the address {options['email']}.")
        actions.take_factors_away(person, by=MACHINE)
        self.stdout.write(f"{person} signs in without a second step, and can set up a new one.")


def _organization(ident: str) -> Organization:
    found = (
        Organization.objects.filter(ident=ident).first()
        if ident
        else Organization.objects.program_district()
    )
    if found is None:
        raise CommandError(
            f"There is no organization {ident}."
            if ident
            else "There is no district yet: create-admin."
        )
    return found


def _administrator(email: str, organization: Organization) -> Person:
    holders = (
        Person.objects.get_queryset()
        .holding(Role.PROGRAM_ADMIN)
        .filter(is_active=True)
        .order_by("pk")
    )
    if email:
        holders = holders.filter(email=email.lower())
    for person in holders:
        if person.has_role(Role.PROGRAM_ADMIN, within=organization):
            return person
    raise CommandError(
        "There is no program administrator for this organization. Make one: assay people create-admin"
    )
