"""Taking files in: everything of one import in one transaction."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from cart_agent.his.topics import Kind
from cart_agent.hospital.config import HospitalConfig
from cart_agent.hospital.desk import Desk
from cart_agent.hospital.documents import TooLong, content
from cart_agent.hospital.intake import papers
from cart_agent.hospital.intake.advice import advise, formulary_of
from cart_agent.hospital.intake.charts import Draft, check, drafts
from cart_agent.hospital.intake.files import CLINICAL, Resource, read_file
from cart_agent.hospital.intake.lists import Lists
from cart_agent.hospital.intake.pages import missing_pages
from cart_agent.hospital.intake.pool import Pool, contained
from cart_agent.hospital.intake.report import ANYBODY, Problem, Report, Taken
from cart_agent.hospital.intake.shelve import Shelf
from cart_agent.hospital.library import Library

_USED = {"Patient", "Encounter", "Location", *CLINICAL}


class Intake:
    """The importer of one hospital."""

    def __init__(self, library: Library, desk: Desk, config: HospitalConfig) -> None:
        self._library = library
        self._wards = {ward.id for ward in config.wards}
        self._shelf = Shelf(library, desk, config.site)

    def orders(self, path: Path, now: datetime, *, dry_run: bool = False) -> Report:
        """Pharmacy's order list (CSV): orders into charts that are there."""
        with self._library.transaction() as transaction:
            report = Lists(self._library, self._shelf).take(path, now)
            if dry_run:
                transaction.rollback()
        return msgspec.structs.replace(report, dry_run=dry_run)

    def bundles(
        self,
        paths: Sequence[Path],
        now: datetime,
        *,
        ward: str = "",
        part: str = "",
        cart: str = "",
        dry_run: bool = False,
    ) -> Report:
        """FHIR bundles, all together. `ward` is for patients whose Encounter names none.

        With `part`, their Medication become this part of the formulary; with `cart`, their MedicationDispense
        become this cart's stock. Without these, they are passed over.
        """
        read = [read_file(path) for path in paths]
        problems = [problem for file in read for problem in file.problems]
        problems += missing_pages(file.page for file in read if file.page is not None)
        pool = Pool(item for file in read for item in file.items)
        with self._library.transaction() as transaction:
            found, misfits = drafts(pool)
            report = self._charts(found, [*problems, *pool.problems, *misfits], ward, now)
            for name, kind in ((part, Kind.FORMULARY), (cart, Kind.STOCK)):
                report = self._paper(report, pool, kind, name) if name else report
            report = self._advised(report, found)
            if dry_run:
                transaction.rollback()
        used = _USED | ({"Medication"} if part else set()) | ({"MedicationDispense"} if cart else set())
        kinds = Counter(item.resource["resourceType"] for item in pool.items.values())
        passed_over = {kind: count for kind, count in sorted(kinds.items()) if kind not in used}
        return msgspec.structs.replace(report, passed_over=passed_over, dry_run=dry_run)

    def _charts(self, found: list[Draft], refused: list[Problem], ward: str, now: datetime) -> Report:
        warnings: list[Problem] = []
        for draft in found:
            unreadable, blocked = check(draft)
            refused += [*unreadable, *self._misplaced(draft, ward)]
            warnings += [*blocked, *self._fewer(draft)]
        spoiled = {problem.owner for problem in refused}
        why = "anybodys" if ANYBODY in spoiled else "same-patient"
        good = [draft for draft in found if not spoiled & {draft.owner, ANYBODY}]
        told = {(problem.file, problem.place) for problem in refused}
        held = [draft.stay.problem(why, owner=draft.owner) for draft in found if draft not in good]
        refused += [problem for problem in held if (problem.file, problem.place) not in told]
        taken: list[Taken] = []
        for draft in good:
            try:
                with self._library.transaction():
                    taken.append(self._shelf.chart(draft, self._ward_of(draft, ward), now))
            except TooLong as error:
                refused.append(draft.stay.problem("too-long", error.length, draft.owner))
        warned = [one for one in warnings if not spoiled & {one.owner, ANYBODY}]
        return Report(taken=tuple(taken), refused=tuple(refused), warnings=tuple(warned))

    def _advised(self, report: Report, found: list[Draft]) -> Report:
        """After formulary: the import may have brought the drugs that its orders name."""
        taken = {one.name for one in report.taken if one.kind == "chart"}
        formulary = formulary_of(self._library)
        advice = [one for draft in found if draft.encounter_id in taken for one in advise(draft, formulary)]
        return msgspec.structs.replace(report, warnings=(*report.warnings, *advice))

    def _ward_of(self, draft: Draft, ward: str) -> str:
        """As the Encounter says, else as the person said, else where the patient was."""
        known = self._library.chart(draft.encounter_id)
        return draft.ward or ward or (known.ward if known else "")

    def _misplaced(self, draft: Draft, ward: str) -> Iterable[Problem]:
        where = self._ward_of(draft, ward)
        if where not in self._wards:
            yield draft.stay.problem("no-ward", where, draft.owner)
        elif not self._shelf.fits(where, draft.encounter_id):
            yield draft.stay.problem("bad-name", draft.encounter_id, draft.owner)
        before = [str(one.get("id")) for one in self._before(draft) if one.get("resourceType") == "Patient"]
        if before and f"Patient/{before[0]}" != draft.owner:
            yield draft.stay.problem("other-patient", before[0], draft.owner)

    def _before(self, draft: Draft) -> list[Resource]:
        """The resources of the chart that the draft is to replace."""
        known = self._library.chart(draft.encounter_id)
        return contained(content(known)) if known else []

    def _fewer(self, draft: Draft) -> Iterable[Problem]:
        """An export that forgot the allergies reads like a patient without any."""
        before = _allergies(self._before(draft))
        after = _allergies([item.resource for item in draft.items])
        if after < before:
            yield draft.stay.problem("fewer-allergies", f"{before} -> {after}", draft.owner)

    def _paper(self, report: Report, pool: Pool, kind: Kind, name: str) -> Report:
        items, problems = papers.products(pool) if kind is Kind.FORMULARY else papers.packs(pool)
        if any(problem.owner == ANYBODY for problem in report.refused):
            items = []
        try:
            taken = (self._shelf.paper(kind, name, items),) if items else ()
        except TooLong as error:
            taken, problems = (), [*problems, items[0].problem("too-long", error.length)]
        refused = (*report.refused, *problems)
        return msgspec.structs.replace(report, refused=refused, taken=(*report.taken, *taken))


def _allergies(resources: list[Resource]) -> int:
    return sum(one.get("resourceType") == "AllergyIntolerance" for one in resources)
