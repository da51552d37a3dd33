<#
.SYNOPSIS
    Imports the module into all runspaces of a pool at the same moment, and triages in each of them.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Root,
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $Output
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$work = {
    param($Gate, $Manifest, $Server)
    $null = $Gate.SignalAndWait(60000)
    Import-Module -Name $Manifest -ErrorAction Stop
    (Invoke-ExTriage -Path $Server -Outcome Detected -ErrorAction Stop | Out-String -Width 100) -replace '\s+', ' '
}
$count = 4
$gate = [System.Threading.Barrier]::new($count)
$pool = [runspacefactory]::CreateRunspacePool($count, $count)
$pool.Open()
$running = foreach ($number in 1..$count) {
    $shell = [powershell]::Create()
    $shell.RunspacePool = $pool
    $null = $shell.AddScript($work).AddArgument($gate).AddArgument((Join-Path $Module 'ExTriage.psd1')).AddArgument((Join-Path $Root 'tests/servers/ex01'))
    [pscustomobject] @{ Shell = $shell; Started = $shell.BeginInvoke() }
}
$said = foreach ($one in $running) {
    try { @($one.Shell.EndInvoke($one.Started)) -join ' ' } catch { "failed: $($_.Exception.GetBaseException().Message)" }
    $one.Shell.Dispose()
}
$pool.Dispose()
# All of them say the same.
$cases = [ordered] @{ 'a pool that imports at once' = @($said | Select-Object -Unique) -join ' / ' }
if ($cases['a pool that imports at once'] -notmatch 'services-left-disabled') {
    throw "The pool said: $($cases['a pool that imports at once'])"
}
[System.IO.File]::WriteAllText($Output, (ConvertTo-Json -InputObject $cases -Depth 3))
