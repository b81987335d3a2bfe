import Foundation
import Framework
import Runner

exit(Tool(catalogue: try Catalogue.standard()).run(CommandLine.arguments).rawValue)
