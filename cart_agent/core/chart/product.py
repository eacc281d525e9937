"""Drugs as pharmacy describes them: the hospital's formulary."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct

from cart_agent.core.chart.code import ATC, DRUG, GTIN, INGREDIENT, VN_DRUG, Code, values
from cart_agent.core.quantity import Ratio


class Ingredient(Struct, frozen=True, kw_only=True, dict=True):
    """One active substance. `strength` is per one unit of the product (500 mg per 1 {tbl}); None: not
    stated."""

    codes: tuple[Code, ...]
    strength: Ratio | None = None
    name: str = ""
    product_atc: tuple[str, ...] = ()
    """ATC codes that stand at the product whose one ingredient it is. They warn and count. They make no two
    products the same drug: Ringer's lactate and acetate share one."""

    @cached_property
    def keys(self) -> frozenset[str]:
        """What makes it the same substance as another: the hospital's ingredient code, or a full ATC code."""
        substances = {f"{INGREDIENT}|{code}" for code in values(self.codes, INGREDIENT)}
        return frozenset(substances | _full(values(self.codes, ATC)))

    @cached_property
    def kin(self) -> frozenset[str]:
        """By what its doses are counted together: `keys`, and the product's full ATC code."""
        return self.keys | _full(self.product_atc)

    @cached_property
    def atc(self) -> tuple[str, ...]:
        """ATC codes of any level, its own and the product's."""
        return (*values(self.codes, ATC), *self.product_atc)


def _full(atc: tuple[str, ...]) -> frozenset[str]:
    return frozenset(f"{ATC}|{code}" for code in atc if len(code) == 7)


class Product(Struct, frozen=True, kw_only=True):
    """One product of the formulary: a drug of one strength and form."""

    id: str
    codes: tuple[Code, ...]
    name: str
    brand: str = ""
    ingredients: tuple[Ingredient, ...] = ()
    form: str = ""
    """A code of `urn:mc:form`; empty: not stated."""
    routes: tuple[str, ...] = ()
    """Codes of `urn:mc:route` this product may go; empty: those its form allows."""
    classes: tuple[str, ...] = ()
    """high-alert, narcotic, psychotropic, precursor, time-critical."""
    look_alike: str = ""
    """Name of its look-alike group, or empty."""
    divisible: int = 1
    """1, 2 or 4: into how many parts one unit may be broken."""
    do_not_crush: bool = False
    recalled_lots: tuple[str, ...] = ()
    problem: str = ""
    """Why it could not be read; a pack of such a product is never accepted."""


class Formulary:
    """The hospital's products, found by code. Built once from all parts; never changed. One that stands there
    twice, alike in everything, is one.
    """

    def __init__(self, products: Iterable[Product] = ()) -> None:
        self.products = tuple(dict.fromkeys(products))
        self._by_code: dict[tuple[str, str], list[Product]] = defaultdict(list)
        self._by_substance: dict[str, list[Product]] = defaultdict(list)
        for product in self.products:
            for code in product.codes:
                self._by_code[(code.system, code.code)].append(product)
            for key in {key for ingredient in product.ingredients for key in ingredient.keys}:
                self._by_substance[key].append(product)

    def by_drug(self, code: str) -> Product | None:
        """The product with this hospital code; None when there is none, or more than one."""
        return self._single(DRUG, code)

    def by_gtin(self, gtin: str) -> Product | None:
        """The product with this GTIN (14 digits); None when there is none, or more than one."""
        return self._single(GTIN, gtin)

    def named(self, codes: tuple[Code, ...]) -> Product | None:
        """The one product that these codes name: by hospital code, else GTIN, else national drug code."""
        for system in (DRUG, GTIN, VN_DRUG):
            for code in values(codes, system):
                return self._single(system, code)
        return None

    def with_substance(self, key: str) -> tuple[Product, ...]:
        """All products that contain a substance (a key of `Ingredient.keys`)."""
        return tuple(self._by_substance.get(key, ()))

    def with_atc(self, atc: str) -> tuple[Product, ...]:
        """All products that carry this ATC code as a whole (a combination's code)."""
        return tuple(self._by_code.get((ATC, atc), ()))

    def _single(self, system: str, code: str) -> Product | None:
        found = self._by_code.get((system, code), [])
        return found[0] if len(found) == 1 else None
