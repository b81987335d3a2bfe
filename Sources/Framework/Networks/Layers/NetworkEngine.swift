import Framework

/// What the layers of a network compute with.
struct NetworkEngine: Sendable {
  let table: KernelTable
  let pool: WorkPool

  init(table: KernelTable = .current, pool: WorkPool = .shared) {
    self.table = table
    self.pool = pool
  }

  var kernels: any NetworkKernelSet.Type { table.networks }
}
