"""The schema and its history. A step is a list of statements; `PRAGMA user_version` counts the steps done.

A step, once released, never changes: a new need is a new step, and a database of every version stays in the
tests' data.
"""

import peewee

from cart_agent.store.errors import SchemaTooNew
from cart_agent.store.queries import statement

_FIRST = (
    # The journal. `message` holds the exact bytes that go to the hospital; `hash` is their SHA-256.
    """CREATE TABLE event (
        seq INTEGER PRIMARY KEY,
        event_id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        encounter_id TEXT,
        occurred_at TEXT NOT NULL,
        hash TEXT NOT NULL,
        message BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX event_encounter ON event (encounter_id, seq)",
    """CREATE TRIGGER event_gapless BEFORE INSERT ON event
        WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)
        BEGIN SELECT RAISE(ABORT, 'the journal has no gaps'); END""",
    """CREATE TRIGGER event_no_update BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END""",
    """CREATE TRIGGER event_no_delete BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'the journal is never cut'); END""",
    # Where each event is on its way to the hospital.
    """CREATE TABLE outbox (
        seq INTEGER PRIMARY KEY REFERENCES event (seq),
        state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'settled', 'rejected')),
        unsettled INTEGER NOT NULL GENERATED ALWAYS AS (state IN ('pending', 'sent')) VIRTUAL,
        changed_at TEXT NOT NULL,
        code TEXT NOT NULL DEFAULT '',
        text TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    "CREATE INDEX outbox_unsettled ON outbox (unsettled, seq)",
    "CREATE INDEX outbox_state ON outbox (state, seq)",
    # Counts kept by triggers: with days of unsettled events nothing may count rows.
    "CREATE TABLE tally (state TEXT PRIMARY KEY, events INTEGER NOT NULL) STRICT",
    "INSERT INTO tally VALUES ('pending', 0), ('sent', 0), ('settled', 0), ('rejected', 0)",
    """CREATE TRIGGER outbox_entered AFTER INSERT ON outbox
        BEGIN UPDATE tally SET events = events + 1 WHERE state = NEW.state; END""",
    """CREATE TRIGGER outbox_moved AFTER UPDATE OF state ON outbox WHEN NEW.state <> OLD.state BEGIN
        UPDATE tally SET events = events - 1 WHERE state = OLD.state;
        UPDATE tally SET events = events + 1 WHERE state = NEW.state; END""",
    """CREATE TRIGGER outbox_no_delete BEFORE DELETE ON outbox
        BEGIN SELECT RAISE(ABORT, 'the outbox is never cut'); END""",
    # What the hospital sent, in its exact bytes; the row in force is `current`, the others are its history.
    """CREATE TABLE document (
        id INTEGER PRIMARY KEY,
        topic TEXT NOT NULL,
        current INTEGER NOT NULL,
        version INTEGER,
        sha256 TEXT NOT NULL,
        message BLOB NOT NULL,
        understood BLOB NOT NULL,
        received_at TEXT NOT NULL,
        reason TEXT NOT NULL
    ) STRICT""",
    "CREATE UNIQUE INDEX document_current ON document (topic) WHERE current = 1",
    "CREATE INDEX document_version ON document (topic, version)",
    "CREATE INDEX document_in_force ON document (current, topic)",
    "CREATE TABLE state (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT",
    "CREATE TABLE pin_failure (id INTEGER PRIMARY KEY, staff_id TEXT NOT NULL, at TEXT NOT NULL) STRICT",
)

_RECONCILED = (
    # A rejected event that a person settled stays rejected; `resolution` is the event that says how.
    "ALTER TABLE outbox ADD COLUMN resolution TEXT NOT NULL DEFAULT ''",
    """ALTER TABLE outbox ADD COLUMN to_work_off INTEGER NOT NULL
        GENERATED ALWAYS AS (state = 'rejected' AND resolution = '') VIRTUAL""",
    "CREATE INDEX outbox_to_work_off ON outbox (to_work_off, seq)",
    "INSERT INTO tally VALUES ('resolved', 0)",
    """CREATE TRIGGER outbox_resolved AFTER UPDATE OF state, resolution ON outbox
        WHEN (OLD.state = 'rejected' AND OLD.resolution <> '')
            <> (NEW.state = 'rejected' AND NEW.resolution <> '') BEGIN
        UPDATE tally SET events = events
            + CASE WHEN NEW.state = 'rejected' AND NEW.resolution <> '' THEN 1 ELSE -1 END
            WHERE state = 'resolved'; END""",
)

_ERASABLE = (
    # The one change that an event may see: the message of a settled one goes, its place and hash stay.
    "DROP TRIGGER event_no_update",
    """CREATE TRIGGER event_no_update BEFORE UPDATE ON event
        WHEN NEW.message <> x'' OR NEW.encounter_id IS NOT NULL
            OR (NEW.seq, NEW.event_id, NEW.kind, NEW.occurred_at, NEW.hash)
                IS NOT (OLD.seq, OLD.event_id, OLD.kind, OLD.occurred_at, OLD.hash)
            OR (SELECT state FROM outbox WHERE seq = OLD.seq) IS NOT 'settled'
        BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END""",
    "CREATE INDEX event_kept ON event (seq) WHERE message <> x''",
)

_FEWER_INDEXES = (
    # `document_current` finds what is in force too; each chart that came was sorted into this one twice.
    "DROP INDEX document_in_force",
)

STEPS: tuple[tuple[str, ...], ...] = (_FIRST, _RECONCILED, _ERASABLE, _FEWER_INDEXES)


def migrate(database: peewee.SqliteDatabase, steps: tuple[tuple[str, ...], ...] = STEPS) -> None:
    """Bring the file to the newest schema: all missing steps succeed, or none. Raises SchemaTooNew."""
    found = int(database.pragma("user_version"))
    if found > len(steps):
        raise SchemaTooNew(found, len(steps))
    if found == len(steps):
        return
    with database.atomic("IMMEDIATE"):
        for step in steps[found:]:
            for sql in step:
                statement(sql, database)
        statement(f"PRAGMA user_version = {len(steps)}", database)
