import Foundation

/// PyTorch's zip archive: `NAME/data.pkl`, `NAME/byteorder`, and the storages `NAME/data/KEY`, none of
/// them compressed.
struct TorchArchive {
  let zip: ZipArchive
  let pickle: Pickle
  let storages: [String: ZipArchive.Member]
  let isBigEndian: Bool

  init(_ data: Data, file: String) throws {
    let zip = try ZipArchive(data, file: file, writer: "torch.save")
    func refusal(_ problem: String, _ advice: String) -> FormatError {
      FormatError(file: file, problem: problem, advice: advice)
    }
    let main = zip.members.filter { $0.name.split(separator: "/").last == "data.pkl" }
      .filter { $0.name.split(separator: "/").count <= 2 }
    guard main.count == 1 else {
      throw refusal(
        "the archive holds \(main.count) members called data.pkl, not one",
        "give a file written by torch.save")
    }
    let folder = String(main[0].name.dropLast("data.pkl".count))
    func member(_ name: String) -> ZipArchive.Member? {
      zip.members.first { $0.name == folder + name }
    }
    guard member("constants.pkl") == nil else {
      throw refusal(
        "the file is a program of TorchScript",
        "save its state_dict() with torch.save, and give that")
    }
    if let packed = zip.members.first(where: { $0.isCompressed && $0.size > 0 }) {
      throw refusal(
        "member '\(packed.name)' is compressed, which PyTorch never does",
        "load the file with torch.load and save it again")
    }
    var storages: [String: ZipArchive.Member] = [:]
    for member in zip.members where member.name.hasPrefix(folder + "data/") {
      let key = String(member.name.dropFirst(folder.count + 5))
      guard storages.updateValue(member, forKey: key) == nil else {
        throw refusal("storage \(key) is there twice", "the file is damaged")
      }
    }
    let order = try member("byteorder").map { try zip.content(of: $0) } ?? Data("little".utf8)
    switch String(decoding: order, as: UTF8.self) {
    case "little": isBigEndian = false
    case "big": isBigEndian = true
    default: throw refusal("the byte order is neither 'little' nor 'big'", "the file is damaged")
    }
    let content = try zip.content(of: main[0])
    pickle = try Pickle(data: content, file: file)
    (self.zip, self.storages) = (zip, storages)
    guard pickle.length == content.count else {
      throw refusal("bytes follow the end of the pickle", "the file is damaged")
    }
  }
}
