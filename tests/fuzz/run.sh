#!/usr/bin/env bash
# Runs the fuzz targets, each for so many seconds: tests/fuzz/run.sh SECONDS [TARGET...]
# It needs cargo-fuzz (cargo install cargo-fuzz --locked) and a C++ compiler. What is found is printed and kept in
# target/fuzz/artifacts; a file of it belongs in tests/corpus/regressions, where `cargo test` compiles it from then on.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

seconds="${1:?how many seconds for each target}"
shift
targets=("$@")
[ "${#targets[@]}" -gt 0 ] || targets=(parse compile format_round_trip)

# The code has no unsafe outside the C ABI, so a sanitizer would only slow this down, and it needs a nightly compiler.
options=(--fuzz-dir tests/fuzz --target-dir target/fuzz --sanitizer none)
failed=0
cargo fuzz build "${options[@]}" || exit 1
for target in "${targets[@]}"; do
    seeds=()
    [ "$target" != parse ] || seeds=(rules tests/corpus tests/editor/examples)
    corpus="target/fuzz/corpus/$target"
    found="target/fuzz/artifacts/$target"
    mkdir -p "$corpus" "$found"
    log="$(mktemp)"
    # A timeout is a fault as well: nothing of 64 KiB takes ten seconds.
    cargo fuzz run "${options[@]}" "$target" "$corpus" "${seeds[@]}" -- \
        -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=2048 \
        -dict=tests/fuzz/extriage.dict -artifact_prefix="$found/" >"$log" 2>&1
    code=$?
    grep -E '^(Done|stat::)' "$log"
    if [ "$code" -eq 0 ]; then
        echo "$target: passed"
    else
        failed=$((failed + 1))
        tail -n 60 "$log"
        echo "$target: FAILED, the input is in $found"
    fi
    rm -f "$log"
done
echo "$((${#targets[@]} - failed)) passed, $failed failed"
exit "$((failed > 0))"
