# What every part of the tests starts with. A part says in its last line how many of its tests passed, failed and were
# skipped, and can be run by itself. It gets -CI where nothing may be skipped.

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = Split-Path -Parent (Split-Path -Parent $PSScriptRoot)
$tools = Join-Path $root '../shared/tools'
$module = Join-Path $root 'target/module/ExTriage'
$shell = (Get-Process -Id $PID).Path
$count = @{ passed = 0; failed = 0; skipped = 0 }

function Add-Outcome([string] $Kind, [string] $What, [int] $Number = 1) {
    $count[$Kind] += $Number
    if ($What) {
        "  $($Kind): $What"
    }
}

# What cannot run here is skipped, or fails where nothing may be skipped.
function Add-Missing([string] $What) {
    Add-Outcome -Kind $(if ($CI) { 'failed' } else { 'skipped' }) -What $What
}

function Complete-Part {
    "$($count.passed) passed, $($count.failed) failed, $($count.skipped) skipped"
    exit [int] ($count.failed -gt 0)
}
