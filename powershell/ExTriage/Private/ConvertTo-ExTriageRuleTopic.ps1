function ConvertTo-ExTriageRuleTopic {
    <#
    .SYNOPSIS
        The topic of a rule: what it looks for, what it reads and what it advises.
    #>
    [CmdletBinding()]
    param(
        # A rule of Get-ExTriageRuleSet.
        [Parameter(Mandatory)]
        [psobject] $Rule,

        # The engine's description of the sources.
        [Parameter(Mandatory)]
        [object[]] $Source
    )

    $reads = foreach ($name in $Rule.Sources) {
        $schema = $Source | Where-Object { $_.Name -eq $name }
        if ($schema.NeedsElevation) { "$name (needs an elevated session)" } else { $name }
    }
    $lines = @(
        if ($Rule.Help) { $Rule.Help; '' }
        "Severity: $($Rule.Severity)"
        "Phase: $(if ($Rule.Phases) { $Rule.Phases -join ', ' } else { 'Before, After' })"
        if ($Rule.Tags) { "Tags: $($Rule.Tags -join ', ')" }
        if ($Rule.Cves) { "CVEs: $($Rule.Cves -join ', ')" }
        if ($Rule.Pack) { "Pack: $(@($Rule.Pack.Name, $Rule.Pack.Version, $Rule.Pack.Publisher).Where({ $_ }) -join ', ')" }
        if ($Rule.Formerly) { "Formerly: $($Rule.Formerly -join ', ')" }
        "Reads: $(if ($reads) { $reads -join ', ' } else { 'facts alone' })"
        foreach ($parameter in $Rule.Parameters) {
            "Parameter: `$$($parameter.Name) = $($parameter.Default)$(if ($parameter.Help) { "; $($parameter.Help)" })"
        }
        if ($Rule.Remedy) {
            ''
            "Remedy: $($Rule.Remedy.Title) ($($Rule.Remedy.Safety))"
            if ($Rule.Remedy.Impact) { "Impact: $($Rule.Remedy.Impact)" }
            foreach ($step in $Rule.Remedy.Steps) { "- $step" }
        }
        ''
        "Tests: $($Rule.Tests)"
        "File: $($Rule.Path):$($Rule.Line)"
    )
    [pscustomobject] @{
        Name     = $Rule.RuleId
        Kind     = 'Rule'
        Title    = $Rule.Title
        Text     = $lines -join "`n"
        Syntax   = @()
        Example  = @()
        Link     = @($Rule.References | ForEach-Object { $_.Url }) + 'Get-ExTriageRule'
        Formerly = $Rule.Formerly
    }
}
