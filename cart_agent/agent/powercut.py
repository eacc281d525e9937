"""Whether the cart was without power: then nobody is taken for the one who stood before it before."""

from cart_agent.core.override import Moment
from cart_agent.his.messages import Envelope, decode
from cart_agent.store import Store


def last_before(boot_id: str, store: Store) -> Moment | None:
    """When the cart recorded something for the last time, if that was before this boot; None: it was not.

    Raises StoreError.
    """
    newest = store.events(store.head().seq - 1, 1)
    if not newest:
        return None
    event = decode(newest[0].message, Envelope)
    if event.boot_id == boot_id:
        return None
    return Moment(now=event.occurred_at, monotonic=event.monotonic, boot_id=event.boot_id)
