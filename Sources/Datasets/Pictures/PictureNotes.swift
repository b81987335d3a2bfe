import Framework

/// How many pictures had what images of a data set do not have.
struct PictureNotes: Sendable {
  /// With an alpha channel or transparent colours.
  var transparent = 0
  /// With 16 bits a sample.
  var deep = 0
  /// With an orientation other than upright.
  var turned = 0
}

extension PictureNotes {
  /// Of one picture.
  init(of picture: Picture) {
    transparent = picture.hasAlpha ? 1 : 0
    deep = picture.bits > 8 ? 1 : 0
    turned = picture.orientation > 1 ? 1 : 0
  }

  static func += (sum: inout PictureNotes, one: PictureNotes) {
    sum.transparent += one.transparent
    sum.deep += one.deep
    sum.turned += one.turned
  }
}
