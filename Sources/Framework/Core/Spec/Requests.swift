/// A plugin as a spec asks for it: which one, and with which parameters.
public struct PluginRequest<Made: Sendable>: Sendable {
  public let name: String
  public let algorithmVersion: Int
  /// Whether the version alone stands for the plugin's code; see ``CodeIdentity``.
  public let isKnownByVersion: Bool
  /// All parameters with their defaults, as in a spec.
  public let parameters: JSON
  /// Keys that the spec gives, in its order.
  public let explicitKeys: [String]

  private let identityOfCode: @Sendable () throws -> JSON
  private let identityOfParameters: @Sendable () throws -> JSON
  /// Builds the plugin.
  public let make: Made

  init(
    _ plugin: any Plugin.Type, _ parameters: some ParameterSet, explicitKeys: [String], make: Made,
    reportedVersion: @escaping @Sendable () throws -> String? = { nil }
  ) {
    name = plugin.name
    algorithmVersion = plugin.algorithmVersion
    isKnownByVersion = CodeIdentity.isKnownByVersion(plugin)
    self.parameters = parameters.json
    self.explicitKeys = explicitKeys
    identityOfCode = {
      var code = try CodeIdentity.of(plugin)
      if let version = try reportedVersion() { code["reported"] = .string(version) }
      return code
    }
    identityOfParameters = { try parameters.identity() }
    self.make = make
  }

  /// What can change the plugin's numbers: name, code and parameters, files by their content.
  public func identity() throws -> JSON {
    [
      "name": .string(name), "code": try identityOfCode(),
      "parameters": try identityOfParameters(),
    ]
  }
}

public typealias TaskRequest = PluginRequest<any SpecTask>
public typealias ScheduleRequest = PluginRequest<any Schedule>
public typealias MetricRequest = PluginRequest<any Metric>
public typealias DatasetSource = PluginRequest<@Sendable () throws -> any Dataset>
public typealias DenoiserRequest = PluginRequest<DenoiserMaker>

extension MetricRequest {
  /// The name, with the parameters that the spec gives: what the tables call the metric.
  public var label: String {
    guard !explicitKeys.isEmpty else { return name }
    let given = explicitKeys.map { "\($0)=\(parameters[$0]?.canonicalText ?? "")" }
    return "\(name)[\(given.joined(separator: ","))]"
  }
}

extension TaskRequest {
  /// Which shared keys of a spec the task takes.
  public var keys: TaskKeys { type(of: make).keys }
}

/// Fits a denoiser whose parameters have been read.
public struct DenoiserMaker: Sendable {
  public let fit: @Sendable (TrainingSet) throws -> any Denoiser
  public let ownNoise: @Sendable () throws -> ImageBatch?
  public let answersWithCleanImages: Bool
  public let check: @Sendable (ImageShape, [NoiseLevel]) throws -> Void
  public let isFullyKnown: @Sendable () -> Bool
  public let checkImages: @Sendable (_ count: Int, _ haveLabels: Bool) throws -> Void
  public let remarks: @Sendable ([NoiseLevel]) throws -> [String]
  public let classUse: @Sendable () throws -> ClassUse
  public let checkClasses: @Sendable (_ classes: [Int]?) throws -> Void
  public let remarksOnClasses: @Sendable (_ classes: [Int]?) throws -> [String]
  public let ownClasses: @Sendable () throws -> [Int]?
  public let memory: @Sendable (ImageShape, _ images: Int, _ steps: Int) -> Int
  public let sharedMemory: @Sendable () -> SharedMemory
  /// How often an answer goes over the data, where processes can share them; see ``ShardedDenoiser``.
  ///
  /// - Throws: ``SpecIssue`` where they cannot.
  public let dataPasses: @Sendable () throws -> Int
}

// MARK: - Reading entries

extension Catalogue {
  /// Reads `{"name": …, parameters…}`, or just a name, as an entry of `registry`.
  ///
  /// - Parameter shared: keys of the entry that are not the plugin's parameters.
  private func entry<Made>(
    _ json: JSON, in registry: Registry, sharing shared: [String], with reader: ParameterReader,
    open: (any Plugin.Type, JSON, [String]) -> Made?
  ) -> Made? {
    var object = json
    if json.string != nil { object.kind = .object([JSON.Member("name", json)]) }
    guard object.members != nil else {
      return reader.expected("an object with the key \"name\"", found: json)
    }
    guard let name = object["name"] else {
      reader.report(
        "the required key \"name\" is missing; it names one of the \(registry.kind): "
          + registry.names.joined(separator: ", ") + json.sweepHint, at: json)
      return nil
    }
    return registry.find(name, with: reader.at("name")).flatMap {
      open($0, object, ["name"] + shared)
    }
  }

  private func explicitKeys(_ json: JSON, except others: [String]) -> [String] {
    (json.members ?? []).map(\.key).filter { !others.contains($0) }
  }

  /// - Parameter others: keys that are read by somebody else.
  func denoiser(
    _ json: JSON, sharing others: [String], with reader: ParameterReader
  ) -> DenoiserRequest? {
    entry(json, in: denoisers, sharing: others, with: reader) {
      plugin, json, shared in
      func open<D: Denoiser>(_ type: D.Type) -> DenoiserRequest? {
        D.Parameters.read(json, with: reader, sharedWith: shared).map { parameters in
          DenoiserRequest(
            type, parameters, explicitKeys: explicitKeys(json, except: shared),
            make: DenoiserMaker(
              fit: { try D(parameters, fittedTo: $0) },
              ownNoise: { try D.ownNoise(parameters) },
              answersWithCleanImages: D.answersWithCleanImages,
              check: { try D.check(parameters, shape: $0, levels: $1) },
              isFullyKnown: { D.isFullyKnown(parameters) },
              checkImages: { try D.check(parameters, images: $0, haveLabels: $1) },
              remarks: { try D.remarks(parameters, levels: $0) },
              classUse: { try D.classUse(parameters) },
              checkClasses: { try D.check(parameters, classes: $0) },
              remarksOnClasses: { try D.remarks(parameters, classes: $0) },
              ownClasses: { try D.ownClasses(parameters) },
              memory: { D.memory(parameters, shape: $0, count: $1, steps: $2) },
              sharedMemory: { D.sharedMemory(parameters) },
              dataPasses: { try Self.dataPasses(type, parameters) }),
            reportedVersion: { try D.reportedVersion(parameters) })
        }
      }
      return (plugin as? any Denoiser.Type).flatMap { open($0) }
    }
  }

  private static func dataPasses(
    _ type: any Denoiser.Type, _ parameters: any ParameterSet
  ) throws -> Int {
    func open<D: ShardedDenoiser>(_ type: D.Type) throws -> Int? {
      try (parameters as? D.Parameters).map { try D.dataPasses($0) }
    }
    guard let sharded = type as? any ShardedDenoiser.Type, let passes = try open(sharded) else {
      throw SpecIssue("its answers are not sums over all training images")
    }
    return passes
  }

  /// The task that a spec names, with its parameters, which are keys of the spec itself.
  func task(_ name: JSON, of spec: JSON, with reader: ParameterReader) -> TaskRequest? {
    // What is no name at all is reported with the other keys.
    guard name.string != nil, let plugin = tasks.find(name, with: reader.at("task")) else {
      return nil
    }
    func open<T: SpecTask>(_ type: T.Type) -> TaskRequest? {
      made(spec, with: reader, sharing: nil) { (parameters: T.Parameters) in
        TaskRequest(
          type, parameters,
          explicitKeys: T.Parameters.keys.filter { spec[$0] != nil }, make: try T(parameters))
      }
    }
    return (plugin as? any SpecTask.Type).flatMap { open($0) }
  }

  func dataset(_ json: JSON, with reader: ParameterReader) -> DatasetRequest? {
    entry(json, in: datasets, sharing: DatasetOptions.keys, with: reader) { plugin, json, shared in
      func open<D: Dataset>(_ type: D.Type) -> DatasetRequest? {
        let options = DatasetOptions.read(json, with: reader, sharedWith: nil)
        let source = made(json, with: reader, sharing: shared) { (parameters: D.Parameters) in
          // Made once to check the parameters together; the images are loaded later.
          _ = try D(parameters)
          return DatasetSource(
            type, parameters, explicitKeys: explicitKeys(json, except: shared),
            make: { try D(parameters) })
        }
        guard let source, let options else { return nil }
        return DatasetRequest(source: source, options: options)
      }
      return (plugin as? any Dataset.Type).flatMap { open($0) }
    }
  }

  func schedule(_ json: JSON, with reader: ParameterReader) -> ScheduleRequest? {
    entry(json, in: schedules, sharing: [], with: reader) { plugin, json, shared in
      func open<S: Schedule>(_ type: S.Type) -> ScheduleRequest? {
        made(json, with: reader, sharing: shared) { (parameters: S.Parameters) in
          let schedule = try S(parameters)
          if let level = schedule.levels.first(where: { !$0.isUsable }) {
            throw SpecIssue(
              "these parameters give signal \(level.signal) and noise \(level.noise) at step "
                + "\(level.step); both must be finite and above 0")
          }
          return ScheduleRequest(
            type, parameters, explicitKeys: explicitKeys(json, except: shared), make: schedule)
        }
      }
      return (plugin as? any Schedule.Type).flatMap { open($0) }
    }
  }

  func metric(_ json: JSON, with reader: ParameterReader) -> MetricRequest? {
    entry(json, in: metrics, sharing: [], with: reader) { plugin, json, shared in
      func open<M: Metric>(_ type: M.Type) -> MetricRequest? {
        made(json, with: reader, sharing: shared) { (parameters: M.Parameters) in
          MetricRequest(
            type, parameters, explicitKeys: explicitKeys(json, except: shared),
            make: try M(parameters))
        }
      }
      return (plugin as? any Metric.Type).flatMap { open($0) }
    }
  }

  /// Builds a plugin that needs nothing but its parameters; what it throws is an issue of the spec.
  private func made<P: ParameterSet, Made>(
    _ json: JSON, with reader: ParameterReader, sharing shared: [String]?,
    _ make: (P) throws -> Made
  ) -> Made? {
    guard let parameters = P.read(json, with: reader, sharedWith: shared) else { return nil }
    do {
      return try make(parameters)
    } catch {
      reader.report((error as? SpecIssue)?.message ?? "\(error)", at: json)
      return nil
    }
  }
}
