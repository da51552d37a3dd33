# The tests of the engine, which cargo builds and runs.
[CmdletBinding()]
param([switch] $CI)

. (Join-Path $PSScriptRoot 'Part.ps1')
. (Join-Path $root 'powershell/build/Tools.ps1')
. (Join-Path $root 'powershell/build/Library.ps1')
try {
    $cargo = Find-Cargo
} catch {
    Add-Outcome -Kind failed -What $_.Exception.Message
    Complete-Part
}
& $cargo test --profile quick --locked --no-fail-fast --manifest-path (Join-Path $root 'Cargo.toml') 2>&1 | ForEach-Object { "$_" } |
    Tee-Object -Variable all | Where-Object { $_ -notmatch '^test .* \.\.\. ok$' }
$code = $LASTEXITCODE
foreach ($match in [regex]::Matches($all -join "`n", '(?m)^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored')) {
    # An ignored test is one that the suite runs in a process of its own.
    Add-Outcome -Kind passed -Number ([int] $match.Groups[1].Value)
    Add-Outcome -Kind failed -Number ([int] $match.Groups[2].Value)
}
if ($code -ne 0 -and $count.failed -eq 0) {
    Add-Outcome -Kind failed -What 'cargo test'
}
Complete-Part
