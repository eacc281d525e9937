"""Which drugs an order means, and which orders a drug fits (docs/his-contract.md, "an order names")."""

from cart_agent.core.chart import (
    ATC,
    DRUG,
    GTIN,
    INGREDIENT,
    VN_DRUG,
    Administration,
    Chart,
    Code,
    Formulary,
    Ingredient,
    Order,
    Product,
    values,
)
from cart_agent.core.identify import DrugPack

INTENTS = ("order", "original-order", "reflex-order", "filler-order", "instance-order")
"""FHIR intents that are a doctor's order; the others are proposals and plans."""
SUBSTANCE_ATC_LENGTH = 7
"""A full ATC code names a substance; a shorter one names a class, which cannot be ordered."""


def product_of(pack: DrugPack, formulary: Formulary) -> Product | None:
    """The product that was scanned; None when the formulary has none, or two codes of the pack disagree."""
    by_gtin = formulary.by_gtin(pack.gtin) if pack.gtin else None
    by_drug = formulary.by_drug(pack.drug) if pack.drug else None
    if pack.gtin and pack.drug and by_gtin is not by_drug:
        return None
    return by_gtin or by_drug


def named_product(order: Order, formulary: Formulary) -> Product | None:
    """The one product that the order names; None when it names a substance, a product that is not there, or
    two that are not the same drug."""
    found = formulary.named(order.names)
    if found is None or len(order.names) == 1:
        return found
    return found if _agree(found, order.names, formulary) else None


def _agree(found: Product, names: tuple[Code, ...], formulary: Formulary) -> bool:
    """A hospital may name a clinical drug, and a brand of it. Nobody can know which of two drugs is meant."""
    others = (formulary.named((code,)) for code in names)
    if any(other and other.id != found.id and not same_substances(found, other) for other in others):
        return False
    said = set(values(names, INGREDIENT))
    own = {code for one in found.ingredients for code in values(one.codes, INGREDIENT)}
    return not said or not own or bool(said & own)


def names_a_product(order: Order) -> bool:
    """Whether it names a product rather than a substance."""
    return any(values(order.names, system) for system in (DRUG, GTIN, VN_DRUG))


def candidates(order: Order, formulary: Formulary) -> tuple[Product, ...]:
    """Every product of the formulary with the ordered substances, the named one first. Form and strength
    are not asked."""
    named = named_product(order, formulary)
    if names_a_product(order):
        keys = frozenset(key for one in named.ingredients for key in one.keys) if named else frozenset()
    else:
        keys = substance_keys(order.names)
    found = {one.id: one for key in sorted(keys) for one in formulary.with_substance(key)}
    found |= {one.id: one for atc in values(order.names, ATC) for one in formulary.with_atc(atc)}
    others = tuple(
        one for _, one in sorted(found.items()) if one is not named and _is_the_drug(order, one, named)
    )
    return (named, *others) if named else others


def has_substances(order: Order, product: Product, formulary: Formulary) -> bool:
    """Whether a product is the ordered drug, whatever its form and strength."""
    return _is_the_drug(order, product, named_product(order, formulary))


def _is_the_drug(order: Order, product: Product, named: Product | None) -> bool:
    if product.problem:
        return False
    if not names_a_product(order):
        return _covers(order.names, product)
    if named is None:
        return False
    return product.id == named.id or (order.substitution and same_substances(named, product))


def same_substances(one: Product, other: Product) -> bool:
    """Whether two products have the same ingredients, pair by pair. Products without ingredients are
    never the same."""
    left = list(other.ingredients)
    for ingredient in one.ingredients:
        pair = next((candidate for candidate in left if candidate.keys & ingredient.keys), None)
        if pair is None:
            return False
        left.remove(pair)
    return bool(one.ingredients) and not left


def ingredients(order: Order, formulary: Formulary) -> tuple[Ingredient, ...]:
    """What the order puts into the patient; empty when that is not known."""
    first = next(iter(candidates(order, formulary)), None)
    return first.ingredients if first else ()


def counted_as(order: Order, formulary: Formulary) -> frozenset[str]:
    """By what doses of the ordered substances are found again under other orders and in other products."""
    return frozenset(key for one in ingredients(order, formulary) for key in one.kin)


def atc(order: Order, formulary: Formulary) -> tuple[str, ...]:
    """ATC codes of any level of what the order means: as it says, of the product and of its ingredients."""
    meant = candidates(order, formulary)[:1]
    of_product = [code for one in meant for code in values(one.codes, ATC)]
    parts = [code for one in meant for part in one.ingredients for code in part.atc]
    return (*values(order.names, ATC), *of_product, *parts)


def classes(order: Order, formulary: Formulary) -> frozenset[str]:
    """Class flags: the named product's, or those of every product that may be meant."""
    named = named_product(order, formulary)
    meant = (named,) if named else candidates(order, formulary)
    return frozenset(flag for product in meant for flag in product.classes)


def in_force(order: Order) -> bool:
    """Whether it asks for its drug to be given: active, a doctor's order, and none that forbids."""
    return order.status == "active" and order.intent in INTENTS and not order.do_not_perform


def find(chart: Chart, product: Product, formulary: Formulary) -> tuple[Order, ...]:
    """The patient's active orders that this product is the drug of."""
    return tuple(
        order
        for order in chart.orders
        if in_force(order) and not order.problem and has_substances(order, product, formulary)
    )


def given_keys(given: Administration, chart: Chart, formulary: Formulary) -> frozenset[str]:
    """The substances of an administration; empty when they are not known."""
    product = formulary.named(given.codes)
    if product is not None:
        return frozenset(key for one in product.ingredients for key in one.kin)
    order = chart.order(given.order_id)
    if order is not None and not substance_keys(given.codes):
        return counted_as(order, formulary)
    return substance_keys(given.codes)


def substance_keys(codes: tuple[Code, ...]) -> frozenset[str]:
    """Keys of `Ingredient.keys` that these codes name by themselves."""
    return Ingredient(codes=codes).keys


def _covers(names: tuple[Code, ...], product: Product) -> bool:
    """Exactly the named ingredients: a combination is not the drug of an order for one of its parts."""
    wanted = set(values(names, INGREDIENT))
    if wanted:
        parts = [wanted & set(values(one.codes, INGREDIENT)) for one in product.ingredients]
        return bool(parts) and all(parts) and set().union(*parts) == wanted
    full = {code for code in values(names, ATC) if len(code) == SUBSTANCE_ATC_LENGTH}
    own = set(values(product.codes, ATC))
    if len(product.ingredients) == 1:
        own |= set(product.ingredients[0].atc)
    return bool(full & own)
