function Select-ExTriageRule {
    <#
    .SYNOPSIS
        The rules whose id, or former id, is like one of the patterns; an error for a pattern that names none.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [object[]] $Rule,

        # Ids with PowerShell wildcards; every rule where there are none.
        [AllowNull()]
        [string[]] $Id
    )

    foreach ($pattern in $Id) {
        try {
            $null = 'x' -like $pattern
        } catch {
            throw (New-ExTriageErrorRecord -Id InvalidArgument -Message "-Id '$pattern' is not a valid wildcard pattern: a '[' needs its ']'. Get-ExTriageRule lists the rules." -TargetObject $pattern)
        }
    }
    $patterns = if ($Id) { $Id } else { '*' }
    $isLike = { param($candidate, $pattern) @(@($candidate.RuleId) + @($candidate.Formerly) -like $pattern).Count -gt 0 }
    foreach ($pattern in $patterns) {
        if ($Id -and -not @($Rule | Where-Object { . $isLike $_ $pattern }).Count) {
            $message = "No rule has the id '$pattern'."
            $near = Get-ExTriageNearestText -Text $pattern -Candidate @($Rule.RuleId)
            if ($near) {
                $message += " Did you mean '$near'?"
            }
            $message += ' Get-ExTriageRule lists the rules.'
            throw (New-ExTriageErrorRecord -Id RuleNotFound -Message $message -TargetObject $pattern)
        }
    }
    foreach ($candidate in $Rule) {
        if (@($patterns | Where-Object { . $isLike $candidate $_ }).Count) {
            $candidate
        }
    }
}
