"""Labels of prepared syringes and infusions, and the open items that they are."""

from collections.abc import Iterable

from cart_agent.agent.pharmacy import lines
from cart_agent.agent.words import line
from cart_agent.api.views import OpenItemView, PreparedView
from cart_agent.core.label import Preparation
from cart_agent.core.rules.facts import LANGUAGES, local_time


def prepared_view(made: Preparation, zone: str, cart: str, printing: str = "") -> PreparedView:
    """Everything that stands on the label."""
    told = {lang: lines(made, lang) for lang in LANGUAGES}
    return PreparedView(
        number=made.number,
        encounter_id=made.encounter_id,
        order_id=made.order_id,
        patient=made.patient,
        birth_date=made.birth_date,
        bed=made.bed,
        lines={name: {lang: told[lang][name] for lang in LANGUAGES} for name in told["vi"]},
        made=made.made,
        made_label=local_time(made.made, zone),
        expires=made.expires,
        expires_label=local_time(made.expires, zone),
        preparer=made.preparer,
        witness=made.witness,
        cart=cart,
        printing=printing,
    )


def prepared_items(labels: Iterable[Preparation], zone: str) -> tuple[OpenItemView, ...]:
    """What is prepared and not given is somebody's business until it is given or discarded."""
    return tuple(
        OpenItemView(
            id=one.number,
            text=line(
                "item-prepared",
                bed=one.bed,
                drug=one.drug_name,
                at=local_time(one.made, zone),
                expires=local_time(one.expires, zone),
            ),
            since=one.made,
        )
        for one in labels
    )
