// Who works with images needs numbers and files, too.
@_exported import LocusFormats
@_exported import LocusNumerics
