"""Documents that the tests draw themselves: a small PDF writer, and pictures of text."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

LINES = (
    "Harbour Bakery Ltd",
    "12 Mill Lane, Riverton",
    "Date: 14.03.2024",
    "Bread 2 x 3.50",
    "TOTAL 7.00 EUR",
    "Thank you",
)


def pdf(
    contents: Sequence[bytes],
    *,
    page: str = "",
    size: tuple[int, int] = (400, 300),
    extra: Sequence[bytes] = (),
    root: str = "",
    password: str | None = None,
) -> bytes:
    """A PDF with one page for each content stream; ``extra`` objects are numbered from 4 on, the pages follow them."""
    first = 4 + len(extra)
    kids = " ".join(f"{first + 2 * i} 0 R" for i in range(len(contents)))
    key = _key(password) if password is not None else None
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {root} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        *extra,
    ]
    for i, content in enumerate(contents):
        number = first + 2 * i
        if key:
            content = _rc4(_object_key(key, number + 1), content)
        box = f"/MediaBox [0 0 {size[0]} {size[1]}]"
        fonts = "/Resources << /Font << /F 3 0 R >> /XObject << /X 4 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} {fonts} /Contents {number + 1} 0 R {page} >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    trailer = b""
    if key is not None and password is not None:
        owner, user = _owner(password), _rc4(key, _PADDING)
        entries = (owner.hex().encode(), user.hex().encode(), len(objects) + 1, _ID.hex().encode(), _ID.hex().encode())
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % entries[:2])
        trailer = b"/Encrypt %d 0 R /ID [<%s> <%s>]" % entries[2:]
    out = bytearray(b"%PDF-1.4\n")
    starts = []
    for number, body in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for start in starts:
        out += b"%010d 00000 n \n" % start
    out += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, table)
    return bytes(out)


def text(lines: Sequence[str] = LINES, *, before: str = "", points: int = 14, left: int = 40, top: int = 260) -> bytes:
    """A content stream that prints ``lines``; ``before`` sets colour, rendering mode and the like."""
    shown = "".join(f"({line}) Tj 0 -{points * 2} Td " for line in lines)
    return f"q {before} BT /F {points} Tf {left} {top} Td {shown} ET Q".encode("latin-1")


def picture(
    lines: Sequence[str] = LINES,
    *,
    size: tuple[int, int] = (700, 480),
    points: int = 32,
    paper: str = "white",
    ink: str = "black",
    spacing: int = 70,
) -> Image.Image:
    """A picture of ``lines`` of text."""
    image = Image.new("RGB", size, paper)
    draw = ImageDraw.Draw(image)
    for i, line in enumerate(lines):
        draw.text((40, 30 + i * spacing), line, ink, ImageFont.load_default(points))
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """``image`` as the bytes of a file of ``kind``."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


# PDF 1.7, algorithms 3.1 to 3.4: the standard security handler, revision 2 (RC4, 40 bits)
_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_ID = b"0123456789abcdef"


def _padded(password: str) -> bytes:
    return (password.encode("latin-1") + _PADDING)[:32]


def _owner(password: str) -> bytes:
    return _rc4(hashlib.md5(_padded("owner")).digest()[:5], _padded(password))


def _key(password: str) -> bytes:
    permissions = (-4 & 0xFFFFFFFF).to_bytes(4, "little")
    return hashlib.md5(_padded(password) + _owner(password) + permissions + _ID).digest()[:5]


def _object_key(key: bytes, number: int) -> bytes:
    return hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
