#requires -Version 7.2
<#
.SYNOPSIS
    Measures what a user waits for: import, compiling the rules, and the triage of setup logs.
.DESCRIPTION
    Uses the module that powershell/build.ps1 made. Every time is the median of several runs. Times of triage stand
    beside the time that reading the whole file takes, so that runs on different machines can be compared. Nothing
    passes or fails here.
.PARAMETER LogFolder
    A folder with setup logs. By default the ones beside the checkout, or else those of the sample servers.
.PARAMETER Count
    How many runs a median is made of.
.EXAMPLE
    pwsh powershell/benchmark.ps1 | Format-Table
#>
[CmdletBinding()]
param(
    [string] $LogFolder,

    [ValidateRange(1, 1000)]
    [int] $Count = 5
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$root = Split-Path -Parent $PSScriptRoot
$manifest = Join-Path $root 'target/module/ExTriage/ExTriage.psd1'
if (-not (Test-Path -LiteralPath $manifest)) {
    throw 'The module is not built yet: run powershell/build.ps1.'
}
if (-not $LogFolder) {
    $beside = Join-Path $root '../shared/data/setup-logs'
    $LogFolder = if (Test-Path -LiteralPath $beside) { $beside } else { Join-Path $root 'tests/servers' }
}

function Get-Median([double[]] $Value) {
    $sorted = @($Value | Sort-Object)
    $sorted[[int] [Math]::Floor($sorted.Count / 2)]
}

# One line: what took how long, and how long reading its bytes takes.
function Get-Row([string] $What, [double] $Milliseconds, $Bytes, $ReadMilliseconds) {
    [pscustomobject] @{
        What             = $What
        Bytes            = $Bytes
        Milliseconds     = [Math]::Round($Milliseconds, 2)
        ReadMilliseconds = if ($null -ne $ReadMilliseconds) { [Math]::Round($ReadMilliseconds, 3) }
        Ratio            = if ($ReadMilliseconds) { [Math]::Round($Milliseconds / $ReadMilliseconds, 1) }
    }
}

# A fresh process each: a second import would find everything in memory.
$shell = (Get-Process -Id $PID).Path
$imports = 1..$Count | ForEach-Object {
    [double] (& $shell -NoProfile -Command "[Console]::Out.Write((Measure-Command { Import-Module '$manifest' }).TotalMilliseconds.ToString([cultureinfo]::InvariantCulture))")
}
Get-Row -What 'import, in a fresh process' -Milliseconds (Get-Median $imports)

Import-Module $manifest -Force
$logs = @(Get-ChildItem -LiteralPath $LogFolder -Recurse -Filter 'ExchangeSetup*.log' | Sort-Object -Property Name)
$log = $logs[0].FullName
Get-Row -What 'first triage of the session' -Milliseconds (Measure-Command { Invoke-ExTriage -SetupLog $log }).TotalMilliseconds

$module = Get-Module -Name ExTriage
$rules = Get-ChildItem -LiteralPath (Join-Path $root 'rules') -Recurse -Filter '*.exrule'
$size = ($rules | Measure-Object -Property Length -Sum).Sum
$sources = @($rules | ForEach-Object { @{ origin = $_.Name; text = [System.IO.File]::ReadAllText($_.FullName) } })
$request = ConvertTo-Json -InputObject @{ sources = $sources } -Compress
$compile = { param($json) [ExTriage.Native.Engine]::Compile($json).Rules.Dispose() }
$compiles = 1..$Count | ForEach-Object { (Measure-Command { & $module $compile $request }).TotalMilliseconds }
$reads = 1..$Count | ForEach-Object { (Measure-Command { foreach ($rule in $rules) { $null = [System.IO.File]::ReadAllBytes($rule.FullName) } }).TotalMilliseconds }
Get-Row -What "compiling $(@($rules).Count) rule files" -Milliseconds (Get-Median $compiles) -Bytes $size -ReadMilliseconds (Get-Median $reads)

foreach ($file in $logs) {
    $path = $file.FullName
    $reads = 1..$Count | ForEach-Object { (Measure-Command { $null = [System.IO.File]::ReadAllBytes($path) }).TotalMilliseconds }
    $triages = 1..$Count | ForEach-Object { (Measure-Command { Invoke-ExTriage -SetupLog $path }).TotalMilliseconds }
    Get-Row -What $file.Name -Milliseconds (Get-Median $triages) -Bytes $file.Length -ReadMilliseconds (Get-Median $reads)
}
