<#
.SYNOPSIS
    Makes a Windows computer look like the sample server ex01, triages it live, and writes down what was found. On other
    systems the sample server itself is triaged: both must say the same.
.DESCRIPTION
    Makes services, a registry key and files under C:\. For computers that are thrown away afterwards only.
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

$server = Join-Path $Root 'tests/servers/ex01'
$cases = [ordered] @{}
$asText = { param($results) ConvertTo-Json -Compress -Depth 4 -InputObject @($results | Select-Object -Property RuleId, Outcome, @{ Name = 'Messages'; Expression = { @($_.Findings.Message) } }) }

if ($IsWindows) {
    if ($env:WINEPREFIX -notlike '*extriage-windows-*') {
        throw 'This changes the computer: it runs under wine, in a prefix of its own.'
    }
    $cases['before anything is there'] = (Invoke-ExTriage -Id security-update-missing).Outcome

    # What a setup that failed may leave.
    $key = New-Item -Path 'HKLM:\SOFTWARE\Microsoft\ExchangeServer\v15\Setup' -Force
    $null = New-ItemProperty -Path $key.PSPath -Name MsiInstallPath -Value ''
    $cases['an empty folder of Exchange'] = (Invoke-ExTriage -Id security-update-missing).Outcome
    # Objects of an old .NET Framework do not have the start type, and the registry does; wine's own devices are not there.
    $cases['start types without .NET'] = & (Get-Module -Name ExTriage) {
        $known = @(Get-Service | Where-Object Name -NotLike 'Winedevice*')
        $other = @($known | Where-Object { "$($_.StartType)" -ne (Get-ExTriageServiceStartType -Service ([pscustomobject] @{ Name = $_.Name })) })
        $known.Count -gt 5 -and $other.Count -eq 0
    }

    Copy-Item -Path (Join-Path $server 'C/*') -Destination 'C:\' -Recurse -Force
    Set-ItemProperty -Path $key.PSPath -Name MsiInstallPath -Value 'C:\Program Files\Microsoft\Exchange Server\V15\'
    $there = @((Get-Service).Name)
    foreach ($service in (Get-Content -LiteralPath (Join-Path $server 'facts.json') -Raw | ConvertFrom-Json).services) {
        if ($service.name -notin $there) {
            $null = New-Service -Name $service.name -DisplayName $service.displayName -StartupType $service.startType -BinaryPathName 'C:\windows\system32\spoolsv.exe'
        }
    }
    $cases['the whole computer'] = & $asText @(Invoke-ExTriage)
} else {
    $cases['before anything is there'] = 'NotApplicable'
    $cases['an empty folder of Exchange'] = 'Unknown'
    $cases['start types without .NET'] = $true
    $cases['the whole computer'] = & $asText @(Invoke-ExTriage -Path $server)
}

[System.IO.File]::WriteAllText($Output, (ConvertTo-Json -InputObject $cases -Depth 3))
