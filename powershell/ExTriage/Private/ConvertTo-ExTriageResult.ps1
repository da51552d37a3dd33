function ConvertTo-ExTriageResult {
    <#
    .SYNOPSIS
        The object that Invoke-ExTriage gives for one result of the engine.
    #>
    [CmdletBinding()]
    [OutputType('ExTriage.Result')]
    param(
        [Parameter(Mandatory, Position = 0)]
        [psobject] $Result
    )

    $findings = foreach ($finding in $Result.Findings) {
        $evidence = foreach ($piece in $finding.Evidence) {
            Add-ExTriageTypeName Evidence ([pscustomobject] @{
                    Path       = $piece.Path
                    ServerPath = $piece.ServerPath
                    Line       = $piece.Line
                    Offset     = $piece.Offset
                    Time       = ConvertTo-ExTriageTime $piece.Time
                    Text       = $piece.Text
                    Values     = if ($null -ne $piece.Values) { Add-ExTriageTypeName Values $piece.Values } else { $null }
                })
        }
        Add-ExTriageTypeName Finding ([pscustomobject] @{
                Message       = $finding.Message
                Grade         = $finding.Grade
                Evidence      = @($evidence)
                EvidenceTotal = $finding.EvidenceTotal
            })
    }
    Add-ExTriageTypeName Result ([pscustomobject] @{
            RuleId      = $Result.RuleId
            Title       = $Result.Title
            Outcome     = $Result.Outcome
            Severity    = $Result.Severity
            Target      = $Result.Target
            Findings    = @($findings)
            Reason      = $Result.Reason
            Explanation = [string[]] @($Result.Explanation)
            Remedy      = ConvertTo-ExTriageRemedy $Result.Remedy
        })
}
