#!/bin/sh
# Builds ExTriage and runs every test. Brings what is missing, see build/find.sh; where PowerShell cannot be had, the
# tests of the engine and of the rules run, and what is left out is named. With -CI nothing may be left out.
# In Windows: powershell -File powershell\test.ps1
set -u
# shellcheck source=powershell/build/find.sh
. "$(dirname "$0")/build/find.sh"

ci=
for argument; do
    case $argument in
        -[cC][iI]) ci=1 ;;
        *)
            say "usage: sh powershell/test.sh [-CI]"
            exit 2
            ;;
    esac
done
find_rust || exit 1
if find_powershell; then
    exec "$pwsh" -NoProfile -File "$root/powershell/test.ps1" "$@"
fi
say "Without PowerShell: $why."

passed=0
failed=0
skipped=0
cd "$root" || exit 1
mkdir -p target
log=$(mktemp target/test.XXXXXX) || exit 1
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM HUP

# Runs a command, shows all but the tests that passed, and keeps its output and exit code.
run() {
    { { "$@" 2>&1; echo "exit code $?"; } | tee "$log" | grep -v -E '^test .* \.\.\. ok$|^exit code [0-9]+$'; } || true
    code=$(sed -n 's/^exit code //p' "$log" | tail -n 1)
}

# Adds what the last lines of tests say, "N passed" and "N failed"; where they say nothing, the exit code counts.
count() {
    good=$(sum passed)
    bad=$(sum failed)
    [ "$code" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
    passed=$((passed + good))
    failed=$((failed + bad))
}

sum() {
    awk -v word="^$1[,;]?$" '/^test result: |^[0-9]+ passed, / {
        for (field = 2; field <= NF; field++) if ($field ~ word) n += $(field - 1)
    } END { print n + 0 }' "$log"
}

leave_out() {
    if [ -n "$ci" ]; then
        failed=$((failed + 1))
        printf '  failed: %s\n' "$1"
    else
        skipped=$((skipped + 1))
        printf '  skipped: %s\n' "$1"
    fi
}

printf '\n== The engine\n'
run cargo test --profile quick --locked --no-fail-fast
count
printf '\n== The tests in the rules\n'
run cargo run --profile quick --quiet --locked --example triage -- --test-rules
count
printf '\n== What needs PowerShell\n'
leave_out 'the build of the module, and its tests (tests/pester)'
leave_out 'the module in PowerShell for Windows (tests/windows)'
leave_out 'the extension for VS Code (tests/editor)'
printf '%s\n' "$how"
printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
