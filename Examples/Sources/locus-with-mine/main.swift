import Foundation
import Framework
import MyDenoisers
import Runner

let catalogue = try Catalogue.standard().adding(ShrinkToMean.self).adding(MaxError.self)
exit(Tool(catalogue: catalogue).run(CommandLine.arguments).rawValue)
