"""The rules, one file for each right, one small pure function for each finding.

A release rule is `(Situation) -> Finding | None`; a verify rule is `(Case) -> Finding | None`. Their
tables are in `core.release` and `core.verify`; the codes, in both languages, in `core.texts`.
"""
