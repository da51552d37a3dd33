# The extension for VS Code.
[CmdletBinding()]
param([switch] $CI)

. (Join-Path $PSScriptRoot 'Part.ps1')
$node, $npm = 'node', 'npm' | ForEach-Object { Get-Command -Name $_ -CommandType Application -ErrorAction Ignore | Select-Object -First 1 }
if (-not $node -or -not $npm) {
    Add-Missing 'Node.js 18.20 or newer with npm was not found: https://nodejs.org'
    Complete-Part
}
Set-Location -LiteralPath (Join-Path $root 'tests/editor')
$null = & $npm ls 2>&1
if ($LASTEXITCODE -ne 0) {
    & $npm ci --no-audit --no-fund
    if ($LASTEXITCODE -ne 0) {
        Add-Missing 'The packages of tests/editor, which npm ci installs.'
        Complete-Part
    }
}
$lines = @(& $node --test --test-reporter=tap 2>&1 | ForEach-Object { "$_" })
$code = $LASTEXITCODE
if ($code -ne 0) {
    $lines | Where-Object { $_ -notmatch '^ok ' }
}
$number = @{}
foreach ($match in [regex]::Matches($lines -join "`n", '(?m)^# (pass|fail) (\d+)')) {
    $number[$match.Groups[1].Value] = [int] $match.Groups[2].Value
}
Add-Outcome -Kind passed -Number ([int] $number['pass'])
Add-Outcome -Kind failed -Number $(if ($code -eq 0) { 0 } else { [Math]::Max(1, [int] $number['fail']) })
Complete-Part
