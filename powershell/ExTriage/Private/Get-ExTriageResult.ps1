function Get-ExTriageResult {
    <#
    .SYNOPSIS
        Evaluates rules over one target - a folder, single files or this computer - and gives the results.
    #>
    [CmdletBinding()]
    [OutputType('ExTriage.Result')]
    param(
        # A rule set of Get-ExTriageRuleSet.
        [Parameter(Mandatory)]
        [object] $RuleSet,

        # Ids of rules, without wildcards; every rule where there are none.
        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [string[]] $RuleId,

        # The full path of the folder, or nothing.
        [AllowEmptyString()]
        [string] $Folder,

        # Windows paths, and the full paths of the files that stand for them.
        [Parameter(Mandatory)]
        [System.Collections.IDictionary] $Map,

        # What the progress bar and errors call the target.
        [Parameter(Mandatory)]
        [string] $Name,

        # The name of a profile, or nothing.
        [AllowEmptyString()]
        [string] $RuleProfile,

        # Parameters as ConvertTo-ExTriageParameterValue gives them.
        [AllowEmptyCollection()]
        [object[]] $Parameter = @(),

        # Gives only these outcomes; all of them where there are none.
        [AllowNull()]
        [string[]] $Outcome
    )

    $select = @{ ids = $RuleId; parameters = $Parameter }
    if ($RuleProfile) {
        $select.profile = $RuleProfile
    }
    $request = [ordered] @{ kind = 'triage'; select = $select }
    $request.map = @(foreach ($entry in $Map.GetEnumerator()) { @{ path = [string] $entry.Key; file = [string] $entry.Value } })
    if ($Folder) {
        $request.target = @{ kind = 'folder'; path = $Folder }
    } elseif ($Map.Count -gt 0) {
        $request.target = @{ kind = 'maps' }
    } else {
        $request.target = @{ kind = 'live' }
        $request.facts = Get-ExTriageLiveFact
    }
    Invoke-ExTriageJob -RuleSet $RuleSet -Request $request -Activity "Triage of $Name" -TargetObject $Name |
        Where-Object { $_.Event -eq 'result' -and (-not $Outcome -or $_.Result.Outcome -in $Outcome) } |
        ForEach-Object { ConvertTo-ExTriageResult $_.Result }
}
