#!/usr/bin/env bash
# Builds the tests with a sanitizer and runs those whose faults it would see. Fails on any report.
#
#     Tools/sanitize.sh thread               # the pool, caches, runs, claims: data races
#     Tools/sanitize.sh address              # kernels, readers: memory outside of what was asked for
#     Tools/sanitize.sh thread WorkPoolTests # the tests that match a pattern
#
# Everything is built anew the first time, for ten minutes or more on two cores, and the tests take
# several times as long as without. What is built is kept in .build-thread and .build-address.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

kind=${1:-}
case "$kind" in
  thread)
    suites='WorkPoolTests|OnceByKeyTests|ProcessorTimeTests|PassesTests|ImageStoreTests|ImageMakerTests'
    suites+='|GroupedBytesTests|SpectrumCacheTests|MaskCacheTests|HashCacheTests|NetworkCacheTests'
    suites+='|ProgressTests|RunTests|ReuseTests|ClaimTests|ShardTests'
    ;;
  address)
    suites='VectorKernelTests|MatrixKernelTests|LaneFilterTests|ImageScanTests|MatrixTests'
    suites+='|MatrixProductTests|CholeskyTests|SymmetricEigenTests|CovarianceAccumulatorTests'
    suites+='|FloatGroupTests|GroupReaderTests|GroupedBytesTests|ImageStoreTests|ImageMakerTests'
    suites+='|MaskTableTests|MaskProgramTests|PlaceWindowsTests|ShiftedWindowsTests|PatchAverageTests'
    suites+='|PosteriorTests|LayerTests|FormatFuzzTests|TorchFuzzTests|JPEGTests|PNGTests|HashCacheTests'
    ;;
  *)
    echo "usage: Tools/sanitize.sh thread|address [PATTERN]" >&2
    exit 2
    ;;
esac
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# The first report ends the process, so that no test can pass over it.
export TSAN_OPTIONS="halt_on_error=1 ${TSAN_OPTIONS:-}"
# Swift's runtime keeps metadata for good; its leaks are none.
export ASAN_OPTIONS="detect_leaks=0 ${ASAN_OPTIONS:-}"
build=(--sanitize "$kind" --scratch-path ".build-$kind")
swift build --build-tests "${build[@]}"
status=0
swift test --skip-build --disable-xctest "${build[@]}" --filter "${2:-$suites}" 2>&1 |
  tee "$log" || status=$?
if grep -nE 'WARNING: ThreadSanitizer|ERROR: AddressSanitizer' "$log" >&2; then
  echo "failed: the $kind sanitizer has something to say" >&2
  exit 1
fi
[ "$status" -eq 0 ] || exit "$status"
grep -q 'Test run with [1-9]' "$log" || { echo "failed: no test ran" >&2; exit 1; }
echo "the $kind sanitizer has nothing to say"
