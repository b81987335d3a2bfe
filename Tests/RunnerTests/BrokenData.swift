import Foundation
import Framework

/// Sound specs that name files which are broken or do not fit.
extension BrokenInput {
  // MARK: Arrays

  static let arrays: [BrokenInput] = [
    .spec(
      "missing noise", ["noise": #""nosie.npy""#],
      says: "/nosie.npy: there is no such file; check the path"),
    .spec(
      "noise of another shape", ["noise": #""noise-4x4.npy""#], files: ["noise-4x4.npy"],
      says: "/noise-4x4.npy: the noise has shape [3, 1, 4, 4]; give [samples, 1, 8, 8]"),
    .spec(
      "noise that is not finite", ["noise": #""noise-nan.npy""#], files: ["noise-nan.npy"],
      says: "/noise-nan.npy: the noise: the number at [1, 0, 7, 7] is not finite; remove the sample"
    ),
    .spec(
      "noise of bytes", ["noise": #""bytes.npy""#], files: ["bytes.npy"],
      says:
        "/bytes.npy: the noise: these are integers (u1), such as pixels that are not scaled; give "
        + "floating-point numbers"),
    .spec(
      "noise with channels last", ["noise": #""last.npy""#], files: ["last.npy"],
      says: "/last.npy: the noise has shape [2, 8, 8, 1]; its channels stand last: put them before"),
    .spec(
      "inputs that are not finite",
      [
        "task": #""denoise""#, "schedule": #"{"name": "ddpm-linear", "steps": 3}"#,
        "inputs": #"{"source": "npy", "path": "xt-nan.npy"}"#,
      ], files: ["xt-nan.npy"],
      says: "/xt-nan.npy: the inputs: the number at [2, 1, 0, 7, 7] is not finite"),
    .spec(
      "more samples than noise", ["noise": #""noise.npy""#, "samples": "3"], files: ["noise.npy"],
      says: "\"samples\" is 3, but the given noise or inputs hold 2; lower it, or leave it out"),
    .spec(
      "inputs of other steps",
      ["task": #""denoise""#, "inputs": #"{"source": "npy", "path": "xt.npy"}"#], files: ["xt.npy"],
      says:
        "/xt.npy: the inputs have shape [3, 2, 1, 8, 8]; give [10 steps, samples, 1, 8, 8], one "
        + "step for each noise level"),
    .spec(
      "inputs without steps",
      ["task": #""denoise""#, "inputs": #"{"source": "npy", "path": "noise.npy"}"#],
      files: ["noise.npy"], says: "/noise.npy: the inputs have shape [2, 1, 8, 8]; give [10 steps"),
    .spec(
      "more samples than inputs",
      [
        "task": #""denoise""#, "schedule": #"{"name": "ddpm-linear", "steps": 3}"#,
        "samples": "5", "inputs": #"{"source": "npy", "path": "xt.npy"}"#,
      ], files: ["xt.npy"], says: "\"samples\" is 5, but the given noise or inputs hold 2"),
    .array(
      "array cut short", "short.npy",
      says: "shape [4, 8, 8] of u1 needs 256 bytes, but 251 follow the header; the file is "
        + "incomplete or damaged: write it again with numpy.save"),
    .array(
      "array of objects", "objects.npy",
      says: "holds Python objects, which could run code when they are read; save a plain array"),
    .array(
      "text for an array", "text.npy",
      says: "not an npy file: it does not start with \\x93NUMPY; give a file written by numpy.save"),
    .array(
      "array of integers", "integers.npy",
      says: "holds i8; save images as uint8 [n, h, w] or [n, h, w, c], or as float [n, c, h, w]"),
    .array(
      "channels last", "last3.npy",
      says: "is float of shape [2, 8, 8, 3], which would be 8 channels; save images as"),
    .array(
      "pixels as floats", "pixels.npy",
      says: "holds numbers from 9.0 to 9.0, and floats are taken to lie in [-1, 1]; say with "
        + "\"range\""),
    .array("flat images", "flat.npy", says: "is float of shape [4, 64]; save images as"),
    .array(
      "channels last as float", "noise-nan.npy",
      says: "image 1 holds a number that is not finite; save images as"),
    .spec(
      "folder for an array", ["dataset": #"{"name": "npy", "path": "."}"#],
      says: "this is a folder; give the path of a file"),
    .spec(
      "no split of an array",
      [
        "dataset": #"{"name": "npy", "path": "images.npy"}"#, "task": #""denoise""#,
        "inputs": #"{"source": "forward"}"#,
      ],
      files: ["images.npy"],
      says: "an npy data set has the split \"train\" only; use an offset instead"),
    .spec(
      "classes of an array",
      ["dataset": #"{"name": "npy", "path": "images.npy", "classes": [1]}"#],
      files: ["images.npy"], says: "npy has no classes; leave \"classes\" out"),
  ]

  // MARK: Folders

  static let folders: [BrokenInput] = [
    .folder(
      "mnist", "no files", [],
      says: "/mnist/train-images-idx3-ubyte: there is no such file, nor "
        + "one ending in .gz; run `locus fetch mnist`, or set LOCUS_DATA or the dataset's "
        + "\"path\" to where it lies"),
    .folder(
      "mnist", "truncated gzip",
      ["mnist/train-images-idx3-ubyte.gz", "mnist/train-labels-idx1-ubyte"],
      says: "/train-images-idx3-ubyte.gz: ",
      "it is cut short; the file is incomplete or damaged: fetch"),
    .folder(
      "fashion-mnist", "wrong magic number",
      ["fashion-mnist/train-images-idx3-ubyte", "fashion-mnist/train-labels-idx1-ubyte"],
      says: "/train-images-idx3-ubyte: IDX element type 0xd is not read; convert the file to "
        + "unsigned bytes (type 0x8)"),
    .folder(
      "mnist", "text for images", ["mnist/train-images-idx3-ubyte"],
      says: "/train-images-idx3-ubyte: not an IDX file: it does not start with two zero bytes"),
    .folder(
      "mnist", "labels of other images",
      ["good/train-images-idx3-ubyte", "few/train-labels-idx1-ubyte"],
      says:
        "/train-labels-idx1-ubyte: holds [3] labels for 4 images; take both files from the same "
        + "download"),
    .folder(
      "cifar10", "no batches", [],
      says: "/data_batch_1.bin: there is no such file; run `locus fetch "
        + "cifar10`, or set LOCUS_DATA or the dataset's \"path\" to where it lies"),
    .folder(
      "cifar10", "batch of a wrong length", ["short/data_batch_1.bin"],
      says: "/data_batch_1.bin: has 3072 bytes, which is no multiple of 3073; the download is "
        + "incomplete, or this is not the binary version of CIFAR-10"),
    .folder(
      "cifar10", "batch with unknown labels", ["labels/data_batch_1.bin"],
      says: "/data_batch_1.bin: record 1 has the label 200; labels are 0 to 9"),
    .folder(
      "image-folder", "empty folder", ["notes.txt"],
      says: "/image-folder: holds no PNG or JPEG file; name a folder of .png and .jpg files, or of "
        + "sub-folders"),
    .folder(
      "image-folder", "only WebP", ["a.webp", "b.webp"],
      says:
        "/image-folder: holds no PNG or JPEG file, but 2 .webp files; convert the images to PNG "
        + "first, e.g. there: `magick mogrify -format png *.webp`"),
    .folder(
      "image-folder", "WebP named JPEG", ["webp.jpg"],
      says:
        "/webp.jpg: is a WebP picture; only PNG and JPEG are read; convert it, for example with: "
        + "magick 'webp.jpg' 'webp.png'"),
    .folder(
      "image-folder", "JPEG cut short", ["a.jpg"],
      says:
        "/a.jpg: ends after 10 bytes, but 14 more are needed at offset 6; the file is incomplete "
        + "or damaged: fetch or write it again"),
    .folder(
      "image-folder", "JPEG named PNG, cut short", ["jpeg.png"],
      says: "/jpeg.png: ends after 10 bytes"),
    .folder(
      "image-folder", "CMYK JPEG", ["cmyk.jpg"],
      says: "/cmyk.jpg: is a CMYK JPEG, which is not read; convert it, for example with: magick "
        + "'cmyk.jpg' -colorspace sRGB 'cmyk.png'"),
    .folder(
      "image-folder", "PNG cut short", ["cut.png"],
      says: "/cut.png: ends after ", "the file is incomplete or damaged: fetch or write it again"),
    .folder(
      "image-folder", "different sizes", ["8x8.png", "9x8.png"],
      says: "/9x8.png: has shape 3×8×9, 8x8.png has 3×8×8; set \"resolution\" so that all images "
        + "come out alike"),
    .folder(
      "image-folder", "classes without sub-folders", ["8x8.png"], keys: #", "classes": [0]"#,
      says: "image-folder has no classes; leave \"classes\" out"),
    .folder(
      "image-folder", "no held-out images", ["8x8.png"], keys: #", "split": "test""#,
      says: "/image-folder: has no sub-folder test or val, so it has no split \"test\"; use split "
        + "\"train\" with an offset"),
    .spec(
      "folder that is not there", ["dataset": #"{"name": "image-folder", "path": "imgaes"}"#],
      says: "/imgaes: there is no such folder; check \"path\", or the variable that starts it"),
    .recording(
      "recording without a file", ["noise.npy"],
      says: "/recording/xt.npy: there is no such file; check the path"),
    .recording(
      "recording of unequal arrays", ["noise.npy", "xt.npy", "noise.npy>x0.npy", "timesteps.npy"],
      says: "/recording: xt.npy has shape [3, 2, 1, 8, 8], x0.npy [2, 1, 8, 8] and timesteps.npy 3 "
        + "entries; record xt and x0 as [step, sample, c, h, w]"),
    .recording(
      "recording with another schedule", ["noise.npy", "xt.npy", "xt.npy>x0.npy", "timesteps.npy"],
      schedule: #"{"name": "ddpm-linear", "steps": 10}"#,
      says:
        "/recording: nothing was recorded at t = 900.0; the recorded timesteps are 666.0, 333.0, "
        + "0.0; run with the schedule that the recording was made with"),
    .recording(
      "recording along another trajectory",
      ["ones.npy>noise.npy", "xt.npy", "xt.npy>x0.npy", "timesteps.npy"],
      says:
        "/recording: at t = 666.0 the run's noisy images differ from the recorded ones by 1.0; a "
        + "recording answers along its own trajectory only"),
    .recording(
      "recording of other images", ["noise-4x4.npy>noise.npy", "xt.npy", "xt.npy>x0.npy"],
      says: "recorded starts from images of 1×4×4, the run's data are 1×8×8; use the data set that "
        + "it was recorded with"),
    .recording(
      "more samples than recorded", ["noise.npy", "xt.npy", "xt.npy>x0.npy", "timesteps.npy"],
      samples: "3", says: "\"samples\" is 3, but the given noise or inputs hold 2"),
  ]

  private static func array(
    _ title: String, _ file: String, says fragment: String
  ) -> BrokenInput {
    .spec(
      title, ["dataset": #"{"name": "npy", "path": "\#(file)"}"#], files: [file],
      says: "/\(file): ", fragment)
  }

  /// A row whose data set reads the folder of its own name.
  private static func folder(
    _ dataset: String, _ title: String, _ files: [String], keys: String = "",
    says fragments: String...
  ) -> BrokenInput {
    BrokenInput(
      title: "\(dataset): \(title)",
      source: .lines([
        ("dataset", #"{"name": "\#(dataset)", "path": "\#(dataset)"\#(keys)}"#)
      ]),
      files: files.map { file in
        "\(file)>\(dataset)/\(file.split(separator: "/").last ?? "")"
      }, fragments: fragments)
  }

  /// A row whose reference is the folder "recording".
  private static func recording(
    _ title: String, _ files: [String],
    schedule: String = #"{"name": "ddpm-linear", "steps": 3}"#, samples: String = #""all""#,
    says fragment: String
  ) -> BrokenInput {
    .spec(
      title,
      [
        "schedule": schedule, "samples": samples,
        "reference": #"{"name": "recorded", "path": "recording"}"#,
      ],
      files: files.map { file in
        let names = file.split(separator: ">")
        return "\(names[0])>recording/\(names[names.count - 1])"
      }, says: fragment)
  }
}

/// The files that the rows of the table name.
enum BrokenFiles {
  /// Writes the file called `name`, or with "name>path" under another path.
  static func write(_ name: String, to folder: URL) throws {
    let names = name.split(separator: ">").map(String.init)
    let url = folder.appendingPathComponent(names[names.count - 1])
    guard let make = contents[names[0]] else { throw CocoaError(.fileNoSuchFile) }
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try make().write(to: url)
  }

  private static let contents: [String: @Sendable () -> Data] = [
    "noise.npy": { floats([2, 1, 8, 8]) },
    "ones.npy": { floats([2, 1, 8, 8], value: 1) },
    "bytes.npy": { NpyArray([UInt8](repeating: 7, count: 128), shape: [2, 1, 8, 8]).encoded() },
    "last.npy": { floats([2, 8, 8, 1]) },
    "last3.npy": { floats([2, 8, 8, 3]) },
    "pixels.npy": { floats([2, 1, 8, 8], value: 9) },
    "xt-nan.npy": { floats([3, 2, 1, 8, 8], last: .nan) },
    "noise-4x4.npy": { floats([3, 1, 4, 4]) },
    "noise-nan.npy": { floats([2, 1, 8, 8], last: .nan) },
    "xt.npy": { floats([3, 2, 1, 8, 8]) },
    "timesteps.npy": { NpyArray([666, 333, 0] as [Int], shape: [3]).encoded() },
    "flat.npy": { floats([4, 64]) },
    "images.npy": { images.encoded() },
    "short.npy": { images.encoded().dropLast(5) },
    "integers.npy": { NpyArray([Int](repeating: 3, count: 256), shape: [4, 8, 8]).encoded() },
    "objects.npy": {
      let header = "{'descr': '|O', 'fortran_order': False, 'shape': (4,), }"
      return Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(header.utf8.count), 0])
        + Data(header.utf8) + Data(count: 32)
    },
    "text.npy": { Data("1.5 2.5 3.5 4.5\n".utf8) },

    "mnist/train-images-idx3-ubyte.gz": {
      // A gzip header and a stored block that promises more bytes than follow.
      Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 0xFF, 0x0F, 0x00, 0xF0]) + idx([4, 8, 8])
    },
    "mnist/train-labels-idx1-ubyte": { idx([4]) },
    "mnist/train-images-idx3-ubyte": { Data("<html>not found</html>".utf8) },
    "fashion-mnist/train-images-idx3-ubyte": { idx([4, 8, 8], type: 0x0D) },
    "fashion-mnist/train-labels-idx1-ubyte": { idx([4]) },
    "good/train-images-idx3-ubyte": { idx([4, 8, 8]) },
    "few/train-labels-idx1-ubyte": { idx([3]) },

    "short/data_batch_1.bin": { Data(count: 3072) },
    "labels/data_batch_1.bin": {
      var data = Data(count: 3 * 3073)
      data[3073] = 200
      return data
    },

    "text": { Data("text".utf8) },
    "config": { Data(#"{"architecture": "conv-unet"}"#.utf8) },
    "index": { Data(#"{"weight_map": {"a": "model-00001-of-00001.safetensors"}}"#.utf8) },
    "f8": {
      let header = Data(#"{"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}"#.utf8)
      return Data([UInt8(header.count), 0, 0, 0, 0, 0, 0, 0]) + header + Data(count: 4)
    },
    "webp.png": { webP },
    "notes.txt": { Data("no pictures".utf8) },
    "a.jpg": { jpeg },
    "a.webp": { webP },
    "b.webp": { webP },
    "webp.jpg": { webP },
    "cmyk.jpg": {
      // The header of a picture of four components, 8 × 8 pixels.
      let components: [UInt8] = (1...4).flatMap { [$0, 0x11, 0] }
      return Data([0xFF, 0xD8, 0xFF, 0xC0, 0, 20, 8, 0, 8, 0, 8, 4] + components)
    },
    "jpeg.png": { jpeg },
    "cut.png": { picture(8, 8).dropLast(20) },
    "8x8.png": { picture(8, 8) },
    "9x8.png": { picture(9, 8) },
  ]

  private static let webP = Data("RIFF1234WEBP".utf8)
  private static let jpeg = Data([0xFF, 0xD8, 0xFF, 0xE0, 0, 16]) + Data("JFIF".utf8)

  private static var images: NpyArray {
    NpyArray((0..<256).map { UInt8($0) }, shape: [4, 8, 8])
  }

  private static func floats(_ shape: [Int], value: Float = 0, last: Float? = nil) -> Data {
    var values = [Float](repeating: value, count: shape.reduce(1, *))
    if let last { values[values.count - 1] = last }
    return NpyArray(values, shape: shape).encoded()
  }

  private static func idx(_ dimensions: [Int], type: UInt8 = 8) -> Data {
    let sizes = dimensions.flatMap { size -> [UInt8] in [0, 0, 0, UInt8(size)] }
    return Data([0, 0, type, UInt8(dimensions.count)]) + Data(sizes)
      + Data(count: dimensions.reduce(1, *))
  }

  private static func picture(_ width: Int, _ height: Int) -> Data {
    let pixels = (0..<width * height * 3).map { UInt8(truncatingIfNeeded: $0 * 7) }
    return PNG.encode(RasterImage(width: width, height: height, channels: 3, pixels: pixels))
  }
}
