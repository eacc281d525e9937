"""What lists have in common: how much fits depends on the room the layout leaves them."""

from textual.containers import Vertical
from textual.message import Message


class Paged(Vertical, can_focus=False):
    """A list that shows one page of what it is given."""

    room = 0
    """Rows that the page on the glass was cut for."""

    class Resized(Message):
        """There is more or less room now: show the list again."""

    def on_resize(self) -> None:
        """Pages depend on the room."""
        self.post_message(self.Resized())

    @property
    def outgrown(self) -> bool:
        """Whether the page on the glass was cut for another room than there is."""
        return self.display and self.room != self.size.height

    def measure(self) -> int:
        """Rows there are now; remembered for `outgrown`."""
        self.room = self.size.height
        return self.room
