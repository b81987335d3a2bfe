import Foundation

/// Where a fetch stands; reported at every change of phase and a few times a second between.
public struct FetchProgress: Sendable, Equatable {
  /// What is being done with the file.
  public enum Phase: Sendable, Equatable {
    /// The file was there before. Not `verified` means that only its length could be checked.
    case alreadyThere(verified: Bool)
    /// Bytes are on their way from that URL.
    case downloading(from: URL)
    /// An attempt failed and the same or the next mirror is tried; says why.
    case retrying(URL, reason: String)
    /// Length and MD5 are being compared.
    case verifying
    /// The archive's members are being written.
    case unpacking
    /// The file is complete, verified and in its place.
    case finished
  }

  /// Path of the file below the data folder.
  public let file: String
  public let phase: Phase
  /// Bytes on disk so far, those of earlier runs included.
  public let bytes: Int
  /// Bytes of the complete file.
  public let total: Int
  /// Mean rate of the running transfer, bytes of earlier runs not counted; 0 outside a transfer.
  public let bytesPerSecond: Double

  public init(
    file: String, phase: Phase, bytes: Int, total: Int, bytesPerSecond: Double = 0
  ) {
    self.file = file
    self.phase = phase
    self.bytes = bytes
    self.total = total
    self.bytesPerSecond = bytesPerSecond
  }
}
