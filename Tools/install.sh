#!/usr/bin/env bash
# Installs Locus under a prefix: the program with its networks, the manual page and what shells
# complete. Needs Swift 6.1 or newer, unless --built names a folder with a built program.
#
#     Tools/install.sh [--prefix DIR] [--static | --built DIR]   # PREFIX: ~/.local if not given
#     Tools/install.sh --uninstall [--prefix DIR]
#
# With --static the program carries Swift's standard library (on Linux; linking then needs the
# development files of libcurl and libxml2) and runs where no Swift is installed.
# PREFIX/lib/locus holds the program and, beside it, the folder of its networks, where it looks for
# them; PREFIX/bin/locus is a link to it. The prefix may be moved as a whole.
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
  printf 'install.sh: %s\n' "$1" >&2
  exit "${2:-1}"
}

prefix=${HOME:+$HOME/.local} built='' uninstall='' static=''
while [ $# -gt 0 ]; do
  case "$1" in
    --prefix | --built)
      [ -n "${2:-}" ] || fail "$1 needs a folder" 2
      if [ "$1" = --prefix ]; then prefix=$2; else built=$2; fi
      shift
      ;;
    --uninstall) uninstall=yes ;;
    --static) static=yes ;;
    -h | --help)
      sed -n '2,12s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    *) fail "unknown word $1; known: --prefix DIR, --static, --built DIR, --uninstall" 2 ;;
  esac
  shift
done
[ -n "$prefix" ] || fail "give --prefix, as there is no \$HOME" 2

library=$prefix/lib/locus
# A file in our folder marks it as ours: no other is ever removed.
mark=$library/installed-by-locus
files=(bin/locus share/man/man1/locus.1 share/bash-completion/completions/locus
  share/zsh/site-functions/_locus share/fish/vendor_completions.d/locus.fish)

if [ -n "$uninstall" ]; then
  [ -f "$mark" ] || fail "$prefix holds no Locus that this script installed"
  for file in "${files[@]}"; do rm -f "$prefix/$file"; done
  rm -rf "$library"
  printf 'Removed from %s.\n' "$prefix"
  exit 0
fi

if [ -e "$library" ] && [ ! -f "$mark" ]; then
  fail "$library is there already, and not by this script; move it away or take another --prefix"
fi
if [ ! -f "$mark" ] && { [ -e "$prefix/bin/locus" ] || [ -L "$prefix/bin/locus" ]; }; then
  fail "$prefix/bin/locus is there already, and not by this script"
fi
if [ -z "$built" ]; then
  build=(swift build --package-path "$source" -c release --product locus)
  # On macOS the standard library is a part of the system.
  if [ -n "$static" ] && [ "$(uname -s)" != Darwin ]; then build+=(--static-swift-stdlib); fi
  "${build[@]}"
  built=$("${build[@]}" --show-bin-path)
fi
[ -x "$built/locus" ] || fail "$built holds no built locus"

mkdir -p "$library" || fail "$library cannot be made"
touch "$mark"
# Beside and renamed: a run of the old program goes on with its own file.
cp "$built/locus" "$library/.locus.new"
mv -f "$library/.locus.new" "$library/locus"
for bundle in "$built"/locus_LocusNetworks.resources "$built"/locus_LocusNetworks.bundle; do
  [ -d "$bundle" ] || continue
  rm -rf "${library:?}/${bundle##*/}"
  cp -R "$bundle" "$library/"
  found=yes
done
[ -n "${found:-}" ] || fail "$built holds no networks (locus_LocusNetworks.resources)"

for file in "${files[@]}"; do mkdir -p "$prefix/$(dirname "$file")"; done
ln -sf ../lib/locus/locus "$prefix/bin/locus"
locus=$prefix/bin/locus
"$locus" man >"$prefix/${files[1]}"
"$locus" completion bash >"$prefix/${files[2]}"
"$locus" completion zsh >"$prefix/${files[3]}"
"$locus" completion fish >"$prefix/${files[4]}"
printf '%s is installed as %s\n' "$("$locus" --version)" "$locus"
case ":$PATH:" in
  *":$prefix/bin:"*) ;;
  *) printf 'Put it on your PATH: export PATH="%s/bin:$PATH"\n' "$prefix" ;;
esac
