"""Pictures the sandbox draws itself: a house front in flat squares, as a baseline JPEG.

Of a JPEG it needs the least part: in a square of one colour only the first coefficient differs from zero, so each
square is the difference to the square before and an end mark.
"""

import struct

_COLUMNS, _ROWS = 40, 30
"""Squares of 8 by 8 pixels: 320 by 240."""
_Colour = tuple[int, int, int]
_WALLS: tuple[_Colour, ...] = ((176, 92, 70), (201, 178, 138), (120, 138, 158), (150, 160, 120), (196, 150, 150))
_SKY, _PAVEMENT, _DOOR, _DARK, _LIT = (186, 214, 240), (118, 118, 124), (74, 54, 44), (64, 78, 96), (250, 224, 140)
# Codes of one length for the twelve sizes that a difference may have, and one code for the end of a square.
_SIZES = bytes([0, 0, 0, 12, *[0] * 12, *range(12)])
_ENDS = bytes([1, *[0] * 15, 0])


def house_front(number: int) -> bytes:
    """A JPEG of 320 by 240 pixels, always the same for a number."""
    wall = _WALLS[number % len(_WALLS)]
    roof = 4 + number // 7 % 6
    door = 5 + number // 11 % 28

    def colour(x: int, y: int) -> _Colour:
        if y < roof or not 2 <= x < _COLUMNS - 2:
            return _SKY if y < _ROWS - 3 else _PAVEMENT
        if y >= _ROWS - 3:
            return _PAVEMENT
        if y >= _ROWS - 9 and door <= x < door + 3:
            return _DOOR
        if x % 5 in (2, 3) and (y - roof) % 6 in (2, 3) and y < _ROWS - 5:
            return _LIT if (number >> (x * y) % 41) & 1 else _DARK
        return wall

    return _jpeg([colour(x, y) for y in range(_ROWS) for x in range(_COLUMNS)])


def _jpeg(squares: list[_Colour]) -> bytes:
    bits, before = [], [0, 0, 0]
    for red, green, blue in squares:
        luma = round(0.299 * red + 0.587 * green + 0.114 * blue)
        parts = (luma - 128, round((blue - luma) / 1.772), round((red - luma) / 1.402))
        for index, part in enumerate(parts):
            bits.append(_difference(part - before[index]) + "0")
            before[index] = part
    text = "".join(bits)
    text += "1" * (-len(text) % 8)
    scan = int(text, 2).to_bytes(len(text) // 8, "big").replace(b"\xff", b"\xff\x00")
    # The first coefficient of a square is eight times its value: quantized by eight it is the value itself.
    quantization = bytes([0, *[8] * 64])
    components = b"".join(bytes([index, 0x11, 0]) for index in (1, 2, 3))
    frame = struct.pack(">BHHB", 8, _ROWS * 8, _COLUMNS * 8, 3) + components
    scanned = bytes([3, 1, 0, 2, 0, 3, 0, 0, 63, 0])
    segments = (
        (0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
        (0xDB, quantization),
        (0xC0, frame),
        (0xC4, bytes([0x00]) + _SIZES),
        (0xC4, bytes([0x10]) + _ENDS),
        (0xDA, scanned),
    )
    head = b"".join(struct.pack(">BBH", 0xFF, mark, len(body) + 2) + body for mark, body in segments)
    return b"\xff\xd8" + head + scan + b"\xff\xd9"


def _difference(value: int) -> str:
    """The size's code, then the value in as many bits; a negative one counts from below."""
    size = abs(value).bit_length()
    code = f"{size:04b}"
    return code + (f"{value if value > 0 else value + (1 << size) - 1:0{size}b}" if size else "")
