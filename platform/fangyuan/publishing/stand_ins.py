"""A page that stands for the scan of a sealed paper where there is no paper: in demonstrations."""

from collections.abc import Iterator, Sequence

_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
    b"/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
    b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>/DW 1000>>]>>"
)
"""A font that every reader of Chinese PDF files brings along; none is embedded."""

_WIDE = 595
_RING = (
    "0.8 0 0 RG 2 w 470 250 m 470 278 448 300 420 300 c 392 300 370 278 370 250 c "
    "370 222 392 200 420 200 c 448 200 470 222 470 250 c S"
)
"""A red circle, where a seal would be set."""


def sealed_stand_in(title: str, number: str) -> bytes:
    """A PDF of one page that names the letter, says what it stands for, and shows where the seal would be."""
    drawn = "\n".join((*_centred(((title, 22, 700), (number, 16, 660))), _RING, *_note())).encode()
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>"
    stream = b"<</Length %d>>stream\n%b\nendstream" % (len(drawn), drawn)
    return _file((b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, _FONT, stream))


def _centred(lines: Sequence[tuple[str, int, int]]) -> Iterator[str]:
    """Lines (text, size, height above the foot) in the middle of the page."""
    for text, size, height in lines:
        wide = sum(size if ord(sign) > 0x2000 else size / 2 for sign in text)
        yield _text(text, size, (_WIDE - wide) / 2, height)


def _note() -> Iterator[str]:
    yield _text("演示数据：代替盖章后的扫描件", 12, 84, 600)
    yield "0.8 0 0 rg"
    yield _text("演示用章", 16, 388, 244)


def _text(text: str, size: int, left: float, height: int) -> str:
    return f"BT /F {size} Tf {left:.0f} {height} Td <{text.encode('utf-16-be').hex()}> Tj ET"


def _file(objects: Sequence[bytes]) -> bytes:
    """The objects as a file, the first of them its catalogue, with the table of where each begins."""
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, table)
    return made + head + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(made))
