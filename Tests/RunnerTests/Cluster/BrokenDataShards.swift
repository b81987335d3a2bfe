/// What processes cannot share.
extension BrokenInput {
  private static func shared(
    _ title: String, _ changes: KeyValuePairs<String, String?>, says fragments: String...
  ) -> BrokenInput {
    var lines: [(key: String, value: String?)] = [
      ("task", #""denoise""#), ("inputs", #"{"source": "forward"}"#), ("data_shard", #""0/2""#),
    ]
    for (key, value) in changes {
      lines.removeAll { $0.key == key }
      lines.append((key, value))
    }
    return BrokenInput(title: title, source: .lines(lines), fragments: fragments)
  }

  static let dataShards: [BrokenInput] =
    [#""3""#, "3", #""a/2""#, #""0/0""#, #""merge""#, #""1/2/3""#, #""merge/0""#].map {
      (text: String) in
      shared(
        "data shard \(text)", ["data_shard": text],
        says: "data_shard: expected \"i/N\", e.g. \"0/4\" to \"3/4\", or \"merge/N\"")
    } + [
      shared(
        "data shard beyond the last", ["data_shard": #""2/2""#],
        says: "data_shard: data shards count from 0: of 2 the last is 1/2; found \"2/2\""),
      shared(
        "swept data shard", ["data_shard": #"{"sweep": ["0/2", "1/2"]}"#],
        says: "data_shard: is the same for a whole experiment; leave out the sweep"),
      shared(
        "data shard of a reverse process", ["task": #""generate""#, "inputs": nil],
        says:
          "data_shard: the task \"generate\" asks every step about the estimate of the step before",
        "or ask single steps by the task \"denoise\""),
      shared(
        "data shard of the images", ["task": #""images""#, "inputs": nil, "denoisers": nil],
        says: "data_shard: the task \"images\" does not use this key; leave it out, or change the "
          + "task: \"denoise\" uses it"),
      shared(
        "data shard along a reverse process",
        ["inputs": #"{"source": "reverse"}"#, "reference": #""wiener""#],
        says: "data_shard: needs noisy images that are known beforehand, not those of a reverse "
          + "process; take inputs from forward or npy"),
      shared(
        "data shard of a filter", ["denoisers": #"["optimal", "wiener"]"#],
        says:
          "denoisers[1]: \"wiener\" cannot share its data by \"data_shard\": its answers are not "
          + "sums over all training images; run it without in a spec of its own, or make it the "
          + "reference, which the merge answers (\"optimal\", "),
      shared(
        "data shard of a network",
        ["denoisers": #"[{"name": "unet", "weights": "builtin:synthetic16-a"}]"#],
        says: "denoisers[0]: \"unet\" cannot share its data by \"data_shard\": its answers are not "
          + "sums over all training images"),
      shared(
        "data shard of the nearest images",
        ["denoisers": #"[{"name": "optimal", "neighbors": 3}]"#],
        says:
          "denoisers[0]: \"optimal\" cannot share its data by \"data_shard\": no data shard knows "
          + "which images are nearest of all; leave out \"neighbors\""),
      shared(
        "data shard of batches",
        ["denoisers": #"["optimal", {"name": "pca-locality", "softmax": {"batched": 5}}]"#],
        says: "denoisers[1]: \"pca-locality\" cannot share its data by \"data_shard\": batches of "
          + "images are not those of data shards; use \"softmax\": \"exact\""),
      shared(
        "data shard of clusters",
        ["denoisers": #"[{"name": "kamb-els", "scales": 3, "clusters": 2}]"#],
        says: "clusters are of all the data, which data shards cut; leave out \"clusters\""),
    ]
}
