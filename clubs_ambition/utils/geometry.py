"""Where a point stands, in pure Python: outlines are read offline.

A polygon is a list of rings, the first one its outside, the others its holes; a
multipolygon is a list of polygons; a ring is a list of ``[longitude, latitude]``
in degrees (GeoJSON order). At the size of a district the earth is flat enough.
"""


def bounding_box(multipolygon):
    """Return ``(min_lon, min_lat, max_lon, max_lat)`` of the outside rings."""
    points = [point for polygon in multipolygon for point in polygon[0]]
    longitudes = [point[0] for point in points]
    latitudes = [point[1] for point in points]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def in_ring(longitude, latitude, ring):
    """Tell whether a point is inside a ring, by the even-odd rule.

    A point on an edge is inside: an address on the street that bounds a district
    belongs to it (decree 2014-1750: both sides of the boundary streets).
    """
    inside = False
    previous = ring[-1]
    for current in ring:
        (x1, y1), (x2, y2) = previous[:2], current[:2]
        if _on_edge(longitude, latitude, x1, y1, x2, y2):
            return True
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
    """Tell whether a point is inside the first ring and in none of the holes."""
    outside, *holes = polygon
    return in_ring(longitude, latitude, outside) and not any(
        in_ring(longitude, latitude, hole) for hole in holes
    )


def in_multipolygon(longitude, latitude, multipolygon):
    return any(in_polygon(longitude, latitude, polygon) for polygon in multipolygon)
