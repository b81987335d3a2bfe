import Foundation
import Framework

/// What an experiment will compute: its runs, their models, and the units that these are cut into.
///
/// A plan is made from the spec and the data's content, before any model is fitted.
public struct Plan: Sendable {
  /// More units than this are a mistake in the spec.
  static let largest = 1_000_000

  public let experiment: Experiment
  /// The task of all runs.
  public let task: any ExperimentTask.Type
  public let runs: [RunPlan]
  /// What a user should know although nothing is wrong: one sentence each, in the order of the runs.
  /// They are no part of any identity.
  public let remarks: [String]

  public var units: [Unit] { runs.flatMap { $0.models.flatMap(\.units) } }
}

/// One run with its data and models.
public struct RunPlan: Sendable {
  public let index: Int
  public let spec: RunSpec
  /// What the run computes; nil for a task that asks no models.
  let task: (any ModelTask)?
  public let samples: Int
  /// The class of each sample; nil for a run without classes.
  public let classes: [Int]?
  /// What the units start from: seeded noise, given noise, held-out or given images.
  let source: SampleSource
  public let trainingHash: String
  /// Shape of the run's images.
  public let shape: ImageShape
  /// What the task's tables need to know; see ``ModelTask/details(in:)``.
  let details: JSON
  /// The reference first, if there is one, then the variants.
  public let models: [ModelPlan]

  var reference: ModelPlan? { models.first { $0.isReference } }
  var variants: [ModelPlan] { models.filter { !$0.isReference } }

  /// The sweeps that led here, as `dataset.limit=100,seed=1`; empty without any.
  public var name: String { spec.name }
}

/// One denoiser of a run and its units.
public struct ModelPlan: Sendable {
  public let variant: Variant
  public let isReference: Bool
  /// Whether it is fitted to the images of each sample's class alone.
  let withinClass: Bool
  public let units: [Unit]
}

/// A model's answers to a block of samples: the piece that is computed, recorded and resumed.
public struct Unit: Sendable {
  /// Hash of everything that can change the unit's numbers, and of nothing else.
  public let id: String
  public let samples: Range<Int>
}

extension Plan {
  /// Units that may be taken over from other folders: of models that are known through and through.
  var adoptable: Set<String> {
    Set(
      runs.flatMap { run in
        let needed = [run.reference].compactMap { $0 }.filter { _ in run.spec.isMadeFromReference }
        return run.models.filter { model in
          (needed + [model]).allSatisfy { $0.variant.denoiser.make.isFullyKnown() }
        }.flatMap { $0.units.map(\.id) }
      })
  }
}
