"""Whether the cart's certificate runs out soon: then the screen says so, while there is time to renew it.

It is read by a process of its own: the library for certificates weighs a fifth of the agent's memory.
"""

import logging
import subprocess
import sys
import threading
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from cart_agent.agent.agent import Agent
from cart_agent.agent.views.status import Outside
from cart_agent.agent.words import Texts, line

log = logging.getLogger(__name__)
FIRST = 60.0
EVERY = 6 * 3600.0
"""Seconds from the start to the first look, and between two."""
WARN = timedelta(days=14)
"""By itself it is renewed 30 days before its end: who reads this has to do with something that went wrong."""


class Validity(Struct, frozen=True, kw_only=True):
    """As `python -m cart_agent.pki.expiry FILE` says it."""

    until: datetime


class CertificateWatch:
    """For the store's thread only; the reading is done beside it."""

    def __init__(self, file: str, agent: Agent, outside: Outside) -> None:
        self._file = file
        self._agent = agent
        self._outside = outside
        self._look_at = agent.clock.monotonic() + FIRST
        self._until: datetime | None = None

    def look(self) -> None:
        """Once in a while."""
        now = self._agent.clock.monotonic()
        if now >= self._look_at:
            self._look_at = now + EVERY
            threading.Thread(target=self._read, name="certificate", daemon=True).start()
        self._outside.certificate = self._words()

    def _read(self) -> None:
        command = (sys.executable, "-m", "cart_agent.pki.expiry", self._file)
        try:
            done = subprocess.run(command, capture_output=True, check=True, timeout=60)  # noqa: S603  (our own)
            self._until = msgspec.json.decode(done.stdout, type=Validity).until
        except (OSError, subprocess.SubprocessError, msgspec.MsgspecError) as error:
            log.warning("the certificate's end cannot be read: %s", type(error).__name__)

    def _words(self) -> Texts | None:
        at = self._agent.present()
        if self._until is None or not at.clock.synced or self._until - at.now >= WARN:
            return None
        if self._until <= at.now:
            return line("certificate-over")
        return line("certificate-ends", days=str((self._until - at.now).days))
