function Get-ExTriageRule {
    <#
    .SYNOPSIS
        Gets the rules that Invoke-ExTriage evaluates.

    .DESCRIPTION
        Lists the rules that come with the module, and your own where -RulePath names them. Format-List shows a rule's
        help, what it reads, its parameters, its references and what it advises.

    .PARAMETER Id
        Ids of rules. Wildcards are allowed. An id that names no rule is an error.

    .PARAMETER RulePath
        Rule files (.exrule), and folders that hold some, to be listed beside the rules that come with the module.

    .EXAMPLE
        Get-ExTriageRule

        Lists all rules.

    .EXAMPLE
        Get-ExTriageRule -Id services-left-disabled | Format-List

        Shows everything about one rule.

    .EXAMPLE
        Get-ExTriageRule | Where-Object Cves -contains CVE-2021-26855 | Select-Object -ExpandProperty References

        The references of the rules that are about one vulnerability.

    .OUTPUTS
        ExTriage.Rule, one for each rule:

        RuleId      the rule's id, stable for ever
        Title       what it is about
        Severity    Critical, High, Medium, Low or Information
        Phases      Before, After: when it is worth evaluating, relative to an update; nothing means both
        Tags        words to choose rules by
        Cves        the vulnerabilities that it is about
        References  pages to read, each with Url and Title
        Help        what it looks for and how
        Formerly    ids that it had before
        Parameters  what can be set, each with Name, Default and Help
        Sources     the kinds of evidence that it reads
        Tests       how many tests its file holds
        Remedy      what it advises: Title, Impact, Safety, Confirm and Steps
        Pack        the pack that it belongs to: Name, Version and Publisher
        Path        the rule file
        Line        the rule's line in it

    .LINK
        Invoke-ExTriage

    .LINK
        Test-ExTriageRule

    .LINK
        about_ExTriage_Rules
    #>
    [CmdletBinding()]
    [OutputType('ExTriage.Rule')]
    param(
        [Parameter(Position = 0)]
        [ValidateNotNullOrEmpty()]
        [SupportsWildcards()]
        [string[]] $Id,

        [ValidateNotNullOrEmpty()]
        [string[]] $RulePath
    )

    try {
        $ruleSet = Import-ExTriageRuleSet -RulePath $RulePath -Cmdlet $PSCmdlet
        Select-ExTriageRule -Rule $ruleSet.Rules -Id $Id -LeftOut $ruleSet.LeftOut | ForEach-Object {
            # A copy: what the caller does to it must not reach the module's own.
            $_ | Select-Object -Property * | Add-ExTriageTypeName Rule | ConvertTo-ExTriagePrintableTree
        }
    } catch {
        $PSCmdlet.ThrowTerminatingError($_)
    }
}
