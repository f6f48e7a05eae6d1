"""What comes in: every kind of page, every refusal in a sentence, and a child that cannot hurt the rest."""

from __future__ import annotations

import gc
import io
import platform
import subprocess
import sys
import threading
import zipfile
import zlib

import pytest
from PIL import Image

from pipeline.document import Coverage, Locked, Page, Unreadable
from pipeline.intake import Limits, document_id, identify, page_count, pages
from tests.pipeline.drawing import LINES, pdf, picture, saved, text


def delivered(
    data: bytes, name: str = "a.pdf", limits: Limits | None = None, password: str | None = None
) -> list[Page]:
    found = list(pages(data, name, limits, password))
    assert all(isinstance(page, Page) for page in found), found
    return [page for page in found if isinstance(page, Page)]


def spelled(page: Page) -> str:
    return " ".join(word.text for word in page.words)


def sentence(data: bytes, name: str, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as refused:
        list(pages(data, name, limits))
    message = str(refused.value)
    assert repr(name) in message
    assert message.endswith(".")
    assert "\n" not in message
    return message


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../escape.txt", "x")
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 0, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


JPEG = saved(picture(), "JPEG")


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "empty.jpg", "is empty"),
        (b"x", "one.png", "not a document"),
        (zipped(), "zip.jpg", "not a document"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "not a document"),
        (b"<!doctype html><p>hello", "page.pdf", "not a document"),
        (b"ID3\x04\x00" + b"\0" * 100, "song.pdf", "not a document"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "photo.jpg", "HEIC"),
        (b"\xff\xd8\xff" + bytes(range(256)) * 9, "noise.jpg", "damaged or cut off"),
        (JPEG[: len(JPEG) // 2], "half.jpg", "cut off"),
        (saved(picture(), "PNG")[:2000], "half.png", "cut off"),
        (pdf([text()])[:200], "half.pdf", "cut off"),
        (b"%PDF-1.4\nnothing", "no.pdf", "cut off"),
        (png_header(60_000, 60_000), "bomb.png", "60000 x 60000 pixels"),
        (saved(Image.new("L", (30_000, 20)), "PNG"), "wide.png", "too slim"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(data: bytes, name: str, words: str) -> None:
    assert words in sentence(data, name)


def test_a_name_is_only_ever_shown_quoted() -> None:
    assert "\u202e" not in sentence(b"", "\u202egpj.exe\n<img src=x>.jpg").replace("\\u202e", "")


def test_too_many_bytes_are_refused_with_both_numbers() -> None:
    message = sentence(b"%PDF-" + b"x" * 3_000_000, "big.pdf", Limits(max_bytes=1_000_000))
    assert "3 MB" in message
    assert "1 MB" in message


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP"])
def test_an_image_is_one_page_whatever_its_name_says(kind: str) -> None:
    (page,) = delivered(saved(picture(), kind), "named.pdf")
    assert (page.number, page.words, page.source) == (1, (), "none")
    assert page.image is not None
    assert (page.image.mode, page.image.size) == ("RGB", (700, 480))
    assert page.image.getpixel((5, 5)) == (255, 255, 255)


def test_a_pdf_named_png_is_a_pdf_also_behind_junk() -> None:
    assert identify(b"junk" * 100 + pdf([text()]), "a.png") == "application/pdf"
    (page,) = delivered(pdf([text()]), "a.png")
    assert spelled(page) == " ".join(LINES)


def test_exif_turns_the_page_upright() -> None:
    lying = Image.new("RGB", (300, 100), "white")
    lying.paste("red", (0, 0, 30, 100))  # 6 says: turn to the right, so the left edge becomes the top
    exif = Image.Exif()
    exif[0x0112] = 6
    (page,) = delivered(saved(lying, "JPEG", exif=exif, quality=95), "a.jpg")
    assert page.image is not None
    assert page.image.size == (100, 300)
    red, _, blue = page.image.getpixel((50, 10))
    assert red > 200 > 100 > blue


def test_every_frame_of_a_tiff_is_a_page_and_later_ones_come_alone() -> None:
    frames = [Image.new("L", (60, 40), shade) for shade in (0, 100, 200)]
    data = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    assert page_count(data, "a.tif") == 3
    assert [p.image.getpixel((1, 1))[0] for p in delivered(data, "a.tif") if p.image] == [0, 100, 200]
    assert [p.number for p in pages(data, "a.tif", first=3) if isinstance(p, Page)] == [3]


@pytest.mark.parametrize(
    ("image", "kind", "expected"),
    [
        (Image.new("CMYK", (50, 50), (0, 255, 255, 0)), "JPEG", (255, 0, 0)),
        (Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG", (255, 255, 255)),
        (Image.new("LA", (50, 50), (0, 0)), "PNG", (255, 255, 255)),
        (Image.new("1", (50, 50), 1), "TIFF", (255, 255, 255)),
        (Image.new("I;16", (50, 50), 32_768), "PNG", (128, 128, 128)),
        (Image.new("I;16", (50, 50), 32_768), "TIFF", (128, 128, 128)),
    ],
)
def test_every_mode_becomes_rgb_on_white_paper(image: Image.Image, kind: str, expected: tuple[int, int, int]) -> None:
    (page,) = delivered(saved(image, kind), "a")
    assert page.image is not None
    shown = page.image.getpixel((25, 25))
    assert all(abs(a - b) < 8 for a, b in zip(shown, expected, strict=True)), shown


def test_large_images_shrink_to_the_side_and_long_strips_stay_legible() -> None:
    (page,) = delivered(saved(Image.new("L", (6000, 3000), 255), "PNG"), "a.png")
    assert page.image is not None
    assert page.image.size == (2000, 1000)
    assert "6000 x 3000" in page.note
    (strip,) = delivered(saved(Image.new("L", (1400, 8400), 255), "PNG"), "b.png")
    assert strip.image is not None
    assert strip.image.size == (700, 4200)
    (photo,) = delivered(saved(Image.new("L", (9000, 6000), 255), "JPEG"), "c.jpg")  # 54 megapixels, drafted
    assert photo.image is not None
    assert photo.image.size == (2000, 1333)


def test_words_of_a_text_layer_stand_where_they_are_drawn() -> None:
    (page,) = delivered(pdf([text(["left right"])]))
    assert page.source == "text layer"
    assert page.image is not None
    left, right = page.words
    assert (left.text, right.text) == ("left", "right")
    assert left.box.x0 == pytest.approx(40 / 400, abs=0.01)
    assert left.box.y0 < 1 - 265 / 300 < 1 - 262 / 300 < left.box.y1
    assert left.box.x1 < right.box.x0
    grey = page.image.convert("L")
    for word in page.words:
        box = word.box
        at = (box.x0 * grey.width, box.y0 * grey.height, box.x1 * grey.width, box.y1 * grey.height)
        assert grey.crop(tuple(round(edge) for edge in at)).getextrema()[0] < 80


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_page_has_its_words_where_they_are_shown(rotation: int) -> None:
    (page,) = delivered(pdf([text(["corner"])], page=f"/Rotate {rotation}"))
    assert page.image is not None
    assert (page.image.width > page.image.height) == (rotation in (0, 180))
    (word,) = page.words
    x, y = (word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2
    near = {0: (0.15, 0.12), 90: (0.88, 0.15), 180: (0.85, 0.88), 270: (0.12, 0.85)}[rotation]
    assert (x, y) == pytest.approx(near, abs=0.06)


def test_the_crop_box_is_the_page() -> None:
    (page,) = delivered(pdf([text(["inside"])], page="/CropBox [30 240 230 290]"))
    assert page.image is not None
    assert page.image.width / page.image.height == pytest.approx(4, abs=0.05)
    assert page.words[0].box.x0 == pytest.approx(10 / 200, abs=0.02)


def test_text_that_cannot_be_seen_is_not_trusted() -> None:
    honest = text(["The total is 7.00"])
    white = text(["Total 999.00"], before="1 1 1 rg", top=100)
    invisible = text(["Total 888.00"], before="3 Tr", top=60)
    outside = text(["Total 777.00"], left=900)
    (page,) = delivered(pdf([honest + b" " + white]))
    assert spelled(page) == "The total is 7.00"
    (page,) = delivered(pdf([honest + b" " + invisible + b" " + outside]))
    assert spelled(page) == "The total is 7.00"
    (page,) = delivered(pdf([white]))
    assert (page.words, page.source) == ((), "none")


def test_each_page_decides_on_its_own_layer() -> None:
    good, none, bad = delivered(pdf([text(), b"0 0 50 50 re f", text(["\x01\x02\x03 \x04\x05\x06\x07 ab"])]))
    assert [page.source for page in (good, none, bad)] == ["text layer", "none", "none"]


def test_a_scan_with_a_stamp_is_read_by_ocr_and_one_with_a_sane_hidden_layer_is_not() -> None:
    scan = picture().convert("L")
    head = f"<< /Type /XObject /Subtype /Image /Width {scan.width} /Height {scan.height} /ColorSpace /DeviceGray"
    body = zlib.compress(scan.tobytes())
    image = f"{head} /BitsPerComponent 8 /Filter /FlateDecode /Length {len(body)} >>\nstream\n".encode()
    extra = [image + body + b"\nendstream"]
    drawn = b"q 400 0 0 300 0 0 cm /X Do Q "
    (stamped,) = delivered(pdf([drawn + text(["Page 1"], points=8, top=10)], extra=extra))
    assert stamped.source == "none"
    (layered,) = delivered(pdf([drawn + text(before="3 Tr")], extra=extra))
    assert layered.source == "text layer"


def test_values_of_form_fields_are_words_and_boxes_are_ticked_or_not() -> None:
    def widget(kind: str, rest: str, box: str) -> bytes:
        return f"<< /Type /Annot /Subtype /Widget /FT /{kind} {rest} /Rect [{box}] /F 4 >>".encode()

    look = b"<< /Type /XObject /Subtype /Form /BBox [0 0 20 20] /Length 13 >>\nstream\n2 2 9 9 re f \nendstream"
    shown = "/AP << /N << /Yes 4 0 R /Off 4 0 R >> >>"
    fields = [
        widget("Tx", "/T (name) /V (Jane Miller) /DA (/F 12 Tf 0 g)", "100 100 300 125"),
        widget("Btn", f"/T (a) /V /Yes /AS /Yes {shown}", "40 40 60 60"),
        widget("Btn", f"/T (b) /V /Off /AS /Off {shown}", "80 40 100 60"),
        widget("Tx", "/T (pin) /V (secret) /Ff 8192 /DA (/F 12 Tf 0 g)", "100 150 300 175"),
        widget("Tx", "/T (gone) /V (hidden) /DA (/F 12 Tf 0 g) /F 2", "100 180 300 200").replace(b"/F 4 >>", b">>"),
    ]
    forms = (
        "/AcroForm << /Fields [5 0 R 6 0 R 7 0 R 8 0 R 9 0 R] /DR << /Font << /F 3 0 R >> >> /NeedAppearances true >>"
    )
    annotated = "/Annots [5 0 R 6 0 R 7 0 R 8 0 R 9 0 R]"
    (page,) = delivered(pdf([text(["Name of the owner"])], page=annotated, extra=[look, *fields], root=forms))
    assert spelled(page) == "Name of the owner Jane Miller ☒ ☐"
    jane = page.words[4]
    assert 100 / 400 - 0.01 <= jane.box.x0 < jane.box.x1 <= 300 / 400
    assert 1 - 125 / 300 - 0.01 <= jane.box.y0 < jane.box.y1 <= 1 - 100 / 300 + 0.01


def test_a_locked_pdf_asks_for_its_password() -> None:
    data = pdf([text()], password="sesame")
    with pytest.raises(Locked, match="is locked with a password"):
        list(pages(data, "locked.pdf"))
    with pytest.raises(Locked, match="is wrong"):
        page_count(data, "locked.pdf", password="open")
    assert spelled(delivered(data, "locked.pdf", password="sesame")[0]) == " ".join(LINES)
    assert spelled(delivered(pdf([text()], password=""))[0]) == " ".join(LINES)  # only an owner's password


def test_pages_beyond_the_limit_are_named_and_the_rest_come_one_by_one() -> None:
    data = pdf([text([f"Page {i}"]) for i in range(1, 601)], size=(120, 60))
    assert page_count(data, "long.pdf") == 600
    found = list(pages(data, "long.pdf", Limits(max_pages=3)))
    assert [page.number for page in found[:3] if isinstance(page, Page)] == [1, 2, 3]
    (rest,) = found[3:]
    assert isinstance(rest, Coverage)
    assert (rest.page, rest.state) == (4, "skipped")
    assert "4 to 600" in rest.note
    last = [page for page in pages(data, "long.pdf", Limits(max_pages=600), first=600) if isinstance(page, Page)]
    assert [page.number for page in last] == [600]


def test_a_huge_page_is_scaled_down_and_says_so_and_a_tiny_one_is_fine() -> None:
    (huge,) = delivered(pdf([text(["big"], points=2000, top=7000)], size=(14_400, 14_400)))
    assert huge.image is not None
    assert huge.image.size == (2000, 2000)
    assert "200 x 200 inches" in huge.note
    (tiny,) = delivered(pdf([b""], size=(3, 3)))
    assert tiny.image is not None
    assert max(tiny.image.size) < 20


def endless() -> bytes:
    """Forms that draw each other: every level ten times the one below it."""
    levels = 14
    forms = []
    for level in range(levels):
        below = f"/Resources << /XObject << /X {5 + level} 0 R >> >>" if level < levels - 1 else ""
        content = b"/X Do " * 10 if level < levels - 1 else b"0 0 400 300 re f " * 200
        head = f"<< /Type /XObject /Subtype /Form /BBox [0 0 400 300] {below} /Length {len(content)} >>"
        forms.append(head.encode() + b"\nstream\n" + content + b"\nendstream")
    return pdf([text(["fine"]), b"/X Do", text(["fine again"])], extra=forms)


def slow() -> bytes:
    """A page of few objects that take minutes to draw: each covers all of it."""
    return pdf([text(["fine"]), b"0 0 400 300 re f " * 40_000, text(["fine again"])])


@pytest.mark.parametrize(
    ("data", "limits", "why"),
    [
        (slow(), Limits(wall_seconds=2), "longer than 2 seconds"),
        (slow(), Limits(cpu_seconds=1), "more than 1 seconds of computing"),
        (endless(), Limits(memory_bytes=300_000_000), "more than 0.3 GB of memory"),
    ],
    ids=["slow", "computing", "memory"],
)
def test_a_page_that_never_ends_is_given_up_and_the_others_are_read(data: bytes, limits: Limits, why: str) -> None:
    found = list(pages(data, "endless.pdf", limits))
    assert [page.state if isinstance(page, Coverage) else "page" for page in found][:2] == ["page", "failed"]
    assert isinstance(found[1], Coverage)
    assert why in found[1].note
    if limits.wall_seconds > 2:
        assert isinstance(found[2], Page)
        assert spelled(found[2]) == "fine again"


def test_memory_is_limited() -> None:
    data = saved(Image.new("RGB", (6000, 6000)), "PNG")
    assert "of memory" in sentence(data, "wide.png", Limits(memory_bytes=150_000_000))
    assert delivered(saved(picture(), "PNG"), "next.png")


def test_a_consumer_may_stop_early_and_nothing_stays_behind() -> None:
    data = pdf([text([f"Page {i}"]) for i in range(50)])
    for _ in range(3):
        several = pages(data, "a.pdf")
        assert isinstance(next(several), Page)
        several.close()  # type: ignore[attr-defined]
    abandoned = pages(data, "a.pdf")
    next(abandoned)
    del abandoned
    gc.collect()
    assert len(delivered(data)) == 50


def test_many_threads_read_at_once() -> None:
    data, found = pdf([text(), text()]), []

    def read() -> None:
        found.append([spelled(page) for page in delivered(data)])

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[" ".join(LINES)] * 2] * 6


PROGRAM = """
import sys
from pipeline.intake import pages
print("ran")
print(len([p for p in pages(open(sys.argv[1], "rb").read(), "a.pdf")]))
"""


@pytest.mark.parametrize("how", ["script", "stdin", "daemon"])
def test_it_works_whatever_the_main_program_is(how: str, tmp_path: object, request: pytest.FixtureRequest) -> None:
    folder = str(tmp_path)
    with open(f"{folder}/a.pdf", "wb") as file:
        file.write(pdf([text(), text()]))
    program = PROGRAM  # without the guard that multiprocessing asks of a script
    if how == "daemon":
        program = (
            "import multiprocessing, sys\nfrom pipeline.intake import page_count\n"
            "def work(path):\n    print('ran\\n%d' % page_count(open(path, 'rb').read(), 'a.pdf'), flush=True)\n"
            "child = multiprocessing.get_context('fork').Process(target=work, args=(sys.argv[1],), daemon=True)\n"
            "child.start(); child.join()\n"
        )
    with open(f"{folder}/program.py", "w") as file:
        file.write(program)
    source = "-" if how == "stdin" else f"{folder}/program.py"
    ran = subprocess.run(
        [sys.executable, source, f"{folder}/a.pdf"],
        input=program if how == "stdin" else None,
        capture_output=True,
        text=True,
        timeout=200,
        env={"PYTHONPATH": str(request.config.rootpath)},
    )
    assert ran.stdout.split() == ["ran", "2"], ran.stderr


OFFLINE = """
import socket, subprocess, sys
from pipeline.offline import go_offline
one, other = socket.socketpair()
assert go_offline()
one.sendall(b"open ones work")
assert other.recv(99) == b"open ones work"
for who in (lambda: socket.socket(), lambda: socket.create_connection(("127.0.0.1", 9), 1)):
    try:
        who()
    except PermissionError:
        print("refused")
print(subprocess.run([sys.executable, "-c", "import socket; socket.socket()"], capture_output=True).returncode)
"""


@pytest.mark.skipif(sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"), reason="needs seccomp")
def test_the_child_and_what_it_starts_cannot_make_a_socket() -> None:
    ran = subprocess.run([sys.executable, "-c", OFFLINE], capture_output=True, text=True, timeout=200)
    assert ran.stdout.split() == ["refused", "refused", "1"], ran.stderr


def test_the_id_is_the_hash_of_the_bytes() -> None:
    assert document_id(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
