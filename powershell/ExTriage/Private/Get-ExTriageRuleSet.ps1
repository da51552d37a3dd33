function Get-ExTriageRuleSet {
    <#
    .SYNOPSIS
        The compiled rules of rule files, from this session's memory where the same files were compiled before.
    .DESCRIPTION
        Gives an object with Handle (null when no rule could be loaded), Rules (as ExTriage.Rule has them), Profiles
        (each with Name, Title, Path and Line) and Diagnostics. The module keeps the handle and disposes of it; who calls must not.
    #>
    [CmdletBinding()]
    param(
        # Objects with origin and text.
        [AllowNull()]
        [object[]] $Source,

        # The same, of rules that the others may refer to, and about which nothing is told.
        [AllowNull()]
        [object[]] $Library
    )

    Initialize-ExTriageEngine
    $request = ConvertTo-ExTriageJson ([ordered] @{ kind = 'compile'; sources = @($Source); library = @($Library | Where-Object { $_ }) })
    if ($script:RuleSets.Contains($request)) {
        return $script:RuleSets[$request]
    }

    # A job, because a call could not be interrupted.
    $compiled = Invoke-ExTriageJob -Request $request -Activity 'Rules'
    $report = $compiled.Report
    try {
        $rules = if ($null -ne $compiled.Handle) { ConvertFrom-ExTriageJson ([ExTriage.Native.Engine]::DescribeRules($compiled.Handle)) }
    } catch {
        throw (ConvertTo-ExTriageErrorRecord $_)
    }
    foreach ($rule in $rules) {
        # What the views show through Printable.
        foreach ($part in @($rule.References)) { $null = Add-ExTriageTypeName RuleReference $part }
        foreach ($part in @($rule.Parameters)) { $null = Add-ExTriageTypeName RuleParameter $part }
        if ($rule.Remedy) { $null = Add-ExTriageTypeName RuleRemedy $rule.Remedy }
        if ($rule.Pack) { $null = Add-ExTriageTypeName RulePack $rule.Pack }
    }
    $ruleSet = [pscustomobject] @{
        Handle      = $compiled.Handle
        Rules       = @(foreach ($rule in $rules) { $rule })
        Profiles    = @($report.profiles)
        LeftOut     = @($report.leftOut)
        Diagnostics = @(foreach ($diagnostic in $report.diagnostics) { ConvertTo-ExTriageDiagnostic $diagnostic })
    }
    if ($null -ne $ruleSet.Handle) {
        # A few sets are enough: the shipped rules, and those that somebody is writing.
        if ($script:RuleSets.Count -ge 4) {
            $script:RuleSets[0].Handle.Dispose()
            $script:RuleSets.RemoveAt(0)
        }
        $script:RuleSets[$request] = $ruleSet
    }
    $ruleSet
}
