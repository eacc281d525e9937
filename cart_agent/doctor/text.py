"""One thing that the doctor can say."""

from msgspec import Struct

from cart_agent.doctor.case import State


class Text(Struct, frozen=True):
    """`{name}` stands for what the answer gives. `vi_next` and `en_next`: what to do; empty: nothing."""

    state: State
    vi: str
    en: str
    vi_next: str = ""
    en_next: str = ""


INSPECT = ("Chạy lại với --inspector CERT KEY.", "Run again with --inspector CERT KEY.")
