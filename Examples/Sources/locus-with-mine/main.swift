import Framework
import MyDenoisers
import MyTasks
import Runner

Tool.main {
  try Catalogue.standard().adding(ShrinkToMean.self).adding(MaxError.self).adding(Drift.self)
}
