/// The instructions of Python's pickle machine, named as in Python's `pickletools`.
enum PickleOpcode: UInt8 {
  // Protocol 0: arguments are lines of text.
  case mark = 0x28, stop = 0x2E, pop = 0x30, popMark = 0x31, dup = 0x32
  case float = 0x46, int = 0x49, long = 0x4C, none = 0x4E, string = 0x53, unicode = 0x56
  case persid = 0x50, reduce = 0x52, append = 0x61, build = 0x62, global = 0x63, dict = 0x64
  case get = 0x67, inst = 0x69, list = 0x6C, put = 0x70, setitem = 0x73, tuple = 0x74
  // Protocol 1: binary arguments.
  case emptyTuple = 0x29, emptyList = 0x5D, emptyDict = 0x7D
  case binfloat = 0x47, binint = 0x4A, binint1 = 0x4B, binint2 = 0x4D
  case binstring = 0x54, shortBinstring = 0x55, binunicode = 0x58
  case binpersid = 0x51, appends = 0x65, binget = 0x68, longBinget = 0x6A, obj = 0x6F
  case binput = 0x71, longBinput = 0x72, setitems = 0x75
  // Protocol 2.
  case proto = 0x80, newobj, ext1, ext2, ext4, tuple1, tuple2, tuple3, newtrue, newfalse
  case long1, long4
  // Protocol 3.
  case binbytes = 0x42, shortBinbytes = 0x43
  // Protocol 4.
  case shortBinunicode = 0x8C, binunicode8, binbytes8, emptySet, additems, frozenset, newobjEx
  case stackGlobal, memoize, frame
  // Protocol 5.
  case bytearray8 = 0x96, nextBuffer, readonlyBuffer
}
