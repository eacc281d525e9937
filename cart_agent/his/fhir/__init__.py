"""FHIR R4 to what the core knows. What is not understood is refused with the reason, never half-understood."""
