"""Where a point stands, in pure Python: outlines are read offline.

A polygon is a list of rings, the first one its outside, the others its holes; a
multipolygon is a list of polygons; a ring is a list of ``[longitude, latitude]``
in degrees (GeoJSON order). At the size of a district the earth is flat enough.
"""

from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371


def distance_km(one, other):
    """Return the distance of two ``(latitude, longitude)`` as the crow flies, in km."""
    lat1, lon1, lat2, lon2 = map(radians, (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2
    half += cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def bounding_box(multipolygon):
    """Return ``(min_lon, min_lat, max_lon, max_lat)`` of the outside rings."""
    points = [point for polygon in multipolygon for point in polygon[0]]
    longitudes = [point[0] for point in points]
    latitudes = [point[1] for point in points]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def in_ring(longitude, latitude, ring, edge=True):
    """Tell whether a point is inside a ring, by the even-odd rule.

    A point on an edge or a corner is inside: outlines are drawn to about 10 metres,
    and the doubt benefits the person.

    :param bool edge: the answer for a point that stands on the ring itself
    """
    inside = False
    previous = ring[-1]
    for current in ring:
        (x1, y1), (x2, y2) = previous[:2], current[:2]
        if _on_edge(longitude, latitude, x1, y1, x2, y2):
            return edge
        if (y1 > latitude) != (y2 > latitude):
            crossing = x1 + (latitude - y1) * (x2 - x1) / (y2 - y1)
            if longitude < crossing:
                inside = not inside
        previous = current
    return inside


def _on_edge(x, y, x1, y1, x2, y2):
    if not (min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2)):
        return False
    return (x - x1) * (y2 - y1) == (y - y1) * (x2 - x1)


def in_polygon(longitude, latitude, polygon):
    """Tell whether a point is inside the first ring and inside none of the holes.

    The edge of a hole belongs to the polygon, as its outer edge does.
    """
    outside, *holes = polygon
    return in_ring(longitude, latitude, outside) and not any(
        in_ring(longitude, latitude, hole, edge=False) for hole in holes
    )


def in_multipolygon(longitude, latitude, multipolygon):
    """Tell whether a point is inside one of the polygons."""
    return any(in_polygon(longitude, latitude, polygon) for polygon in multipolygon)
