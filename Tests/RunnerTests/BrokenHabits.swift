/// Mistakes that come from elsewhere: other languages, other programs, other layouts of files.
extension BrokenInput {
  // MARK: Text

  static let habits: [BrokenInput] = [
    .text(
      "byte order mark", "\u{FEFF}{\"seed\": 1}",
      says: "spec.json:1:1: error: the file starts with a byte order mark; save it without a byte "
        + "order mark"),
    BrokenInput(
      title: "UTF-16", source: .text([0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00]),
      fragments: ["spec.json:1:1: error: the file is UTF-16 or UTF-32, not UTF-8; save it as UTF-8"]
    ),
    .text(
      "tab in a string", "{\n  \"name\": \"a\tb\"\n}",
      says: "spec.json:2:13: error: a string may not hold a tab; write it as \\t"),
    .text(
      "line break in a string", "{\n  \"name\": \"a\nb\"\n}",
      says: "spec.json:2:13: error: a string ends on the line it starts; write a line break as \\n"),
    .text(
      "typographic quotes", "{ “seed”: 1 }",
      says: "spec.json:1:3: error: expected a key in double quotes, found '“'; write straight "
        + "double quotes"),
  ]

  // MARK: Sweeps

  static let sweeps: [BrokenInput] = [
    .spec(
      "misspelt sweep of a number", ["seed": #"{"swep": [1, 2]}"#],
      says:
        "seed: expected an integer at least 0, found an object {\"swep\": [1, 2]}; did you mean "
        + "\"sweep\"?"),
    .spec(
      "misspelt sweep in a denoiser",
      ["denoisers": #"[{"name": "wiener", "energy_cutoff": {"Sweep": [0.1, 0]}}]"#],
      says: "denoisers[0].energy_cutoff: expected a number in [0, 1)", "did you mean \"sweep\"?"),
    .spec(
      "misspelt sweep of schedules", ["schedule": #"{"sweeps": ["karras", "cosine"]}"#],
      says: "schedule: the required key \"name\" is missing", "did you mean \"sweep\"?"),
    .spec(
      "misspelt sweep of an object", ["dataset": #"{"name": "synthetic", "plant": {"swep": []}}"#],
      says: "dataset.plant.swep: unknown key; did you mean \"sweep\"?", "amplitude, seed"),
    .spec(
      "misspelt sweep of inputs", ["task": #""denoise""#, "inputs": #"{"sweeep": []}"#],
      says: "inputs: the required key \"source\" is missing", "did you mean \"sweep\"?"),
    .spec(
      "misspelt sweep of denoisers", ["denoisers": #"{"seep": [["optimal"]]}"#],
      says: "denoisers: expected a list with at least one denoiser", "did you mean \"sweep\"?"),
    .spec(
      "an object that is no sweep", ["seed": #"{"values": [1, 2]}"#],
      says: "seed: expected an integer at least 0, found an object {\"values\": [1, 2]}"),
  ]

  // MARK: Files

  static let pictures: [BrokenInput] = [
    .pictures(
      "only WebP", ["a.jpg>a.webp"],
      says: "holds no PNG or JPEG file, but 1 .webp file; convert the images to PNG first, e.g. "
        + "there: `magick mogrify -format png *.webp`"),
    .pictures(
      "other kinds in sub-folders",
      ["a.jpg>x/a.webp", "a.jpg>y/b.webp", "a.jpg>y/c.GIF", "a.jpg>d.webp"],
      says: "holds no PNG or JPEG file, but 3 .webp files, 1 .GIF file; convert the images to PNG "
        + "first, e.g. there: `magick mogrify -format png */*.webp *.webp */*.GIF`"),
    .pictures(
      "WebP named PNG", ["webp.png>a.png"],
      says: "/a.png: is a WebP picture; only PNG and JPEG are read; convert it, for example with: "
        + "magick 'a.png' 'a-converted.png'"),
  ]

  static let parts: [BrokenInput] = [
    .network(
      "part of a network without its index", "net/model-00001-of-00002.safetensors",
      ["text>net/model-00001-of-00002.safetensors"],
      says: "/model-00001-of-00002.safetensors: this is one of the 2 parts of a network; fetch "
        + "model.safetensors.index.json and all parts, and give the folder"),
    .network(
      "part of a network beside its index", "net/model-00002-of-00002.safetensors",
      ["text>net/model-00002-of-00002.safetensors", "text>net/model.safetensors.index.json"],
      says: "one of the 2 parts of a network; give model.safetensors.index.json, which lists them "
        + "all, or the folder"),
    .network(
      "parts of a network without their index", "net",
      ["text>net/a-00001-of-00002.safetensors", "text>net/a-00002-of-00002.safetensors"],
      says: "/net: the folder holds parts of a network (a-00001-of-00002.safetensors, a-00002-of-"
        + "00002.safetensors), but no index of them; fetch the file ending in "
        + ".safetensors.index.json too"),
    .network(
      "index without its parts", "net",
      ["index>net/model.safetensors.index.json", "config>net/config.json"],
      says: "/net/model-00001-of-00001.safetensors: there is no such file, but the index beside it "
        + "names it; fetch the rest of the network"),
    .network(
      "index that is none", "net",
      ["config>net/model.safetensors.index.json", "config>net/config.json"],
      says: "/net/model.safetensors.index.json: the index has no \"weight_map\" of arrays"),
    .network(
      "tensor of eight bits", "net", ["f8>net/model.safetensors", "config>net/config.json"],
      says:
        "\"a\" has the dtype \"F8_E4M3\", which is not read; convert it to F16, BF16, F32 or F64"),
  ]

  /// A row whose data set is a folder of pictures.
  private static func pictures(
    _ title: String, _ files: [String], says fragment: String
  ) -> BrokenInput {
    .spec(
      "pictures: \(title)", ["dataset": #"{"name": "image-folder", "path": "pictures"}"#],
      files: files.map { $0.replacing(">", with: ">pictures/") }, says: fragment)
  }

  private static func network(
    _ title: String, _ path: String, _ files: [String], says fragment: String
  ) -> BrokenInput {
    .spec(
      title, ["denoisers": #"[{"name": "unet", "weights": "\#(path)"}]"#], files: files,
      says: fragment)
  }
}
