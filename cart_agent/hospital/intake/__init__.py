"""The importer: FHIR bundles and pharmacy's order lists into charts, formulary and stock.

A patient is taken whole or not at all, and what was refused is reported one by one.
What does not say whose it is may be any patient's allergy: while such a thing is refused, no chart is taken.
"""

from cart_agent.hospital.intake.intake import Intake
from cart_agent.hospital.intake.report import Problem, Report, Taken

__all__ = ["Intake", "Problem", "Report", "Taken"]
