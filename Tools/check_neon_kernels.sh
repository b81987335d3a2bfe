#!/bin/sh
# Compiles the kernels for 64-bit ARM on any machine, so that code for NEON does not rot where there
# is no such processor.
#
#     Tools/check_neon_kernels.sh
#
# Kernels know nothing but pointers and SIMD types, so the embedded standard library will do, which
# every toolchain brings along for other targets. Fails as well if a product went back to lane by
# lane: its inner loop multiplies and adds whole vectors.
set -eu

cd "$(dirname "$0")/../Sources/Framework/Kernels/Vector"
object=$(mktemp)
trap 'rm -f "$object"' EXIT

find . -name '*.swift' -exec swiftc -c -o "$object" -module-name KernelsBaseline \
  -target aarch64-none-none-elf -enable-experimental-feature Embedded -wmo -parse-as-library \
  -D HAVE_FMA -Ounchecked {} +

objdump=$(command -v llvm-objdump) || { echo "compiled for NEON; no llvm-objdump to look further"; exit 0; }
for kernels in Float Double; do
  fused=$("$objdump" -d "$object" | awk -v name="${kernels}A0O14multiplyPanels" '
    />:$/ { inside = index($0, name) } inside && /fmla/ { n++ } END { print n + 0 }')
  # Eight rows and three vectors, once for whole tiles and once for those at the edge.
  [ "$fused" -eq 48 ] || { echo "$kernels: $fused fused vector operations, not 48" >&2; exit 1; }
done
echo "compiled for NEON; the tiles are whole vectors"
