"""Allergies: by substance, by class (ATC ancestors), by listed cross-reaction."""

from collections.abc import Iterable

from cart_agent.core import orders
from cart_agent.core.chart import ATC, Allergy, Formulary, Ingredient, values
from cart_agent.core.policy import CROSS_REACTIONS, CrossReaction
from cart_agent.core.rules.facts import finding
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding, Severity


def allergy(s: Situation) -> Finding | None:
    """ALLERGY of the ordered drug."""
    return allergy_to(
        orders.ingredients(s.order, s.formulary), orders.atc(s.order, s.formulary), s, s.order.text
    )


def allergy_to(
    ingredients: Iterable[Ingredient], product_atc: tuple[str, ...], s: Situation, drug: str
) -> Finding | None:
    """ALLERGY to these ingredients of `drug`: STOP; WITNESS where the order carries the prescriber's reason.

    An active allergy that may be to a drug, but is coded in no system that decides anything, is shown on
    its own (CONFIRM): only a person can compare it.
    """
    listed = tuple(ingredients)
    active = [one for one in s.chart.allergies if one.active]
    hit = next((one for one in active if _speaks_against(one, listed, product_atc, s)), None)
    if hit is not None:
        severity = Severity.WITNESS if s.order.allergy_override else Severity.STOP
        case = "override" if s.order.allergy_override else ""
        return finding(
            "ALLERGY",
            severity,
            case=case,
            order=drug,
            allergy=hit.text,
            reason=s.order.allergy_override,
        )
    uncoded = next((one for one in active if one.drug and not _coded(one, s.formulary)), None)
    if uncoded is None:
        return None
    return finding("ALLERGY", Severity.CONFIRM, case="uncoded", order=drug, allergy=uncoded.text)


def _coded(one: Allergy, formulary: Formulary) -> bool:
    return bool(_keys(one, formulary) or values(one.codes, ATC))


def _speaks_against(
    one: Allergy, ingredients: tuple[Ingredient, ...], product_atc: tuple[str, ...], s: Situation
) -> bool:
    keys = _keys(one, s.formulary)
    if any(ingredient.keys & keys for ingredient in ingredients):
        return True
    drug_atc = [*product_atc, *(code for ingredient in ingredients for code in ingredient.atc)]
    if any(code.startswith(values(one.codes, ATC)) for code in drug_atc):
        return True
    own = [*values(one.codes, ATC), *_of_product(one, s.formulary), *_atc_of(keys, s.formulary)]
    return any(
        _crosses(group, own, drug_atc) for group in (*CROSS_REACTIONS, *s.policy.extra_cross_reactions)
    )


def _keys(one: Allergy, formulary: Formulary) -> frozenset[str]:
    """The substances of the allergy, also of a product that it names."""
    product = formulary.named(one.codes)
    parts = [ingredient.keys for ingredient in product.ingredients] if product else []
    return orders.substance_keys(one.codes).union(*parts)


def _of_product(one: Allergy, formulary: Formulary) -> tuple[str, ...]:
    product = formulary.named(one.codes)
    return values(product.codes, ATC) if product else ()


def _atc_of(keys: frozenset[str], formulary: Formulary) -> list[str]:
    return [
        code
        for key in sorted(keys)
        for product in formulary.with_substance(key)
        for ingredient in product.ingredients
        if key in ingredient.keys
        for code in ingredient.atc
    ]


def _crosses(reaction: CrossReaction, allergic: list[str], drug: list[str]) -> bool:
    """A class above a member of the group (J01) includes it; a code below one (J01CA04) is in it."""
    concerned = any(
        code.startswith(part) or part.startswith(code) for code in allergic for part in reaction.group
    )
    return concerned and any(code.startswith(reaction.group) for code in drug)
