"""What the doctor says, in Vietnamese and English: what was found, and what to change where it is bad."""

from cart_agent.doctor import texts_access, texts_client, texts_entry, texts_store, texts_tls
from cart_agent.doctor.text import Text

TEXTS: dict[str, Text] = (
    texts_entry.TEXTS | texts_tls.TEXTS | texts_client.TEXTS | texts_access.TEXTS | texts_store.TEXTS
)
