import Foundation
import Framework

extension CalibrationResult {
  /// The denoisers with the values that were found, for a spec to extend, with where they come from.
  ///
  /// On halves it says how many `samples` a run may take so that all of them are a test.
  func fragment(date: Date = Date()) -> JSON {
    var members = [("denoisers", calibration.denoisers(findings.map(\.values)))]
    if let testSamples { members.append(("samples", .integer(testSamples))) }
    return .object(members + [("calibration", record(date))])
  }

  /// What a spec's key `calibration` holds.
  private func record(_ date: Date) -> JSON {
    [
      "locus_version": .string(ProgramIdentity.version),
      "date": .string(ISO8601DateFormatter().string(from: date)),
      "experiment": .string(index.experiment),
      "spec_sha256": .string(index.specHash),
      "data_sha256": .string(index.runs[0].datasetHash),
      "metric": [
        "per_step": "median cosine to the reference, at each step",
        "whole_run": "mean r2 against the reference, over steps and samples",
      ],
      "samples": [
        "chosen_on": .string(split.words.choosing),
        "tested_on": split.words.test.map(JSON.string) ?? "nothing",
        "sha256": .array(fingerprints.map(JSON.string)),
      ],
      "denoisers": .array(findings.map(record)),
    ]
  }

  private func record(_ finding: Finding) -> JSON {
    func numbers(_ values: [Double]) -> JSON {
      .array(values.map { $0.isFinite ? .number($0) : JSON(.null) })
    }
    func scores(_ part: CalibrationScore.Part) -> JSON {
      [
        "n": .integer(part.samples), "median_cosine": numbers(part.medianCosine),
        "mean_r2": numbers(part.meanR2),
      ]
    }
    return [
      "label": .string(finding.label),
      "search": finding.keys.count > 1 ? "grid" : "list",
      "values": .object(Array(zip(finding.keys, finding.values))),
      "candidates": .array(
        finding.scores.map { score in
          var json: JSON = [
            "values": .object(Array(zip(finding.keys, score.values))),
            "chosen_on": scores(score.choosing),
          ]
          if let test = score.test { json["tested_on"] = scores(test) }
          return json
        }),
    ]
  }
}

extension RunPlan {
  /// Whether samples of the run are those that values of its denoisers were chosen with.
  var calibrationRemark: String? {
    guard let calibration = spec.calibration, task != nil else { return nil }
    guard let used = calibration["samples"]?["sha256"]?.array?.compactMap(\.string) else {
      return "\"calibration\" does not say which samples values were chosen with (samples.sha256), "
        + "so it is not known whether these are a test of them"
    }
    let chosenWith = Set(used)
    let seen = source.fingerprints(of: 0..<samples).map(chosenWith.contains)
    let count = seen.count { $0 }
    guard count > 0 else { return nil }
    let names = (calibration["denoisers"]?.array ?? []).compactMap { $0["label"]?.string }
    let fresh = seen.prefix { !$0 }.count
    let advice =
      fresh > 0
      ? "the first \(fresh) are others: \"samples\": \(fresh)"
      : "take others, or calibrate with other noise or on halves"
    return
      "\(count) of the \(samples) samples are those with which `locus calibrate` chose values of "
      + "\(names.isEmpty ? "the denoisers" : names.spoken()); they are no test of these (\(advice))"
  }
}
