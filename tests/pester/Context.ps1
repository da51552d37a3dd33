# What every test file starts with: where things are, and the built module.

$root = Split-Path -Parent (Split-Path -Parent $PSScriptRoot)
$modulePath = Join-Path $root 'target/module/ExTriage'
$servers = Join-Path $root 'tests/servers'

# Real setup logs that are not part of the project; tests that need them are skipped where they are not.
$realLogs = Join-Path $root '../shared/data/setup-logs'
$hasRealLogs = Test-Path -LiteralPath $realLogs

# A folder without access is none for root, who gives up that right by setpriv.
$setpriv = Get-Command -Name setpriv -CommandType Application -ErrorAction Ignore
$isRoot = $IsLinux -and (id -u) -eq '0'

if (-not (Test-Path -LiteralPath (Join-Path $modulePath 'lib'))) {
    throw 'The module is not built: run powershell/build.ps1, or powershell/test.ps1, which does both.'
}
Import-Module -Name (Join-Path $modulePath 'ExTriage.psd1')
