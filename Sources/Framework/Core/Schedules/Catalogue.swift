/// The schedules that come with Locus.
public enum BuiltInSchedules {
  public static let all: [any Schedule.Type] = [
    DDPMLinear.self,
    Cosine.self,
    Karras.self,
    Flow.self,
  ]
}
