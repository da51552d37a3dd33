<#
.SYNOPSIS
    Triages copies of a server in which a folder is a junction to somewhere else: what is behind it is not looked at.
.DESCRIPTION
    Windows makes junctions. wine refuses to ("Request not supported") and shows links of the system below it as what
    junctions are, reparse points; there, and on other systems, the links are symbolic ones.
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
Import-Module -Name (Join-Path $Module 'ExTriage.psd1')

function New-FolderLink([string] $Path, [string] $Target) {
    if (-not $IsWindows) {
        $null = New-Item -ItemType SymbolicLink -Path $Path -Target $Target
        return
    }
    try {
        $null = New-Item -ItemType Junction -Path $Path -Target $Target
    } catch [System.ComponentModel.Win32Exception] {
        # wine runs the programs of the system below it, with its paths.
        $of = { param([string] $name) $name -replace '^Z:', '' -replace '\\', '/' }
        & 'Z:\bin\ln' -s (& $of $Target) (& $of $Path)
        $deadline = [DateTime]::UtcNow.AddSeconds(30)
        while (-not (Test-Path -LiteralPath $Path) -and [DateTime]::UtcNow -lt $deadline) {
            Start-Sleep -Milliseconds 50
        }
    }
}

$cases = [ordered] @{}
# Beside the output, which is thrown away with it.
$work = Join-Path (Split-Path -Parent $Output) ('links-' + [guid]::NewGuid())
$elsewhere = Join-Path $work 'elsewhere'
$log = Join-Path $Root 'tests/public-cases/04-gui-retry-success/ExchangeSetup.log'
$null = New-Item -ItemType Directory -Path (Join-Path $elsewhere 'ExchangeSetupLogs')
Copy-Item -LiteralPath $log -Destination (Join-Path $elsewhere 'ExchangeSetupLogs')

$asText = {
    param([string] $server)
    $result = Invoke-ExTriage -Path $server -Id setup-pending-reboot
    "$($result.Outcome), is a link: $($result.Reason -match 'is a link, and links are not followed')"
}
$inside = Join-Path $work 'inside'
$null = New-Item -ItemType Directory -Path (Join-Path $inside 'C')
New-FolderLink (Join-Path $inside 'C/ExchangeSetupLogs') (Join-Path $elsewhere 'ExchangeSetupLogs')
$cases['the link is one'] = "$(((Get-Item -LiteralPath (Join-Path $inside 'C/ExchangeSetupLogs')).Attributes -band [System.IO.FileAttributes]::ReparsePoint) -ne 0)"
$cases['a linked folder of a server'] = & $asText $inside

$drive = Join-Path $work 'drive'
$null = New-Item -ItemType Directory -Path $drive
New-FolderLink (Join-Path $drive 'C') $elsewhere
$cases['a linked drive'] = & $asText $drive

# What the user names may be a link.
$whole = Join-Path $work 'whole'
$null = New-Item -ItemType Directory -Path $whole
Copy-Item -LiteralPath $elsewhere -Destination (Join-Path $whole 'C') -Recurse
$chosen = Join-Path $work 'chosen'
New-FolderLink $chosen $whole
$cases['a linked server'] = & $asText $chosen

[System.IO.File]::WriteAllText($Output, (ConvertTo-Json -InputObject $cases -Depth 3))
