#requires -Version 7.2
<#
.SYNOPSIS
    Builds ExTriage and runs every test.
.DESCRIPTION
    Runs the tests of the engine (cargo), the tests that stand in the rules, the tests of the built module (Pester) and,
    where wine and a compiler for Windows are there, the module in PowerShell for Windows, whose results must be those
    of this machine. The last line says how many passed, failed and were skipped; the exit code is 0 when none failed.

    Needs Rust, Pester 5 or newer (which is fetched into target/tools) with PSScriptAnalyzer, and Node.js for the extension for VS Code. What is missing is skipped and told.
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
$tools = Join-Path $root '../shared/tools'
$shell = (Get-Process -Id $PID).Path

# A PowerShell without the test modules hands over to the one beside the checkout, where there is one.
$pester = Get-Module -ListAvailable -Name Pester | Where-Object { $_.Version.Major -ge 5 } | Select-Object -First 1
$analyzer = Get-Module -ListAvailable -Name PSScriptAnalyzer | Select-Object -First 1
$other = Join-Path $tools 'pwsh'
if ((-not $pester -or -not $analyzer) -and $IsLinux -and -not $env:EXTRIAGE_TEST_SHELL -and (Test-Path -LiteralPath $other)) {
    $env:EXTRIAGE_TEST_SHELL = $other
    & $other -NoProfile -File $PSCommandPath @PSBoundParameters
    exit $LASTEXITCODE
}

. (Join-Path $PSScriptRoot 'build/Pester.ps1')
$noPester = 'Pester 5 or newer was not found.'
try {
    $pester = Find-Pester -Root $root
} catch {
    $noPester = "$($_.Exception.Message) Or: Install-Module Pester -Scope CurrentUser -Force -SkipPublisherCheck"
}

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

function Test-Library {
    "`n== The engine"
    $cargo = Get-Command -Name cargo -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    $path = if ($cargo) { $cargo.Source } else { Join-Path $HOME '.cargo/bin/cargo' }
    if (-not (Test-Path -LiteralPath $path)) {
        Add-Outcome -Kind failed -What 'cargo was not found. Install Rust 1.88 or newer from https://rustup.rs and start a new session.'
        return
    }
    $lines = & $path test --locked --no-fail-fast --manifest-path (Join-Path $root 'Cargo.toml') 2>&1 | ForEach-Object { "$_" } | Tee-Object -Variable all | Where-Object { $_ -notmatch '^test .* \.\.\. ok$' }
    $code = $LASTEXITCODE
    $lines
    $failed = 0
    foreach ($match in [regex]::Matches($all -join "`n", '(?m)^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored')) {
        Add-Outcome -Kind passed -Number ([int] $match.Groups[1].Value)
        Add-Outcome -Kind failed -Number ([int] $match.Groups[2].Value)
        $failed += [int] $match.Groups[2].Value
        # An ignored test is one that the suite runs in a process of its own.
    }
    if ($code -ne 0 -and $failed -eq 0) {
        Add-Outcome -Kind failed -What 'cargo test'
    }
}

function Test-Editor {
    "`n== The extension for VS Code"
    $node, $npm = 'node', 'npm' | ForEach-Object { Get-Command -Name $_ -CommandType Application -ErrorAction Ignore | Select-Object -First 1 }
    if (-not $node -or -not $npm) {
        Add-Missing 'Node.js 18.20 or newer with npm was not found: https://nodejs.org'
        return
    }
    Push-Location -LiteralPath (Join-Path $root 'tests/editor')
    try {
        $null = & $npm ls 2>&1
        if ($LASTEXITCODE -ne 0) {
            & $npm ci
            if ($LASTEXITCODE -ne 0) {
                Add-Missing 'The packages of tests/editor, which npm ci installs.'
                return
            }
        }
        $lines = @(& $node --test --test-reporter=tap 2>&1 | ForEach-Object { "$_" })
        $code = $LASTEXITCODE
    } finally {
        Pop-Location
    }
    if ($code -ne 0) {
        $lines | Where-Object { $_ -notmatch '^ok ' }
    }
    $number = @{}
    foreach ($match in [regex]::Matches($lines -join "`n", '(?m)^# (pass|fail) (\d+)')) {
        $number[$match.Groups[1].Value] = [int] $match.Groups[2].Value
    }
    Add-Outcome -Kind passed -Number ([int] $number['pass'])
    Add-Outcome -Kind failed -Number $(if ($code -eq 0) { 0 } else { [Math]::Max(1, [int] $number['fail']) })
    "  $([int] $number['pass']) tests passed"
}

function Test-Rule([string] $Manifest) {
    "`n== The tests in the rules"
    Import-Module -Name $Manifest -Force
    try {
        $tests = @(Test-ExTriageRule -CI -ErrorAction Stop | Tee-Object -Variable seen | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.RuleTest' })
        Add-Outcome -Kind passed -Number $tests.Count
        "  $($tests.Count) tests passed"
    } catch {
        $seen | Where-Object { $_.PSObject.Properties['Passed'] -and -not $_.Passed } | Format-List -Property RuleId, Name, Reason, Path, Line | Out-String -Width 160
        $seen | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.Diagnostic' } | Out-String -Width 160
        $good = @($seen | Where-Object { $_.PSObject.Properties['Passed'] -and $_.Passed }).Count
        $bad = @($seen | Where-Object { $_.PSObject.Properties['Passed'] -and -not $_.Passed }).Count
        Add-Outcome -Kind passed -Number $good
        Add-Outcome -Kind failed -Number ([Math]::Max(1, $bad)) -What $_.Exception.Message
    }
}

function Test-Module {
    "`n== The module"
    if (-not $pester) {
        Add-Missing $noPester
        return
    }
    if (-not $analyzer) {
        Add-Missing 'PSScriptAnalyzer was not found: Install-Module PSScriptAnalyzer -Scope CurrentUser -Force'
    }
    Import-Module -Name Pester -MinimumVersion 5.0
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = Join-Path $root 'tests/pester'
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'Normal'
    $configuration.Output.RenderMode = 'PlainText'
    # The tests look for members that not every object has, as somebody at the prompt does.
    Set-StrictMode -Off
    $result = Invoke-Pester -Configuration $configuration
    Add-Outcome -Kind passed -Number $result.PassedCount
    # A file or block that broke counts as well: its tests did not run.
    Add-Outcome -Kind failed -Number ($result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount)
    foreach ($test in $result.Skipped) {
        $reason = if ($test.ErrorRecord) { ": $($test.ErrorRecord[0].Exception.Message)" }
        if ($test.ExpandedPath -notmatch 'finds nothing|knows every command' -or $analyzer) {
            Add-Missing "$($test.ExpandedPath)$reason"
        }
    }
}

# Runs tests/windows here and in PowerShell for Windows, and compares what both say.
function Test-Windows {
    "`n== The module in PowerShell for Windows"
    if ($IsWindows) {
        '  This is Windows: the tests above ran here.'
        return
    }
    $wineShell = Join-Path $tools 'pwsh-wine'
    $wine = @('wine64', '/usr/lib/wine/wine64') | Where-Object { Get-Command -Name $_ -CommandType Application -ErrorAction Ignore } | Select-Object -First 1
    $compiler = Get-Command -Name 'x86_64-w64-mingw32-gcc' -CommandType Application -ErrorAction Ignore
    if (-not $wine -or -not $compiler -or -not (Test-Path -LiteralPath $wineShell)) {
        Add-Missing 'PowerShell for Windows: it needs wine64, gcc-mingw-w64-x86-64 and ../shared/tools/pwsh-wine.'
        return
    }
    try {
        $module = & (Join-Path $PSScriptRoot 'build.ps1') -Target win-x64
    } catch {
        Add-Missing "The engine for Windows: $($_.Exception.Message)"
        return
    }

    $work = Join-Path ([System.IO.Path]::GetTempPath()) "extriage-windows-$PID"
    $null = New-Item -ItemType Directory -Path $work
    $kept = $env:WINEPREFIX
    try {
        # A Windows of its own, so that nothing of an earlier run is in it.
        $env:WINEPREFIX = Join-Path $work 'prefix'
        foreach ($script in Get-ChildItem -LiteralPath (Join-Path $root 'tests/windows') -Filter '*.ps1') {
            $name = $script.BaseName
            $here = Join-Path $work "$name.here.json"
            $there = Join-Path $work "$name.there.json"
            & $shell -NoProfile -File $script.FullName -Root $root -Module $module.FullName -Output $here
            & $wineShell -NoProfile -File "Z:$($script.FullName)" -Root "Z:$root" -Module "Z:$($module.FullName)" -Output "Z:$there"
            if (-not (Test-Path -LiteralPath $here) -or -not (Test-Path -LiteralPath $there)) {
                Add-Outcome -Kind failed -What "$name wrote no results"
                continue
            }
            $expected = Get-Content -LiteralPath $here -Raw | ConvertFrom-Json -AsHashtable
            $actual = Get-Content -LiteralPath $there -Raw | ConvertFrom-Json -AsHashtable
            foreach ($case in @($expected.Keys) + @($actual.Keys) | Sort-Object -Unique) {
                # Paths are written in the way of each system.
                $left = ("$($expected[$case])" -replace '\\+', '/') -replace 'Z:/', '/'
                $right = ("$($actual[$case])" -replace '\\+', '/') -replace 'Z:/', '/'
                if ($left -ceq $right -and $left) {
                    Add-Outcome -Kind passed -What "$name, $case"
                } else {
                    $place = 0
                    while ($place -lt $left.Length -and $place -lt $right.Length -and $left[$place] -ceq $right[$place]) { $place++ }
                    $around = { param([string] $text) $start = [Math]::Max(0, $place - 60); $text.Substring($start, [Math]::Min(160, $text.Length - $start)) }
                    Add-Outcome -Kind failed -What "$name, $case, from character $place on`n    here:    $(& $around $left)`n    Windows: $(& $around $right)"
                }
            }
        }
    } finally {
        $env:WINEPREFIX = $kept
        Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction Ignore
    }
}

Test-Library
Test-Editor
try {
    "`n== The build"
    $module = & (Join-Path $PSScriptRoot 'build.ps1')
} catch {
    Add-Outcome -Kind failed -What "The module was not built: $($_.Exception.Message)"
    $module = $null
}
if ($module) {
    Test-Rule -Manifest (Join-Path $module.FullName 'ExTriage.psd1')
    Test-Module
    Test-Windows
}
"`n$($count.passed) passed, $($count.failed) failed, $($count.skipped) skipped"
exit [int] ($count.failed -gt 0)
