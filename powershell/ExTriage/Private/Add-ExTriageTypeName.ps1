function Add-ExTriageTypeName {
    <#
    .SYNOPSIS
        Gives an object its type name, and below it ExTriage.Object, which has what all of them share.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)]
        [ValidateSet('CoverageGap', 'Diagnostic', 'DiagnosticFix', 'Evidence', 'Finding', 'FormattedRule', 'Help', 'Remedy', 'RemedyStep', 'Result', 'Rule',
            'RuleCoverage', 'RuleFileProblem', 'RuleFix', 'RulePack', 'RuleParameter', 'RuleReference', 'RuleRemedy', 'RuleTest', 'RuleTestSummary', 'Values')]
        [string] $Name,

        [Parameter(Mandatory, Position = 1, ValueFromPipeline)]
        [psobject] $InputObject
    )

    process {
        $InputObject.PSObject.TypeNames.Insert(0, 'ExTriage.Object')
        $InputObject.PSObject.TypeNames.Insert(0, "ExTriage.$Name")
        $InputObject
    }
}
