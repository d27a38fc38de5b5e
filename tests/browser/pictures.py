"""PNG pictures without any library: made for uploads, read to see whether a screenshot shows something."""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def made(width, height, colour_of):
    """A picture whose pixels are `colour_of(x, y)`, each (red, green, blue)."""
    rows = [b"\0" + bytes(part for x in range(width) for part in colour_of(x, y)) for y in range(height)]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"".join(rows))) + chunk(b"IEND", b"")


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def pixels(png):
    """The rows of an 8-bit picture, each a list of (red, green, blue)."""
    width, height, depth, colours = struct.unpack(">IIBB", png[16:26])
    size = {2: 3, 6: 4}.get(colours)
    if depth != 8 or size is None or png[28] != 0:
        raise ValueError("not a plain RGB picture")
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at:at + 4])
        if png[at + 4:at + 8] == b"IDAT":
            data += png[at + 8:at + 8 + length]
        at += length + 12
    data, stride = zlib.decompress(data), width * size
    rows, before = [], bytes(stride)
    for row in range(height):
        start = row * (stride + 1)
        before = unfiltered(data[start], bytearray(data[start + 1:start + 1 + stride]), before, size)
        rows.append([tuple(before[x:x + 3]) for x in range(0, stride, size)])
    return rows


def unfiltered(kind, line, above, size):
    """One row, by the filters of the PNG specification."""
    for at, value in enumerate(line):
        left = line[at - size] if at >= size else 0
        up = above[at]
        corner = above[at - size] if at >= size else 0
        guess = (0, left, up, (left + up) // 2, nearest(left, up, corner))[kind]
        line[at] = (value + guess) & 255
    return bytes(line)


def nearest(left, up, corner):
    wanted = left + up - corner
    return min((left, up, corner), key=lambda value: abs(wanted - value))


def colours(rows):
    return len({colour for row in rows for colour in row})


def brightness(rows):
    """The mean, 0 to 255."""
    parts = [part for row in rows for colour in row for part in colour]
    return sum(parts) / len(parts)
