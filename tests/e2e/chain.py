"""The contract's hash chain, computed with nothing but a hash function."""

from hashlib import sha256


def chain_of(messages: list[bytes]) -> list[str]:
    """The `prevHash` that each message must carry."""
    hashes = ["0" * 64, *(sha256(message).hexdigest() for message in messages)]
    return hashes[: len(messages)]
