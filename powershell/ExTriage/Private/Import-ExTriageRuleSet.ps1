function Import-ExTriageRuleSet {
    <#
    .SYNOPSIS
        Compiles the shipped rules and those of the user, and tells what is wrong with them.
    .DESCRIPTION
        Every error in a rule file becomes an error record, with the place in its message; sound rules are still
        there. Ends with an error when no rule is left.
    #>
    [CmdletBinding()]
    param(
        [AllowNull()]
        [string[]] $RulePath,

        # The command on whose behalf errors and warnings are written.
        [Parameter(Mandatory)]
        [System.Management.Automation.PSCmdlet] $Cmdlet
    )

    $ruleSet = Get-ExTriageRuleSet -Source @(Get-ExTriageRuleSource -RulePath $RulePath -Cmdlet $Cmdlet)
    foreach ($diagnostic in $ruleSet.Diagnostics) {
        if ($diagnostic.Severity -eq 'Error') {
            $Cmdlet.WriteError((New-ExTriageErrorRecord -Id RuleRejected -Message $diagnostic.Text -TargetObject $diagnostic))
        } elseif ($diagnostic.Severity -eq 'Warning') {
            $Cmdlet.WriteWarning((ConvertTo-ExTriagePrintable $diagnostic.Text))
        }
    }
    if ($ruleSet.Rules.Count -eq 0) {
        throw (New-ExTriageErrorRecord -Id RuleRejected -Message 'None of the rules could be loaded.')
    }
    $ruleSet
}
