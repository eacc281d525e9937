"""The hospital's acknowledgements: what is settled, what a person has to work off."""

from cart_agent.his.messages import Ack, Instant, decode
from cart_agent.store import Store
from cart_agent.ward.received import Notice, NoticeCode, Received


def receive(store: Store, topic: str, payload: bytes, at: Instant) -> Received:
    """Settle and reject; doubled and late acknowledgements change nothing."""
    try:
        ack = decode(payload, Ack)
    except ValueError as error:
        unreadable = Notice(code=NoticeCode.DOCUMENT_UNREADABLE, detail=str(error), topic=topic)
        return Received(notices=(unreadable,))
    unknown = (*store.settle(ack.settled, at.now), *store.reject(ack.rejected, at.now))
    rejected = tuple(one for one in ack.rejected if one.event_id not in unknown)
    notices = [Notice(code=NoticeCode.ACK_UNKNOWN, detail=event_id, topic=topic) for event_id in unknown]
    for one in rejected:
        detail = f"{one.event_id}: {one.code} {one.text}".rstrip()
        notices.append(Notice(code=NoticeCode.EVENT_REJECTED, detail=detail, topic=topic))
    settled = tuple(event_id for event_id in ack.settled if event_id not in unknown)
    return Received(notices=tuple(notices), settled=settled, rejected=rejected)
