#!/usr/bin/env python3
"""Makes the fixtures of pictures: PNG of every kind, orientations, and the sizes that tools make.

Needs numpy and Pillow. Run from the root of the repository:
    python3 Tools/make_picture_fixtures.py
"""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from make_format_fixtures import chunk, filtered, npy, pattern, picture, write

RANDOM = np.random.default_rng(11)
DATASETS = Path("Tests/DatasetsTests/Fixtures/pictures")
BILINEAR, LANCZOS = Image.Resampling.BILINEAR, Image.Resampling.LANCZOS
BICUBIC, BOX = Image.Resampling.BICUBIC, Image.Resampling.BOX

# --- PNG of every kind ----------------------------------------------------------------------------

COLOURS = {"gray": (0, 1), "rgb": (2, 3), "palette": (3, 1), "graya": (4, 2), "rgba": (6, 4)}
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
          (0, 1, 1, 2)]


def packed(samples: np.ndarray, depth: int) -> list:
    """The rows of a file for samples [h, w, channels]."""
    rows = []
    for row in samples.reshape(len(samples), -1):
        if depth == 16:
            rows.append(row.astype(">u2").tobytes())
        else:
            bits = "".join(format(value, f"0{depth}b") for value in row)
            bits += "0" * (-len(bits) % 8)
            rows.append(bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8)))
    return rows


def encoded(samples: np.ndarray, depth: int, colour: int, interlaced: bool, more: bytes) -> bytes:
    height, width, channels = samples.shape
    step = max(1, channels * depth // 8)
    parts = [samples[y::dy, x::dx] for x, y, dx, dy in PASSES] if interlaced else [samples]
    data = b"".join(filtered(packed(part, depth), step, [4, 3, 1, 2, 0])
                    for part in parts if part.size)
    header = struct.pack(">2I5B", width, height, depth, colour, 0, 0, int(interlaced))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + more
            + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b""))


def make_kinds() -> None:
    """`png/<kind>.png` and its samples, [h, w, channels], in `png/<kind>.npy`."""
    kinds = [("gray", depth) for depth in (1, 2, 4, 16)] + [("palette", 2)]
    kinds += [(name, depth) for name in ("rgb", "graya", "rgba") for depth in (8, 16)]
    for name, depth in kinds:
        colour, channels = COLOURS[name]
        for interlaced in (False, True):
            samples = RANDOM.integers(0, 1 << depth, (13, 11, channels))
            palette = RANDOM.integers(0, 256, (1 << depth, 3)).astype(np.uint8)
            more = chunk(b"PLTE", palette.tobytes()) if name == "palette" else b""
            stem = f"png/{name}{depth}" + ("_interlaced" if interlaced else "_rows")
            write(f"{stem}.png", encoded(samples, depth, colour, interlaced, more))
            if name == "palette":
                samples = palette[samples[:, :, 0]]
            write(f"{stem}.npy", npy(samples.astype(np.uint16 if depth == 16 else np.uint8)))
    for width, height in [(1, 1), (3, 2), (5, 1), (1, 6), (8, 9)]:
        samples = RANDOM.integers(0, 256, (height, width, 3))
        stem = f"png/interlaced_{width}x{height}"
        write(f"{stem}.png", encoded(samples, 8, 2, True, b""))
        write(f"{stem}.npy", npy(samples.astype(np.uint8)))
    keyed = RANDOM.integers(0, 256, (4, 5, 3))
    key = struct.pack(">3H", *keyed[1, 2])
    write("png/colour_key.png", encoded(keyed, 8, 2, False, chunk(b"tRNS", key)))


def make_orientations() -> None:
    """`exif/<number>.png` and `.jpg`, and what Pillow's exif_transpose makes of them."""
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        for ending, options in [("png", {}), ("jpg", {"quality": 90, "subsampling": 2})]:
            stream = io.BytesIO()
            picture(pattern(7, 5, 3)).save(stream, {"jpg": "JPEG"}.get(ending, "PNG"), exif=exif,
                                           **options)
            write(f"exif/{orientation}.{ending}", stream.getvalue())
            upright = ImageOps.exif_transpose(Image.open(stream))
            write(f"exif/{orientation}_{ending}.npy", npy(np.asarray(upright)))


# --- Sizes ----------------------------------------------------------------------------------------


def resized(image: Image.Image, size: tuple, filter: int) -> Image.Image:
    """Rows first, as Pillow always did before version 13."""
    return image.resize((size[0], image.height), filter).resize(size, filter)


def make_filters() -> None:
    filters = {"box": BOX, "bilinear": BILINEAR, "bicubic": BICUBIC, "lanczos": LANCZOS}
    for name, filter in filters.items():
        for width, height, channels, w, h in [(50, 40, 3, 7, 13), (6, 9, 1, 19, 31),
                                              (33, 20, 3, 16, 20)]:
            image = resized(picture(pattern(width, height, channels)), (w, h), filter)
            stem = f"resize/{name}_{width}x{height}x{channels}_{w}x{h}"
            write(f"{stem}.npy", npy(np.asarray(image)))


def cropped(image: Image.Image, left: int, top: int, width: int, height: int) -> Image.Image:
    return image.crop((left, top, left + width, top + height))


def torchvision(image: Image.Image, side: int) -> Image.Image:
    """Resize(side), then CenterCrop(side)."""
    short = min(image.size)
    image = resized(image, tuple(int(side * n / short) for n in image.size), BILINEAR)
    left, top = (int(round((n - side) / 2.0)) for n in image.size)
    return cropped(image, left, top, side, side)


def torchvision_squash(image: Image.Image, side: int) -> Image.Image:
    """Resize((side, side))."""
    return resized(image, (side, side), BILINEAR)


def edm_center_crop(image: Image.Image, side: int) -> Image.Image:
    """EDM's dataset tool: --transform=center-crop."""
    short = min(image.size)
    left, top = ((n - short) // 2 for n in image.size)
    return resized(cropped(image, left, top, short, short), (side, side), LANCZOS)


def edm_squash(image: Image.Image, side: int) -> Image.Image:
    """EDM's dataset tool: a resolution and no transform."""
    return resized(image, (side, side), LANCZOS)


def edm_center_crop_dhariwal(image: Image.Image, side: int) -> Image.Image:
    """EDM's dataset tool: --transform=center-crop-dhariwal."""
    while min(image.size) >= 2 * side:
        image = resized(image, tuple(n // 2 for n in image.size), BOX)
    scale = side / min(image.size)
    image = resized(image, tuple(round(n * scale) for n in image.size), BICUBIC)
    left, top = ((n - side) // 2 for n in image.size)
    return cropped(image, left, top, side, side)


def make_tools() -> None:
    """`tools.npz`: random pictures, and what each tool makes of them."""
    cases = [(101, 77, 3, 64), (33, 41, 3, 64), (45, 130, 1, 16), (131, 46, 1, 17), (17, 5, 3, 24),
             (5, 19, 1, 8), (40, 40, 1, 20), (24, 30, 1, 24), (203, 151, 1, 32)]
    tools = [torchvision, torchvision_squash, edm_center_crop, edm_squash,
             edm_center_crop_dhariwal]
    with zipfile.ZipFile(DATASETS / "tools.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (width, height, channels, side) in enumerate(cases):
            pixels = RANDOM.integers(0, 256, (height, width, channels)).astype(np.uint8)
            arrays = {f"{number}": pixels}
            for tool in tools:
                name = tool.__name__.replace("_", "-")
                arrays[f"{number}_{side}_{name}"] = np.asarray(tool(picture(pixels), side))
            for name, array in arrays.items():
                archive.writestr(zipfile.ZipInfo(f"{name}.npy"), npy(array))


if __name__ == "__main__":
    DATASETS.mkdir(parents=True, exist_ok=True)
    make_kinds()
    make_orientations()
    make_filters()
    make_tools()
