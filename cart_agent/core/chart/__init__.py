"""What the hospital told the cart, as frozen data: patient, orders, doses, history, formulary, stock."""

from cart_agent.core.chart.code import (
    ATC,
    DRUG,
    GTIN,
    INGREDIENT,
    LOINC,
    VN_DRUG,
    Code,
    Identifier,
    Moment,
    values,
)
from cart_agent.core.chart.order import Dosage, Dose, Hold, Order, RateRange, Timing, Window
from cart_agent.core.chart.patient import (
    Administration,
    Allergy,
    Chart,
    Flag,
    Measurement,
    Patient,
    Report,
    StockItem,
)
from cart_agent.core.chart.product import Formulary, Ingredient, Product

__all__ = [
    "ATC",
    "DRUG",
    "GTIN",
    "INGREDIENT",
    "LOINC",
    "VN_DRUG",
    "Administration",
    "Allergy",
    "Chart",
    "Code",
    "Dosage",
    "Dose",
    "Flag",
    "Formulary",
    "Hold",
    "Identifier",
    "Ingredient",
    "Measurement",
    "Moment",
    "Order",
    "Patient",
    "Product",
    "RateRange",
    "Report",
    "StockItem",
    "Timing",
    "Window",
    "values",
]
