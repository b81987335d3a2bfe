#!/bin/sh
# Looks at the object files of the AVX kernel targets for code that the linker could share with the
# rest of the program, which old processors run too.
#
#     Tools/check_kernel_objects.sh [build folder, default .build/debug]
#
# A weak symbol is one that several object files may define; the linker keeps one of them. Weak
# symbols of the kernel module itself (its name stands in theirs) exist once. Any other weak function
# is a generic of the standard library that was specialised with AVX instructions: rewrite the kernel
# so that it is not needed.
set -eu

build=${1:-.build/debug}
nm=$(command -v llvm-nm || command -v nm) || { echo "no nm found" >&2; exit 2; }
checked=0
status=0

for target in KernelsAVX2 KernelsAVX512; do
  for object in "$build/$target.build"/*.o; do
    [ -e "$object" ] || continue
    checked=$((checked + 1))
    # Mangled names of a module begin with the length of its name and its name.
    own="^\\\$s${#target}${target}"
    leaks=$("$nm" "$object" | awk '$2 == "W" || $2 == "w" { print $3 }' | grep -v "$own" || true)
    if [ -n "$leaks" ]; then
      echo "$object: shared code with $target instructions:" >&2
      echo "$leaks" | sed 's/^/  /' >&2
      status=1
    fi
  done
done

if [ "$checked" -eq 0 ]; then
  echo "$build: no objects of the AVX kernels; build first" >&2
  exit 2
fi
[ "$status" -eq 0 ] && echo "$checked kernel objects checked: nothing shared"
exit "$status"
