#!/usr/bin/env python3
"""Makes the fixtures of the file format tests with independent implementations.

Needs numpy, Pillow and safetensors. Run from the root of the repository:
    python3 Tools/make_format_fixtures.py
Pictures hold pixel (x, y, c) = (37 x + 101 y + 59 c + x y) mod 256, which the tests recompute.
"""

import base64
import gzip
import io
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import safetensors
from PIL import Image

FOLDER = Path("Tests/FormatsTests/Fixtures/Formats")


def write(name: str, data: bytes) -> None:
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def pattern(width: int, height: int, channels: int) -> np.ndarray:
    y, x, c = np.mgrid[0:height, 0:width, 0:channels]
    return ((37 * x + 101 * y + 59 * c + x * y) % 256).astype(np.uint8)


# --- gzip -----------------------------------------------------------------------------------------


def deflated(data: bytes, level: int = 9, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> bytes:
    compressor = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
    return compressor.compress(data) + compressor.flush()


def gzip_member(data: bytes, body: bytes, flags: int = 0, fields: bytes = b"") -> bytes:
    header = struct.pack("<4BI2B", 0x1F, 0x8B, 8, flags, 0, 0, 255) + fields
    if flags & 2:
        header += struct.pack("<H", zlib.crc32(header) & 0xFFFF)
    return header + body + struct.pack("<2I", zlib.crc32(data), len(data))


def make_gzip() -> None:
    text = b"The quick brown fox jumps over the lazy dog. " * 20
    write("gzip/stored.gz", gzip_member(text, deflated(text, level=0)))
    write("gzip/fixed.gz", gzip_member(text, deflated(text, strategy=zlib.Z_FIXED)))
    write("gzip/dynamic.gz", gzip.compress(text, mtime=0))
    fields = struct.pack("<H", 5) + b"extra" + b"name.txt\0" + b"a comment\0"
    write("gzip/all_fields.gz", gzip_member(text, deflated(text), 2 | 4 | 8 | 16, fields))
    halves = text[:300], text[300:]
    write("gzip/two_members.gz", b"".join(gzip.compress(half, mtime=0) for half in halves))
    write("gzip/empty.gz", gzip.compress(b"", mtime=0))
    # Symbol frequencies that are Fibonacci numbers give the longest codes there are.
    first, second, fibonacci = 1, 1, b""
    for symbol in range(18):
        fibonacci += bytes([symbol]) * first
        first, second = second, first + second
    body = deflated(fibonacci, strategy=zlib.Z_HUFFMAN_ONLY)
    write("gzip/long_codes.gz", gzip_member(fibonacci, body))
    write("gzip/run.zlib", zlib.compress(bytes(100_000), 9))


# --- npy and npz ----------------------------------------------------------------------------------


def npy(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def npy_with_header(version: int, header: str, payload: bytes, encoding: str = "latin1") -> bytes:
    text = header.encode(encoding)
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text + payload


def make_npy() -> None:
    for kind in ["u1", "i1", "u2", "i2", "u4", "i4", "i8"]:
        limits = np.iinfo(kind)
        values = np.array([[0, 1, 7], [100, limits.min, limits.max]])
        for order in "<>" if kind[1] != "1" else "|":
            name = f"npy/{kind}_{'big' if order == '>' else 'little'}.npy"
            write(name, npy(values.astype(order + kind)))
    for kind in ["f2", "f4", "f8"]:
        values = np.array([[0, -2.5, 1 / 3], [2.0**-24, 65504, -np.inf]])
        for order in "<>":
            name = f"npy/{kind}_{'big' if order == '>' else 'little'}.npy"
            write(name, npy(values.astype(order + kind)))
    write("npy/bool.npy", npy(np.array([True, False, True])))
    counting = np.arange(24, dtype="<i2").reshape(2, 3, 4)
    write("npy/fortran.npy", npy(np.asfortranarray(counting)))
    write("npy/scalar.npy", npy(np.float32(2.5)))
    write("npy/empty.npy", npy(np.zeros((3, 0, 2), "<f8")))
    header = '{"shape": (3L,), "fortran_order": False, "descr": "<u2"}\n'
    write("npy/keys_in_other_order.npy", npy_with_header(1, header, counting.tobytes()[:6]))
    header = "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3, 4), }   \n"
    write("npy/version2.npy", npy_with_header(2, header, counting.tobytes()))
    write("npy/version3.npy", npy_with_header(3, header, counting.tobytes(), "utf8"))
    write("npy/objects.npy", npy(np.array([{"a": 1}, None], dtype=object)))
    write("npy/records.npy", npy(np.zeros(2, dtype=[("x", "<f4"), ("y", "<i2")])))
    write("npy/complex.npy", npy(np.zeros(2, "<c8")))

    shapes = [(), (0,), (7,), (2, 3), (1, 1, 28, 28), (10, 64, 3, 32, 32), (123456789,), (0, 5)]
    shapes += [(1,) * rank for rank in range(2, 32, 3)]
    lines = []
    for kind in ["<f4", "|u1"]:
        for shape in shapes:
            stream = io.BytesIO()
            fields = {"descr": kind, "fortran_order": False, "shape": shape}
            np.lib.format.write_array_header_1_0(stream, fields)
            dimensions = "x".join(map(str, shape)) or "-"
            encoded = base64.b64encode(stream.getvalue()).decode()
            lines.append(f"{kind[1:]} {dimensions} {encoded}\n")
    write("npy/headers.txt", "".join(lines).encode())
    write("npy/saved_float32.npy", npy(np.array([[0, 0.5, -1], [1e-30, 3e8, 0.1]], "<f4")))
    write("npy/saved_int64.npy", npy(np.array([-1, 0, 2**62])))


def zip64_archive(name: bytes, data: bytes) -> bytes:
    """One stored member whose sizes and offsets are all given in zip64 fields."""
    crc = zlib.crc32(data)
    size = len(data)
    big = 0xFFFFFFFF
    extra = struct.pack("<2H2Q", 1, 16, size, size)
    lengths = len(name), len(extra)
    local = struct.pack("<I5H3I2H", 0x04034B50, 45, 0, 0, 0, 0, crc, big, big, *lengths)
    local += name + extra + data
    extra = struct.pack("<2H3Q", 1, 24, size, size, 0)
    central = struct.pack("<I6H3I5H2I", 0x02014B50, 45, 45, 0, 0, 0, 0, crc, big, big, len(name),
                          len(extra), 0, 0, 0, 0, big) + name + extra
    end64 = struct.pack("<IQ2H2I4Q", 0x06064B50, 44, 45, 45, 0, 0, 1, 1, len(central), len(local))
    locator = struct.pack("<2IQI", 0x07064B50, 0, len(local) + len(central), 1)
    end = struct.pack("<I4H2IH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, big, big, 0)
    return local + central + end64 + locator + end


def make_npz() -> None:
    arrays = {"weights": np.arange(6, dtype="<f4").reshape(2, 3), "labels": np.arange(300) % 10}
    for name, save in [("stored", np.savez), ("deflated", np.savez_compressed)]:
        stream = io.BytesIO()
        save(stream, **arrays)
        write(f"npz/{name}.npz", stream.getvalue())
    write("npz/zip64.npz", zip64_archive(b"weights.npy", npy(arrays["weights"])))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("weights.npy", npy(arrays["weights"]))
        archive.comment = b"a comment at the end"
    write("npz/bzip2.npz", stream.getvalue())


# --- PNG ------------------------------------------------------------------------------------------


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def filtered(rows: list, bytes_per_pixel: int, filters: list) -> bytes:
    """Rows under the filters of the PNG specification (clause 9), taken in turn."""
    result = b""
    above = bytes(len(rows[0]))
    for index, row in enumerate(rows):
        kind = filters[index % len(filters)]
        line = bytearray()
        for i, value in enumerate(row):
            a = row[i - bytes_per_pixel] if i >= bytes_per_pixel else 0
            b = above[i]
            c = above[i - bytes_per_pixel] if i >= bytes_per_pixel else 0
            p = a + b - c
            paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            line.append((value - [0, a, b, (a + b) // 2, paeth][kind]) % 256)
        result += bytes([kind]) + bytes(line)
        above = row
    return result


def png(width: int, height: int, depth: int, colour: int, rows: list, palette: bytes = b"",
        filters: list = [0, 1, 2, 3, 4], parts: int = 1) -> bytes:
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    data = zlib.compress(filtered(rows, max(1, channels * depth // 8), filters))
    result = b"\x89PNG\r\n\x1a\n"
    result += chunk(b"IHDR", struct.pack(">2I5B", width, height, depth, colour, 0, 0, 0))
    result += chunk(b"tEXt", b"Title\0a fixture")
    if palette:
        result += chunk(b"PLTE", palette) + chunk(b"tRNS", b"\x80")
    step = -(-len(data) // parts)
    for start in range(0, len(data), step):
        result += chunk(b"IDAT", data[start:start + step])
    return result + chunk(b"IEND", b"")


def make_png() -> None:
    width, height = 7, 11
    kinds = [(0, 1, "gray"), (2, 3, "rgb"), (4, 2, "gray_alpha"), (6, 4, "rgba")]
    for colour, channels, name in kinds:
        rows = [bytes(row.ravel()) for row in pattern(width, height, channels)]
        write(f"png/{name}.png", png(width, height, 8, colour, rows, parts=3))
    rows = [bytes(row.ravel()) for row in pattern(width, height, 3)]
    for kind in range(5):
        write(f"png/rgb_filter{kind}.png", png(width, height, 8, 2, rows, filters=[kind]))
    for depth in [1, 2, 4, 8]:
        # Palette entry i is (i, 255 - i, 3 i mod 256); pixels are pattern mod number of entries.
        entries = min(2**depth, 200)
        palette = b"".join(bytes([i, 255 - i, 3 * i % 256]) for i in range(entries))
        indices = pattern(width, height, 1)[:, :, 0] % entries
        rows = []
        for row in indices:
            bits = "".join(format(value, f"0{depth}b") for value in row)
            bits += "0" * (-len(bits) % 8)
            rows.append(bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8)))
        write(f"png/palette{depth}.png", png(width, height, depth, 3, rows, palette))
    for channels, name in [(1, "pillow_gray"), (3, "pillow_rgb")]:
        stream = io.BytesIO()
        picture(pattern(40, 25, channels)).save(stream, "PNG")
        write(f"png/{name}.png", stream.getvalue())


# --- Resizing -------------------------------------------------------------------------------------


def picture(pixels: np.ndarray) -> Image.Image:
    return Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)


def square(image: Image.Image, side: int) -> Image.Image:
    """torchvision's Resize(side) followed by CenterCrop(side)."""
    width, height = image.size
    if width <= height:
        size = side, int(side * height / width)
    else:
        size = int(side * width / height), side
    image = image.resize(size, Image.Resampling.BILINEAR)
    left, top = int(round((size[0] - side) / 2.0)), int(round((size[1] - side) / 2.0))
    return image.crop((left, top, left + side, top + side))


def make_resized() -> None:
    cases = [(37, 23, 1, 16), (20, 31, 3, 8), (5, 7, 3, 11), (9, 9, 1, 9)]
    for width, height, channels, side in cases:
        result = np.asarray(square(picture(pattern(width, height, channels)), side))
        write(f"resize/square_{width}x{height}x{channels}_{side}.npy", npy(result))
    for width, height, channels, w, h in [(50, 40, 3, 7, 13), (6, 40, 1, 19, 3), (3, 1, 1, 8, 5)]:
        image = picture(pattern(width, height, channels))
        result = np.asarray(image.resize((w, h), Image.Resampling.BILINEAR))
        write(f"resize/exact_{width}x{height}x{channels}_{w}x{h}.npy", npy(result))


# --- JPEG -----------------------------------------------------------------------------------------


def smooth(width: int, height: int, channels: int) -> np.ndarray:
    """Waves and an edge: something in every frequency, and colours beyond what chroma can hold."""
    y, x, c = np.mgrid[0:height, 0:width, 0:channels]
    waves = 90 * np.sin(x / (2.0 + c)) * np.cos(y / (3.0 - c / 2)) + 5 * x - 3 * y
    return (128 + waves + 120 * (x + 2 * y > width) * (c - 1)).clip(0, 255).astype(np.uint8)


def jpeg(pixels: np.ndarray, **options) -> bytes:
    stream = io.BytesIO()
    picture(pixels).save(stream, "JPEG", **options)
    return stream.getvalue()


def segments(data: bytes) -> list:
    """The segments up to the first scan's header, then all that follows."""
    result, offset = [data[:2]], 2
    while data[offset + 1] != 0xDA:
        end = offset + 2 + int.from_bytes(data[offset + 2:offset + 4], "big")
        result.append(data[offset:end])
        offset = end
    end = offset + 2 + int.from_bytes(data[offset + 2:offset + 4], "big")
    return result + [data[offset:end], data[end:-2]]


def reshaped(data: bytes, width: int, height: int, sampling: int) -> bytes:
    """The same blocks under another size and other sampling factors of the first component."""
    parts = segments(data)
    for index, part in enumerate(parts):
        if part[1] == 0xC0:
            size = struct.pack(">2H", height, width)
            parts[index] = part[:5] + size + part[9:11] + bytes([sampling]) + part[12:]
    return b"".join(parts) + data[-2:]


def separate(luma: np.ndarray, chroma: list, sampling: int) -> bytes:
    """A sequential file with a scan for each component, out of gray files with the same tables."""
    parts = [segments(jpeg(plane, quality=80)) for plane in [luma] + chroma]
    height, width = luma.shape[:2]
    header = struct.pack(">2HB2HB", 0xFFC0, 17, 8, height, width, 3)
    header += bytes([1, sampling, 0, 2, 0x11, 0, 3, 0x11, 0])
    result = b"".join(header if part[1] == 0xC0 else part for part in parts[0][:-2])
    for number, part in enumerate(parts, 1):
        result += struct.pack(">2H", 0xFFDA, 8) + bytes([1, number, 0, 0, 63, 0]) + part[-1]
    return result + b"\xff\xd9"


def make_jpeg() -> None:
    """Every kind with what Pillow decodes, rows · columns · channels."""
    files = {}
    samplings = {"444": "4:4:4", "422": "4:2:2", "420": "4:2:0"}
    sizes = [("odd", 33, 19), ("whole", 32, 16), ("narrow", 3, 21), ("dot", 1, 1)]
    for name, sampling in samplings.items():
        for size, width, height in sizes:
            pixels = smooth(width, height, 3)
            files[f"{name}_{size}"] = jpeg(pixels, subsampling=sampling, quality=85)
        files[f"{name}_progressive"] = jpeg(
            smooth(35, 21, 3), subsampling=sampling, quality=90, progressive=True)
        files[f"{name}_restart"] = jpeg(
            smooth(50, 34, 3), subsampling=sampling, quality=60, restart_marker_blocks=2)
    files["420_progressive_restart"] = jpeg(
        smooth(50, 34, 3), subsampling="4:2:0", progressive=True, restart_marker_rows=1)
    files["420_coarse"] = jpeg(smooth(40, 24, 3), quality=3)
    files["444_fine"] = jpeg(smooth(24, 24, 3), subsampling="4:4:4", quality=100)
    files["rgb"] = jpeg(smooth(25, 18, 3), keep_rgb=True)
    for name, options in [("gray", {}), ("gray_progressive", {"progressive": True}),
                          ("gray_restart", {"restart_marker_blocks": 1})]:
        files[name] = jpeg(smooth(29, 15, 1), quality=90, **options)
    # Units of the same blocks: two of luma side by side, or one above the other; four likewise.
    files["440"] = reshaped(jpeg(smooth(33, 17, 3), subsampling="4:2:2"), 20, 37, 0x12)
    files["411"] = reshaped(jpeg(smooth(33, 37, 3), subsampling="4:2:0"), 70, 19, 0x41)
    files["410"] = reshaped(jpeg(smooth(33, 37, 3), subsampling="4:2:0"), 20, 75, 0x14)
    luma, chroma = smooth(21, 19, 1), [255 - smooth(11, 10, 1), smooth(11, 10, 1)]
    files["420_separate"] = separate(luma, chroma, 0x22)
    files["440_separate"] = separate(smooth(11, 19, 1), chroma, 0x12)
    for name, data in files.items():
        write(f"jpeg/{name}.jpg", data)
        write(f"jpeg/{name}.npy", npy(np.asarray(Image.open(io.BytesIO(data)))))
    stream = io.BytesIO()
    Image.new("CMYK", (8, 8)).save(stream, "JPEG")
    write("jpeg/cmyk.jpg", stream.getvalue())


# --- IDX ------------------------------------------------------------------------------------------


def make_idx() -> None:
    data = struct.pack(">2H3I", 0, 0x0803, 2, 3, 4) + bytes(range(24))
    write("idx/images.idx", data)
    write("idx/images.idx.gz", gzip.compress(data, mtime=0))


# --- safetensors ----------------------------------------------------------------------------------


def spec(array: np.ndarray, dtype: str) -> safetensors.TensorSpec:
    """What the library wants to know of an array, which must outlive it."""
    return safetensors.TensorSpec(
        dtype=dtype, shape=array.shape, data_ptr=array.ctypes.data, data_len=array.nbytes)


def make_safetensors() -> None:
    """Numbers that every type holds exactly, and some that it must round."""
    exact = np.array([[0, 1.5, -2.25], [96, -0.5, 240]], np.float32)
    bfloat = (exact.view(np.uint32) >> 16).astype("<u2")
    arrays = {
        "f32": exact,
        "f16": exact.astype(np.float16).reshape(3, 2),
        "f64": exact.astype(np.float64).reshape(1, 2, 3),
        "steps": np.array(7, np.int64),
        "flags": np.array([True, False, True]),
        "empty": np.zeros((0, 4), np.float32),
        "number": np.array(0.1, np.float32),
    }
    specs = {name: spec(array, str(array.dtype)) for name, array in arrays.items()}
    bfloat = (exact.reshape(6).view(np.uint32) >> 16).astype(np.uint16)
    specs["bf16"] = spec(bfloat, "bfloat16")
    write("safetensors/mixed.safetensors", bytes(safetensors.serialize(specs, {"format": "pt"})))
    # Every way of rounding to binary16: ties, subnormals, the largest number, signs.
    generator = np.random.default_rng(3)
    values = generator.standard_normal(2000) * 2.0 ** generator.integers(-27, 16, 2000)
    ties = np.array([2049, 2051, 1 + 2**-11, 3 * 2**-25, 2**-25, 2**-26, 65519, 0.0, -0.0])
    floats = np.concatenate([values.clip(-65000, 65000), ties]).astype("<f4")
    write("safetensors/floats.npy", npy(floats))
    write("safetensors/halves.npy", npy(floats.astype("<f2")))


if __name__ == "__main__":
    make_gzip()
    make_npy()
    make_npz()
    make_png()
    make_resized()
    make_jpeg()
    make_idx()
    make_safetensors()
