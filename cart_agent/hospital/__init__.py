"""The reference hospital: the other end of docs/his-contract.md.

It publishes a directory of FHIR documents to its wards, commits every event of its carts before it
acknowledges it, and puts given doses back into the charts.
"""
