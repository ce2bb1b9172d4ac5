"""An internet address in; why no request may go there out, or None where it may."""

from __future__ import annotations

import ipaddress

# Where providers of machines tell these who they are and what they may do; 169.254.169.254 is link-local anyway.
_METADATA = tuple(map(ipaddress.ip_network, ("168.63.129.16/32", "192.0.0.0/24", "100.100.100.200/32", "fd00:ec2::254/128")))
_SHARED = ipaddress.ip_network("100.64.0.0/10")
_OWN = frozenset({"loopback", "private", "shared"})
# Ranges whose addresses carry an IPv4 address, and how far it stands from the right, in bits.
_CARRIERS = (
    (ipaddress.ip_network("::ffff:0:0/96"), 0),  # IPv4-mapped
    (ipaddress.ip_network("::ffff:0:0:0/96"), 0),  # IPv4-translated
    (ipaddress.ip_network("::/96"), 0),  # IPv4-compatible
    (ipaddress.ip_network("64:ff9b::/96"), 0),  # NAT64
    (ipaddress.ip_network("2002::/16"), 80),  # 6to4
)
# Translators and tunnels of which it does not show where they lead.
_OPAQUE = (ipaddress.ip_network("64:ff9b:1::/48"), ipaddress.ip_network("2001::/32"))


def forbidden(address: str) -> str | None:
    """What kind of address it is, if not one of the public internet: `loopback`, `private`, `link-local` and the like.

    `address` is one that a resolver gave, also with a zone (`fe80::1%eth0`); ValueError where it is none.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        for network, shift in _CARRIERS:
            if ip in network and ip not in (ipaddress.IPv6Address("::"), ipaddress.IPv6Address("::1")):
                return _kind(ipaddress.IPv4Address(int(ip) >> shift & 0xFFFFFFFF))
        if any(ip in network for network in _OPAQUE):
            return "tunnelled"
    return _kind(ip)


def forbidden_even_here(address: str) -> str | None:
    """What kind of address it is, if not one of the public internet or of networks of one's own: metadata, link-local and the like."""
    kind = forbidden(address)
    return None if kind in _OWN else kind


def _kind(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str | None:
    if any(ip in network for network in _METADATA):
        return "metadata"
    if ip in _SHARED:
        return "shared"
    for name in ("unspecified", "loopback", "link_local", "multicast"):
        if getattr(ip, f"is_{name}"):
            return name.replace("_", "-")
    if ip.is_private or (isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local):
        return "private"
    return None if ip.is_global and not ip.is_reserved else "reserved"
