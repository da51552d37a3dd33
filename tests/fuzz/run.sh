#!/usr/bin/env bash
# Runs the fuzz targets side by side, each for so many seconds: tests/fuzz/run.sh SECONDS [TARGET...]
# It needs a C++ compiler; SECONDS of 0 only builds them. What is found is printed and kept in target/fuzz/artifacts; a
# file of it belongs in tests/corpus/regressions, where `cargo test` compiles it from then on.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

seconds="${1:?how many seconds for each target}"
shift
targets=("$@")
[ "${#targets[@]}" -gt 0 ] || targets=(parse compile format_round_trip)

# What cargo-fuzz asks of the compiler for libFuzzer, which so need not be installed. The code has no unsafe outside the C
# ABI, so a sanitizer would only slow this down, and it needs a nightly compiler.
flags=(-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares
    -Cllvm-args=-sanitizer-coverage-stack-depth '--cfg fuzzing')
# With a target, build scripts and macros are built without these flags.
triple="$(rustc --print host-tuple 2>/dev/null || rustc -vV | sed -n 's/^host: //p')"
RUSTFLAGS="${flags[*]}" cargo build --locked --release --bins --target "$triple" --manifest-path tests/fuzz/Cargo.toml --target-dir target/fuzz || exit 1
[ "$seconds" -gt 0 ] || exit 0

fuzz() {
    local target="$1" seeds=() corpus="target/fuzz/corpus/$1" found="target/fuzz/artifacts/$1" log code
    [ "$target" != parse ] || seeds=(rules tests/corpus tests/editor/examples)
    mkdir -p "$corpus" "$found"
    log="$(mktemp)"
    # A timeout is a fault as well: nothing of 64 KiB takes ten seconds.
    "target/fuzz/$triple/release/$target" -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=2048 \
        -dict=tests/fuzz/extriage.dict -artifact_prefix="$found/" "$corpus" "${seeds[@]}" >"$log" 2>&1
    code=$?
    if [ "$code" -eq 0 ] && grep -q '^Done' "$log"; then
        echo "$target: passed, $(grep '^Done' "$log")"
    else
        code=1
        tail -n 60 "$log"
        echo "$target: FAILED, the input is in $found"
    fi
    rm -f "$log"
    return "$code"
}

running=()
for target in "${targets[@]}"; do
    fuzz "$target" &
    running+=($!)
done
failed=0
for process in "${running[@]}"; do
    wait "$process" || failed=$((failed + 1))
done
echo "$((${#targets[@]} - failed)) passed, $failed failed"
exit "$((failed > 0))"
