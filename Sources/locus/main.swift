import Foundation
import Framework
import Runner

SystemMemory.keepFreed()
exit(Tool(catalogue: try Catalogue.standard()).run(CommandLine.arguments).rawValue)
