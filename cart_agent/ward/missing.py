"""What the manifests name and this cart has not got: asked for again, and in the end told to people.

A document that is longer than a message may be, for one, is dropped by the broker without a word to anybody.
"""

from collections.abc import Mapping

from msgspec import Struct

from cart_agent.his.messages import Manifest
from cart_agent.his.topics import Kind, Topics
from cart_agent.ward.received import Notice, NoticeCode

PATIENCE = 120.0
"""Seconds after which asking has not helped."""
TWICE = 2
"""It is asked for when so many manifests named it: a chart and its manifest may cross on their way."""
TIMES = 3
"""And people are told when so many did."""


class _Absent(Struct, kw_only=True):
    """Of one topic. `since` in monotonic seconds."""

    since: float
    times: int = 0
    told: bool = False
    came: bool = False
    """Just what the manifest names was here and was refused: it is not missing."""


class Missing:
    """Of one ward. In memory only: after a restart it is told once more."""

    def __init__(self, topics: Topics) -> None:
        self._topics = topics
        self._absent: dict[str, _Absent] = {}
        self._turned_away: dict[str, str] = {}

    def turned_away(self, topic: str, sha256: str) -> None:
        """This message came and did not come into force; people have heard why."""
        self._turned_away[topic] = sha256

    def look(self, absent: Mapping[str, str], now: float) -> None:
        """A manifest came; these topics, each with its hash, it names and they are not here."""
        self._absent = {topic: self._absent.get(topic, _Absent(since=now)) for topic in absent}
        for topic, one in self._absent.items():
            one.times += 1
            one.came = self._turned_away.get(topic) == absent[topic]

    def due(self) -> bool:
        """Whether to ask the hospital for what two manifests in a row named.

        A chart is asked for again and again; a paper once, since one that was refused would be refused, and
        recorded, each time.
        """
        return any(
            one.times == TWICE or (one.times > TWICE and self._encounter(topic))
            for topic, one in self._absent.items()
        )

    def tell(self, now: float) -> tuple[Notice, ...]:
        """What people have to hear of now; each once, until it has come."""
        due = [topic for topic, one in self._absent.items() if _overdue(one, now)]
        for topic in due:
            self._absent[topic].told = True
        return tuple(self._notice(topic, now) for topic in due)

    def _notice(self, topic: str, now: float) -> Notice:
        encounter_id = self._encounter(topic)
        minutes = int((now - self._absent[topic].since) // 60)
        return Notice(
            code=NoticeCode.CHART_MISSING if encounter_id else NoticeCode.DOCUMENT_MISSING,
            detail=f"the manifest has named it for {minutes} min, and what it names has not come",
            topic=topic,
            encounter_id=encounter_id,
        )

    def _encounter(self, topic: str) -> str | None:
        where = self._topics.parse(topic)
        return where.name if where is not None and where.kind is Kind.CHART else None


def _overdue(one: _Absent, now: float) -> bool:
    return not one.told and not one.came and one.times >= TIMES and now - one.since >= PATIENCE


def named_papers(topics: Topics, ward: str, manifest: Manifest) -> dict[str, str]:
    """The hashes of formulary and policy, by topic: without them no chart of the ward is verified."""
    parts = manifest.formulary.parts if manifest.formulary else {}
    named = {topics.formulary(part): sha256 for part, sha256 in parts.items()}
    if manifest.policy is not None:
        named[topics.ward(ward, Kind.POLICY)] = manifest.policy.sha256
    return named
