function Assert-ExTriageLoaded {
    <#
    .SYNOPSIS
        An error that says so when what somebody asks for is there, and was not loaded because it has errors.
    #>
    [CmdletBinding()]
    param(
        # The rules and profiles that were not loaded, of Get-ExTriageRuleSet.
        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [object[]] $LeftOut,

        [Parameter(Mandatory)]
        [ValidateSet('rule', 'profile')]
        [string] $Kind,

        # A name, or a pattern with PowerShell wildcards, that names nothing that was loaded.
        [Parameter(Mandatory)]
        [string] $Name
    )

    $found = @($LeftOut | Where-Object { $_.Kind -eq $Kind -and ($_.Name -eq $Name -or (Test-ExTriageLike $_.Name $Name)) })
    if (-not $found.Count) {
        return
    }
    $item = $found[0]
    $place = "$($item.Path):$($item.Line)"
    $first = if ($item.Code) { "The first is $($item.Code) in $($place): $($item.Message)." } else { "It stands in $place." }
    $message = "The $Kind '$($item.Name)' has errors and was not loaded. $first Test-ExTriageRule shows all of them."
    throw (New-ExTriageErrorRecord -Id RuleRejected -Message $message -TargetObject $Name)
}
