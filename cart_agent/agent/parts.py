"""What one agent holds: the session, the store, the devices, and a desk for each kind of record."""

from datetime import timedelta

from cart_agent.agent.alarms import Alarms
from cart_agent.agent.balances import Balances
from cart_agent.agent.cards import CardRead
from cart_agent.agent.effects import Effects
from cart_agent.agent.instant import present
from cart_agent.agent.items import OpenItems
from cart_agent.agent.knowledge import Knowledge
from cart_agent.agent.ledger import Ledger
from cart_agent.agent.memory import Memory
from cart_agent.agent.memos import Memos
from cart_agent.agent.overrides import Overrides
from cart_agent.agent.pharmacy import Pharmacy
from cart_agent.agent.prints import Prints
from cart_agent.agent.questions import Questions
from cart_agent.agent.reconciliation import Reconciliation
from cart_agent.agent.recorder import Recorder
from cart_agent.agent.records import Records
from cart_agent.agent.register import Register
from cart_agent.agent.reviews import Reviews
from cart_agent.agent.sounds import Sounds
from cart_agent.agent.wastes import Wastes
from cart_agent.agent.words import Texts, line
from cart_agent.config.sections import SoundSection
from cart_agent.core.identify import IdentifyRules
from cart_agent.core.session import Session
from cart_agent.his.messages import Instant
from cart_agent.store import Store
from drivers.interfaces import Clock, Drawers


class Parts:
    """For the store's thread only. `Agent` moves the session; `deeds` carry out what follows."""

    def __init__(
        self,
        store: Store,
        knowledge: Knowledge,
        recorder: Recorder,
        clock: Clock,
        drawers: Drawers,
        rules: IdentifyRules,
    ) -> None:
        self.store = store
        self.knowledge = knowledge
        self.recorder = recorder
        self.clock = clock
        self.drawers = drawers
        self.rules = rules
        self.session = Session()
        self.revision = 0
        """Counts what the nurse was asked; a tap on an older screen is refused."""
        self.keep_for = timedelta(minutes=10)
        """How long a dose in hand is kept after a log-out."""
        self.touched = clock.monotonic()
        """When somebody was last at the cart."""
        self.items = OpenItems(store)
        self.effects = Effects(store)
        self.alarms = Alarms(store, drawers)
        self.alarm_entry = ""
        """Place in the drawer unit's log of the alarm that is being recorded; empty: none."""
        self.pharmacy = Pharmacy(knowledge, recorder, rules)
        self.overrides = Overrides(knowledge, recorder, self.items, drawers.numbers)
        self.reconciliation = Reconciliation(store, knowledge.book, recorder)
        self.reviews = Reviews(store, knowledge.book, self.items, recorder)
        self.memos = Memos(store, knowledge, self.items, recorder)
        self.records = Records(store, knowledge, recorder, self.effects)
        balances = Balances(store, knowledge.book)
        self.register = Register(balances, knowledge, recorder)
        self.wastes = Wastes(store, knowledge, recorder, self.register)
        self.ledger = Ledger(
            knowledge, recorder, self.records, self.items, balances, self.register, self.wastes
        )
        self.prints = Prints(store, knowledge.labels)
        self.memory = Memory(store)
        self.questions = Questions(knowledge)
        self.sounds = Sounds(None, SoundSection(), clock, knowledge.zone)
        self.notice: Texts | None = None
        self.notice_good = False
        self.notice_unseen: Texts | None = None
        """In place of a notice that names a dose, while its witness must not see it."""
        self.card: CardRead | None = None
        """The citizen or insurance card scanned last, until the next scan or tap."""
        self.cards = 0
        """How many cards were scanned since the start."""

    def present(self) -> Instant:
        """The time, as sure as the cart can be of it."""
        return present(self.clock, self.knowledge.book.hospital_time)

    def say(self, text: Texts, *, good: bool = False, unseen: Texts | None = None) -> None:
        """Show one line to the nurse. `unseen`: the same while the dose is hidden from its witness."""
        self.notice, self.notice_good, self.notice_unseen = text, good, unseen

    def unsay(self, key: str, /, **facts: str) -> None:
        """This line, where it is the one shown, is no longer true."""
        if self.notice == line(key, **facts):
            self.notice = None
