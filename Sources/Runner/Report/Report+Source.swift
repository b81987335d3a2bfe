import Framework

extension Report {
  /// Results that a report is made from, known by their content.
  struct Source: Equatable, Sendable {
    let experiment: String
    /// Hash of all that a report shows: the plan, and every record as it was read.
    let hash: String

    init(_ results: Results) {
      experiment = results.index.experiment
      var bytes = Array(results.index.json.canonicalText.utf8)
      for model in results.index.runs.flatMap(\.models) {
        for unit in model.units {
          bytes += Array(unit.id.utf8)
          results.record(unit, of: model)?.add(to: &bytes)
        }
      }
      hash = SHA256.hash(bytes).hex
    }
  }
}

extension UnitRecord {
  /// Everything in the record that tables and pictures show.
  fileprivate func add(to bytes: inout [UInt8]) {
    func add(_ text: String) { bytes += Array(text.utf8) + [0] }
    func add(_ values: [Double]) {
      for value in values {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += Array($0) }
      }
    }
    add(error ?? "in order")
    for (name, steps) in values.sorted(by: { $0.key < $1.key }) {
      add(name)
      for values in steps { add(values) }
    }
    for (name, stamp) in arrays.sorted(by: { $0.key < $1.key }) { add(name + stamp.hash) }
    add(denoiseSeconds + [fitSeconds])
    if let processor { add(processor.denoise + [processor.fit]) }
    add("\(threads)")
  }
}
