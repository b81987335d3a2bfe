import Foundation
import Framework

/// What an experiment will compute: its models and the units they are cut into.
///
/// A plan is made from the spec and the data's content, before any model is fitted.
public struct Plan: Sendable {
  /// Samples in a unit. Fixed, so that units and results never depend on the machine.
  public static let samplesPerUnit = 8
  /// The same for gradients, which cost as much as many estimates.
  public static let samplesPerSensitivityUnit = 1
  /// More units than this are a mistake in the spec.
  public static let largest = 1_000_000

  public let experiment: Experiment
  public let settings: [SettingPlan]

  /// Samples of the largest unit.
  var largestUnit: Int { units.map(\.samples.count).max() ?? Self.samplesPerUnit }

  public var units: [Unit] { settings.flatMap { $0.models.flatMap(\.units) } }
}

/// One setting with its data and models.
public struct SettingPlan: Sendable {
  public let index: Int
  public let setting: Setting
  public let samples: Int
  /// What the units start from: seeded noise, given noise, held-out or given images.
  public let source: SampleSource
  /// Output pixels of the task `sensitivity`; none for others.
  public let pixels: [Pixel]
  public let trainingHash: String
  /// Shape of the run's images.
  public let shape: ImageShape
  /// The reference first, if there is one, then the variants.
  public let models: [ModelPlan]

  public var reference: ModelPlan? { models.first { $0.isReference } }
  public var variants: [ModelPlan] { models.filter { !$0.isReference } }

  /// The sweeps that led here, as `dataset.limit=100,seed=1`; empty without any.
  public var name: String { setting.name }
}

/// One denoiser of a setting and its units.
public struct ModelPlan: Sendable {
  public let variant: Variant
  public let isReference: Bool
  public let units: [Unit]
}

/// A variant's answers to a block of samples: the piece that is computed, recorded and resumed.
public struct Unit: Sendable {
  /// Hash of everything that can change the unit's numbers, and of nothing else.
  public let id: String
  public let samples: Range<Int>
}
