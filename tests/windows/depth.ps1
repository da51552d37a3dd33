<#
.SYNOPSIS
    Compiles rules that are nested as deeply as may be, and far deeper, also on a thread with a small stack. Whatever
    the engine answers, the process must live on.
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
# The first command loads the engine.
$null = Get-ExTriageRule

# Threads of .NET cannot run script, so the call to the engine is all that they do.
Add-Type -TypeDefinition @'
using System;
using System.Threading;

public static class SmallStack
{
    public static object Run(Func<string, object> work, string argument, int bytes)
    {
        object answer = null;
        Thread thread = new Thread(delegate() { answer = work(argument); }, bytes);
        thread.Start();
        thread.Join();
        return answer;
    }
}
'@
$compile = [System.Delegate]::CreateDelegate([Func[string, object]], [ExTriage.Native.Engine].GetMethod('Compile'))
$smallest = 256KB

function Get-Answer([string] $Text) {
    $request = ConvertTo-Json -Compress -InputObject @{ sources = @(@{ origin = 'deep.exrule'; text = $Text }) }
    $answers = foreach ($result in $compile.Invoke($request), [SmallStack]::Run($compile, $request, $smallest)) {
        $report = ConvertFrom-Json -InputObject $result.Report
        if ($result.Rules) { $result.Rules.Dispose() }
        (@($result.Status, "$($report.rules) rules") + @($report.diagnostics | ForEach-Object -MemberName Code | Select-Object -Unique)) -join ' '
    }
    # Both threads must say the same.
    @($answers | Select-Object -Unique) -join ' / '
}

function Get-RuleText([string] $Condition, [string] $Remedy = '') {
    "rule deep 'Deep' {`n  detect {`n    `$all = service`n    when exists `$all -and ($Condition)`n  }`n  finding 'Found.'`n$Remedy}`n"
}

$nested = { param([int] $depth) ('(' * $depth) + 'exchange.installed' + (')' * $depth) }
$steps = { param([int] $depth) "  remediate 'Mend it' {`n    impact 'None.'`n" + ("for each `$row in `$all {`n" * $depth) + 'step iisreset' + ("`n}" * $depth) + "`n  verify clear`n  undo none because 'It stays.'`n  }`n" }
# What the engine must answer, and to what. Two braces and one parenthesis are around the condition, and two braces
# around the steps.
$texts = [ordered] @{
    'parentheses, 64 deep' = 'Ok', (Get-RuleText (& $nested 61))
    'parentheses, 65 deep' = 'XT0701', (Get-RuleText (& $nested 62))
    'parentheses, 100,000 deep' = 'XT0701', (Get-RuleText (& $nested 100000))
    'parentheses that never end' = 'XT0701', ('rule deep ''Deep'' { detect { when ' + ('(' * 100000))
    'braces that never end' = 'XT0701', ('{' * 100000)
    'lists, 100,000 deep' = 'XT0701', (Get-RuleText ('server.name -in ' + ('@(' * 100000) + (')' * 100000)))
    '100 operators' = 'Ok', (Get-RuleText ((@('exchange.installed') * 101) -join ' -or '))
    '10,000 operators' = 'XT0706', (Get-RuleText ((@('exchange.installed') * 10001) -join ' -or '))
    '4 times -not' = 'Ok', (Get-RuleText (('-not ' * 4) + 'exchange.installed'))
    '40,000 times -not' = 'XT0706', (Get-RuleText (('-not ' * 40000) + 'exchange.installed'))
    'for each in for each, 62 deep' = 'XT0101', (Get-RuleText 'exchange.installed' (& $steps 62))
    'for each in for each, 63 deep' = 'XT0701', (Get-RuleText 'exchange.installed' (& $steps 63))
    'for each in for each, 9,000 deep' = 'XT0701', (Get-RuleText 'exchange.installed' (& $steps 9000))
    'a pattern of 4,000 parentheses' = 'XT0307', (Get-RuleText ("server.name -match '" + ('(' * 2000) + (')' * 2000) + "'"))
}
$cases = [ordered] @{}
foreach ($name in $texts.Keys) {
    $expected, $text = $texts[$name]
    $cases[$name] = Get-Answer -Text $text
    if ($cases[$name] -notmatch "\b$expected\b") {
        throw "${name}: the engine answered '$($cases[$name])' and not $expected."
    }
}
$cases['after all of them'] = (Invoke-ExTriage -Path (Join-Path $Root 'tests/servers/ex01') -Outcome Detected).RuleId -join ' '

[System.IO.File]::WriteAllText($Output, (ConvertTo-Json -InputObject $cases -Depth 3))
