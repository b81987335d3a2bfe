// A plugin imports Framework alone: what it needs of the floors below comes with it.
@_exported import LocusImages
