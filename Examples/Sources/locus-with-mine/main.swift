import Foundation
import Framework
import MyDenoisers
import MyTasks
import Runner

let catalogue = try Catalogue.standard()
  .adding(ShrinkToMean.self).adding(MaxError.self).adding(Drift.self)
exit(Tool(catalogue: catalogue).run(CommandLine.arguments).rawValue)
