#!/bin/sh
# Builds ExTriage and triages the sample server that comes with it. Brings what is missing, see build/find.sh; where
# PowerShell cannot be had, the engine shows what it finds without it. In Windows: powershell -File powershell\demo.ps1
set -u
# shellcheck source=powershell/build/find.sh
. "$(dirname "$0")/build/find.sh"

find_rust || exit 1
if find_powershell; then
    exec "$pwsh" -NoProfile -File "$root/powershell/demo.ps1" "$@"
fi
say "Without PowerShell: $why."
say "$how This is what the engine finds by itself."
cd "$root" || exit 1
printf '\n$ cargo run --example triage -- tests/servers/ex01\n'
exec cargo run --locked --example triage -- tests/servers/ex01
