"""Who may use the carts: the staff lists in the wards' directories. A change goes to the carts at once.

cart hospital staff list --config hospital.toml
cart hospital staff set NV014 --name "..." --role nurse --badge NV-014 --config hospital.toml
cart hospital staff set NV014 --role nurse --role witness --keep-pin --config hospital.toml
cart hospital staff remove NV014 --config hospital.toml
cart hospital staff renew --days 90 --config hospital.toml

`set` asks for the PIN twice, or reads one line where it is not asked at a terminal; it is kept as an argon2id
hash alone. What is not said of somebody known stays as it is. Every change, and `renew`, makes the list good
for --days more: after them nobody logs in. `remove` takes a person off every list with that id.
Roles: nurse, charge-nurse, witness, pharmacist, biomedical. Exit status: 0 done; 1 refused; 2 used wrongly.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from getpass import getpass
from typing import TYPE_CHECKING

from cart_agent.commands.hospital_books import add_config, with_books
from cart_agent.his.topics import Kind, Topics

if TYPE_CHECKING:
    from cart_agent.his.messages import StaffList
    from cart_agent.hospital.books import Books
    from cart_agent.hospital.config import WardSource

DAYS = 90
_ROLES = ("nurse", "charge-nurse", "witness", "pharmacist", "biomedical")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("list", "set", "remove", "renew"))
    parser.add_argument("person", nargs="?", help="staff id")
    add_config(parser)
    parser.add_argument("--ward", action="append", help="of these wards only (default: all)")
    parser.add_argument("--name", help="as the nurse's screen shows it")
    parser.add_argument("--role", action="append", choices=_ROLES, help="repeated for several")
    parser.add_argument("--badge", metavar="TEXT", help="the badge's text, as a scanner reads it")
    parser.add_argument("--keep-pin", action="store_true", help="do not ask for a PIN")
    parser.add_argument("--until", type=datetime.fromisoformat, metavar="TIME", help="this person's end")
    parser.add_argument("--days", type=int, default=DAYS, help="how long the list is good (default: 90)")


def run(options: argparse.Namespace) -> int:
    if (options.what in ("set", "remove")) != (options.person is not None):
        print(f"cart hospital staff {options.what}: a staff id goes with set and remove", file=sys.stderr)
        return 2
    if options.until is not None and options.until.tzinfo is None:
        print("cart hospital staff: --until needs an offset, such as +07:00", file=sys.stderr)
        return 2
    return with_books(options, lambda books: _run(books, options))


def _run(books: "Books", options: argparse.Namespace) -> int:
    from cart_agent.hospital.staff import StaffRefused, read, renewed, write  # noqa: PLC0415

    wards = [ward for ward in books.config.wards if options.ward is None or ward.id in options.ward]
    if options.ward is not None and len(wards) < len(set(options.ward)):
        print("cart hospital staff: there is no such ward", file=sys.stderr)
        return 1
    if options.what == "list":
        for ward in wards:
            _tell(ward, read(ward))
        return 0
    until = books.now + timedelta(days=options.days)
    try:
        change = _change(options)
        lists = [(ward, read(ward)) for ward in wards]
        if options.what == "remove":  # who leaves is on some wards' lists only
            named = [
                (ward, known) for ward, known in lists if any(options.person == p.id for p in known.staff)
            ]
            lists = named or lists
        made = [(ward, change(known, ward)) for ward, known in lists]
    except StaffRefused as refused:
        print(f"cart hospital staff: {refused}", file=sys.stderr)
        return 1
    versions = books.library.versions()
    for ward, staff in made:
        topic = Topics(site=books.config.site, cart="-").ward(ward.id, Kind.STAFF)
        new = renewed(staff, versions.get(topic, 0), until)
        write(ward, new)
        print(f"ward {ward.id}: version {new.version}, {len(new.staff)} people, good until {until.date()}")
    return 0


def _change(options: argparse.Namespace) -> "Callable[[StaffList, WardSource], StaffList]":
    from cart_agent.hospital import staff  # noqa: PLC0415

    if options.what == "renew":
        return lambda known, _: known
    if options.what == "remove":
        return lambda known, _: staff.without(known, options.person)
    from argon2 import PasswordHasher  # noqa: PLC0415

    person = staff.Person(
        id=options.person,
        name=options.name,
        roles=tuple(options.role) if options.role else None,
        badge=options.badge,
        pin=None if options.keep_pin else _pin(),
        until=options.until,
    )
    hasher = PasswordHasher()
    return lambda known, ward: staff.with_person(known, ward.id, person, hasher.hash)


def _pin() -> str:
    """Never an argument: those are seen by everybody on the machine."""
    from cart_agent.hospital.staff import StaffRefused  # noqa: PLC0415

    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    pin = getpass("PIN: ")
    if getpass("PIN once more: ") != pin:
        raise StaffRefused("the two are not the same")
    return pin


def _tell(ward: "WardSource", staff: "StaffList") -> None:
    good = staff.not_after.date() if staff.not_after else "never: nobody logs in"
    print(f"ward {ward.id}: version {staff.version}, good until {good}")
    for one in staff.staff:
        until = f", until {one.not_after.date()}" if one.not_after else ""
        print(f"  {one.id:12} {one.name}, {' '.join(one.roles)}{until}{'' if one.pin else ', no PIN'}")
