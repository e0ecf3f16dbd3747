"""Who sends, as far as a network tells: what a bound may count on.

An address typed in a form proves nothing, and would let anybody use up another's share.
One subscriber of IPv6 holds a whole ``/64``; a lodger of a data centre, a ``/24`` or more.
"""

from ipaddress import ip_address, ip_network

OWN = {4: 32, 6: 64}
"""Bits of an address that one sender does not choose, by version of IP."""
NEIGHBOURS = {4: 24, 6: 48}
"""Bits that the neighbours of one sender share with it."""


def own_network(address):
    """Return the network that one sender holds, as text."""
    return _network(address, OWN)


def neighbourhood(address):
    """Return the network around one sender, as text."""
    return _network(address, NEIGHBOURS)


def _network(address, bits):
    """Return the network of an address; what is no address is one sender, unknown."""
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network((found, bits[found.version]), strict=False))
