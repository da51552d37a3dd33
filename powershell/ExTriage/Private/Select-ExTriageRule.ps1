function Select-ExTriageRule {
    <#
    .SYNOPSIS
        The rules whose id, or former id, is like one of the patterns, and that have one of the tags and severities and
        the phase; an error for a pattern or tag that names none.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [object[]] $Rule,

        # Ids with PowerShell wildcards; every rule where there are none.
        [AllowNull()]
        [string[]] $Id,

        # Tags with PowerShell wildcards.
        [AllowNull()]
        [string[]] $Tag,

        [AllowNull()]
        [string[]] $Severity,

        [AllowEmptyString()]
        [string] $Phase,

        # The rules that were not loaded, of Get-ExTriageRuleSet: they are no rules that are not there.
        [AllowEmptyCollection()]
        [object[]] $LeftOut = @()
    )

    foreach ($pattern in @($Id) + @($Tag)) {
        try {
            $null = Test-ExTriageLike 'x' $pattern
        } catch {
            throw (New-ExTriageErrorRecord -Id InvalidArgument -Message "'$pattern' is not a valid wildcard pattern: a '[' needs its ']'. Get-ExTriageRule lists the rules." -TargetObject $pattern)
        }
    }
    foreach ($pattern in $Tag) {
        if (-not (Test-ExTriageLike @($Rule.Tags) $pattern)) {
            $message = "No rule has the tag '$pattern'."
            $near = Get-ExTriageNearestText -Text $pattern -Candidate @($Rule.Tags | Where-Object { $_ } | Sort-Object -Unique -Culture '')
            if ($near) {
                $message += " Did you mean '$near'?"
            }
            throw (New-ExTriageErrorRecord -Id RuleNotFound -Message "$message Get-ExTriageRule lists the rules with their tags." -TargetObject $pattern)
        }
    }
    $patterns = if ($Id) { $Id } else { '*' }
    $isLike = { param($candidate, $pattern) Test-ExTriageLike (@($candidate.RuleId) + @($candidate.Formerly)) $pattern }
    foreach ($pattern in $patterns) {
        if ($Id -and -not @($Rule | Where-Object { . $isLike $_ $pattern }).Count) {
            Assert-ExTriageLoaded -LeftOut $LeftOut -Kind rule -Name $pattern
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
        $tags = @($candidate.Tags)
        $isTagged = -not $Tag -or @($Tag | Where-Object { Test-ExTriageLike $tags $_ }).Count
        $isMeant = (-not $Severity -or $candidate.Severity -in $Severity) -and (-not $Phase -or $candidate.Phases -contains $Phase)
        if ($isTagged -and $isMeant -and @($patterns | Where-Object { . $isLike $candidate $_ }).Count) {
            $candidate
        }
    }
}
