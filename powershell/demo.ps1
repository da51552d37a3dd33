#requires -Version 5.1
<#
.SYNOPSIS
    Builds ExTriage and triages the sample server that comes with it.
.DESCRIPTION
    Needs Rust, and says so where it is missing. Nothing is installed or changed outside of the folder target.
.EXAMPLE
    pwsh powershell/demo.ps1
#>
[CmdletBinding()]
param()

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$root = Split-Path -Parent $PSScriptRoot

try {
    $module = & (Join-Path $PSScriptRoot 'build.ps1')
} catch {
    [Console]::Error.WriteLine($_.Exception.Message)
    exit 1
}

# Views are made for 100 columns; a narrower console shortens them.
$width = if ([Console]::IsOutputRedirected) { 100 } else { [Math]::Max(40, [Math]::Min(100, [Console]::WindowWidth)) }

# Shows a command as it would be typed, and what it gives.
function Show-Command([string] $Command) {
    "PS> $Command"
    & ([scriptblock]::Create($Command)) | Out-String -Width $width -Stream | ForEach-Object { $_.TrimEnd() }
}

Push-Location -LiteralPath $root
try {
    Import-Module -Name $module.FullName -Force
    ''
    Show-Command 'Invoke-ExTriage -Path tests/servers/ex01'
    Show-Command 'Invoke-ExTriage -Path tests/servers/ex01 -Id setup-service-disabled | Format-List'
    'Get-ExTriageRule lists the rules, and Get-Help Invoke-ExTriage says more. To use the module:'
    "Import-Module $(Join-Path 'target' (Join-Path 'module' 'ExTriage'))"
} finally {
    Pop-Location
}
