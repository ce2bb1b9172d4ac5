"""Addresses that a request names to go on to: what was given in, a path of this application out."""

from __future__ import annotations


def ours(address: str | None, otherwise: str = "/") -> str:
    """The address if it is a path of ours, which a browser cannot take for that of another host."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")) or any(ord(sign) < 33 for sign in address):
        return otherwise
    return address
