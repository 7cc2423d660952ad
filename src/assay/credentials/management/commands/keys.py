"""`assay keys`: the signing keys of issuers."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assay.credentials import actions
from assay.credentials.issuers import sealed_keys
from assay.credentials.models import IssuerKey, PersonKey
from assay.people.models import Organization
from assay.record.models import MACHINE


class Command(BaseCommand):
    help = (
        "List the keys that sign badges, see whether the vault key opens them, or let an issuer sign with a new"
        " one from now on. Old badges stay valid."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="every key, the signing one of each issuer first")
        acts.add_parser(
            "check",
            help="open every sealed key with the vault key; exit code 1 where one was sealed under another",
        )
        rotate = acts.add_parser(
            "rotate", help="make a new key for an issuer; the old one stays published"
        )
        rotate.add_argument("issuer", metavar="ISSUER", help="its ident, as in /issuers/IDENT/")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] == "list":
            self._list()
        elif options["act"] == "check":
            self._check()
        else:
            self._rotate(options["issuer"])

    def _list(self) -> None:
        rows = IssuerKey.objects.select_related("issuer").order_by(
            "issuer__ident", "kind", "-made_at"
        )
        for key in rows:
            state = f"signed until {key.retired_at:%Y-%m-%d}" if key.retired_at else "signs now"
            self.stdout.write(
                f"{key.issuer.ident}  {key.kind}  {key.multikey}  {key.did}  from {key.made_at:%Y-%m-%d}, {state}"
            )
        if not rows:
            self.stdout.write("No key yet. The first is made with the first badge.")

    def _check(self) -> None:
        shut = sealed_keys.shut(IssuerKey.objects.select_related("issuer"))
        persons = sealed_keys.shut(PersonKey.objects.all())
        for key in shut:
            state = (
                "signs now" if key.retired_at is None else f"signed until {key.retired_at:%Y-%m-%d}"
            )
            self.stdout.write(
                f"{key.issuer.ident}  {key.kind}  {key.multikey}  {state}: sealed under another key"
            )
        if persons:
            self.stdout.write(
                f"{len(persons)} keys of people who endorse: sealed under another key"
            )
        if shut or persons:
            raise CommandError(sealed_keys.REMEDY)
        count = IssuerKey.objects.count() + PersonKey.objects.count()
        self.stdout.write(f"Sealed keys: {count}. The vault key opens all of them.")

    def _rotate(self, ident: str) -> None:
        organization = Organization.objects.filter(ident=ident).first()
        if organization is None:
            raise CommandError(f"No organization has the ident {ident}.", returncode=2)
        key = actions.rotate_key(organization, by=MACHINE)
        self.stdout.write(
            f"{organization.name} signs with {key.multikey} from now on, as {key.did}."
        )
