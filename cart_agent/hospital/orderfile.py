"""A ward's newest documents as one signed file for carts without a network."""

from datetime import datetime, timedelta
from hashlib import sha256

from cart_agent.his.messages import Manifest, decode
from cart_agent.his.orderfile import Entry, OrderIndex, pack
from cart_agent.his.topics import Topics
from cart_agent.hospital.books import Books
from cart_agent.hospital.publisher import Publisher


def order_file(books: Books, ward: str, valid: timedelta, now: datetime) -> tuple[OrderIndex, bytes]:
    """The index, and the file's bytes. Its manifest is the ward's next one.

    Raises ValueError for a ward without documents or a file too large for a cart, KeyUnusable without a
    lasting key.
    """
    publications = Publisher(books.config.site, books.library).everything(ward, now)
    *documents, manifest = publications
    if not documents:
        raise ValueError(f"there are no documents of ward {ward!r}")
    topics = Topics(site=books.config.site, cart="-")
    named = {f"documents/{number:04}": one for number, one in enumerate(publications, 1)}
    index = OrderIndex(
        site=topics.site,
        ward=ward,
        as_of=decode(manifest.payload, Manifest).as_of,
        not_after=now + valid,
        documents=tuple(
            Entry(topic=one.topic, name=name, sha256=sha256(one.payload).hexdigest())
            for name, one in named.items()
        ),
    )
    return index, pack(index, {name: one.payload for name, one in named.items()}, books.sign)
