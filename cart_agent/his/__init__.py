"""The hospital's side of the cart: the contract's messages, FHIR R4, and the MQTT link."""
