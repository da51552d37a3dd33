<#
.SYNOPSIS
    Uses the module on one system and writes down what it says, case by case, to be compared with another system.
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

$asText = { param($results) ConvertTo-Json -InputObject @($results) -Depth 12 -Compress }
$cases = [ordered] @{}
$log = Join-Path $Root 'tests/servers/ex01/C/ExchangeSetupLogs/ExchangeSetup.log'

$cases['one setup log'] = & $asText @(Invoke-ExTriage -SetupLog $log)
foreach ($server in 'ex01', 'ex02') {
    $cases["the sample server $server"] = & $asText @(Invoke-ExTriage -Path (Join-Path $Root "tests/servers/$server"))
}
$cases['the rules'] = & $asText @(Get-ExTriageRule | Select-Object -Property RuleId, Title, Severity, Sources, Tests)
$cases['their tests'] = & $asText @(Test-ExTriageRule | Select-Object -Property RuleId, Name, Passed, Reason)

# Rule files are written on both systems in the same way.
$folder = Join-Path ([System.IO.Path]::GetTempPath()) "extriage-rules-$PID"
$null = New-Item -ItemType Directory -Path $folder
try {
    $file = Join-Path $folder 'a.exrule'
    $text = "rule a 'A' { severity hihg`r`n detect{when exchange.installed}`r`nfinding 'f' }`r`n"
    [System.IO.File]::WriteAllText($file, $text, (New-Object System.Text.UTF8Encoding $true))
    $cases['a rule file with fixes made'] = & $asText @(Test-ExTriageRule -Path $file -Fix | Where-Object { $_.PSObject.Properties['Old'] } | Select-Object -Property Code, Line, Old, New, Applied)
    $cases['a formatted rule file'] = & $asText @(Format-ExTriageRule -Path $file | Select-Object -Property Changed, Line)
    $cases['its bytes'] = [System.BitConverter]::ToString([System.IO.File]::ReadAllBytes($file))
    [System.IO.File]::WriteAllText($file, $text)
    (Get-Item -LiteralPath $file).IsReadOnly = $true
    $cases['a read-only rule file'] = try { Format-ExTriageRule -Path $file -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
    $cases['is as it was'] = "$([System.IO.File]::ReadAllText($file) -ceq $text), $(@(Get-ChildItem -LiteralPath $folder).Count) file(s)"
    (Get-Item -LiteralPath $file).IsReadOnly = $false
} finally {
    Remove-Item -LiteralPath $folder -Recurse -Force
}

# Errors must be the same, and leave the session as it was.
$cases['a path that is not there'] = try { Invoke-ExTriage -Path (Join-Path $Root 'not-there') } catch { $_.FullyQualifiedErrorId }
$cases['a folder for a log'] = try { Invoke-ExTriage -SetupLog $Root } catch { $_.FullyQualifiedErrorId }
$cases['an id that is not there'] = try { Invoke-ExTriage -SetupLog $log -Id setup-servce-disabled } catch { $_.Exception.Message }
$cases['a fault of the engine'] = try {
    & (Get-Module -Name ExTriage) {
        [CmdletBinding()] param()
        $ruleSet = Get-ExTriageRuleSet -Source (Get-ExTriageRuleSource -Cmdlet $PSCmdlet)
        Invoke-ExTriageJob -RuleSet $ruleSet -Request @{ kind = 'panic' } -Activity 'Fault'
    }
} catch {
    $_.FullyQualifiedErrorId
}
$cases['after the fault'] = (Invoke-ExTriage -SetupLog $log -Outcome Detected).RuleId -join ' '

[System.IO.File]::WriteAllText($Output, (ConvertTo-Json -InputObject $cases -Depth 3))
