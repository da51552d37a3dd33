#requires -Version 5.1
<#
.SYNOPSIS
    Builds ExTriage and runs every test.
.DESCRIPTION
    Runs the tests of the engine (cargo), the tests that stand in the rules, the tests of the built module (Pester) and,
    where wine and a compiler for Windows are there, the module in PowerShell for Windows, whose results must be those
    of this machine. A table tells how long each part took. The last line says how many passed, failed and were skipped;
    the exit code is 0 when none failed.

    Needs PowerShell 7.2, to which Windows PowerShell hands over, Rust, Pester 5 or newer (which is fetched into target/tools), and
    Node.js for the extension for VS Code. What is missing is skipped and told. Each part is a script in powershell/test that can be run by itself.
.PARAMETER CI
    Nothing is skipped: what is missing fails.
.EXAMPLE
    pwsh powershell/test.ps1
#>
[CmdletBinding()]
param(
    [switch] $CI
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = Split-Path -Parent $PSScriptRoot
$passOn = @(if ($CI) { '-CI' })

# Windows PowerShell builds and tries the module, and has no Pester that is new enough.
if ($PSVersionTable.PSVersion -lt [version] '7.2') {
    $newer = @('pwsh'; "$env:ProgramFiles\PowerShell\7\pwsh.exe") |
        ForEach-Object { Get-Command -Name $_ -CommandType Application -ErrorAction SilentlyContinue } | Select-Object -First 1
    if (-not $newer) {
        [Console]::Error.WriteLine("The tests need PowerShell 7.2 or newer, and this is $($PSVersionTable.PSVersion). To install it: winget install Microsoft.PowerShell. To build the module and try it here: powershell\demo.ps1")
        exit 1
    }
    & $newer.Source -NoProfile -File $PSCommandPath @passOn
    exit $LASTEXITCODE
}

# A PowerShell without Pester hands over to the one beside the checkout, where there is one.
$pester = Get-Module -ListAvailable -Name Pester | Where-Object { $_.Version.Major -ge 5 } | Select-Object -First 1
$other = Join-Path $root '../shared/tools/pwsh'
if (-not $pester -and $IsLinux -and -not $env:EXTRIAGE_TEST_SHELL -and (Test-Path -LiteralPath $other)) {
    $env:EXTRIAGE_TEST_SHELL = $other
    & $other -NoProfile -File $PSCommandPath @passOn
    exit $LASTEXITCODE
}

# What is tested, how many seconds two cores that nothing else uses are well done with it, and the script.
$parts = [ordered] @{
    build   = 'The build', 100, 'build.ps1'
    editor  = 'The extension for VS Code', 60, 'editor.ps1'
    windows = 'The module in PowerShell for Windows', 300, 'windows.ps1'
    engine  = 'The engine', 200, 'engine.ps1'
    rules   = 'The tests in the rules', 20, 'rules.ps1'
    module  = 'The module', 150, 'module.ps1'
}
$count = @{ passed = 0; failed = 0; skipped = 0 }
$times = [System.Collections.Generic.List[object]]::new()

# A part runs beside others and is told when its turn comes, so that what it says stays together.
function Start-Part([string] $Name) {
    $script = Join-Path $PSScriptRoot "test/$($parts[$Name][2])"
    $shell = (Get-Process -Id $PID).Path
    Start-ThreadJob -Name $Name -ArgumentList $shell, $script, $passOn -ThrottleLimit 10 -ScriptBlock {
        param($shell, $script, $passOn)
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        & $shell -NoProfile -NonInteractive -File $script @passOn 2>&1 | ForEach-Object { "$_" }
        @{ Code = $LASTEXITCODE; Seconds = $watch.Elapsed.TotalSeconds }
    }
}

# Tells a part as it goes and gives whether all of it is well.
function Show-Part([System.Management.Automation.Job] $Job) {
    $title, $bound = $parts[$Job.Name][0, 1]
    "`n== $title" | Out-Host
    $last = ''
    Receive-Job -Job $Job -Wait -AutoRemoveJob | ForEach-Object {
        if ($_ -is [hashtable]) {
            $end = $_
        } else {
            if ($last) { $last | Out-Host }
            $last = $_
        }
    }
    # Its last line is its count; without one it broke.
    if ($last -match '^(\d+) passed, (\d+) failed, (\d+) skipped$') {
        $number = [int[]] $Matches[1, 2, 3]
    } else {
        $number = 0, 1, 0
        "$last`n  failed: the part ended without its count" | Out-Host
    }
    if ($end.Code -ne 0 -and $number[1] -eq 0) { $number[1] = 1 }
    $count.passed += $number[0]
    $count.failed += $number[1]
    $count.skipped += $number[2]
    $slow = if ($end.Seconds -gt $bound) { "SLOW: $bound s are enough" }
    $times.Add(('{0,6:n0} s  {1,-38} {2,5} passed, {3} failed, {4} skipped  {5}' -f $end.Seconds, $title, $number[0], $number[1], $number[2], $slow).TrimEnd())
    "  $($number[0]) passed, $($number[1]) failed, $($number[2]) skipped in $([Math]::Round($end.Seconds)) s. $slow" | Out-Host
    $number[1] -eq 0
}

$watch = [System.Diagnostics.Stopwatch]::StartNew()
$editor = Start-Part editor
$isBuilt = Show-Part (Start-Part build)
# The engine for Windows is another build, which keeps the second core busy. The module comes after both, since some of
# its tests look at the time.
$windows = if ($isBuilt) { Start-Part windows }
$null = Show-Part (Start-Part engine)
$null = Show-Part $editor
if ($isBuilt) {
    $null = Show-Part $windows
    $null = Show-Part (Start-Part rules)
    $null = Show-Part (Start-Part module)
}

"`n== Times`n$($times -join "`n")`n$('{0,6:n0} s  altogether' -f $watch.Elapsed.TotalSeconds)"
"`n$($count.passed) passed, $($count.failed) failed, $($count.skipped) skipped"
exit [int] ($count.failed -gt 0)
