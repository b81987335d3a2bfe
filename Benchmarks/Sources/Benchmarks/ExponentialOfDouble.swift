import Foundation

/// The exponential function of the system's library.
func exponentialOfDouble(_ x: Double) -> Double { exp(x) }
