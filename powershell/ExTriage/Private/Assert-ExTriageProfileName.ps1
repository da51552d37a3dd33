function Assert-ExTriageProfileName {
    <#
    .SYNOPSIS
        Ends with an error when no profile of the rule set has the name.
    #>
    [CmdletBinding()]
    param(
        # A rule set of Get-ExTriageRuleSet.
        [Parameter(Mandatory)]
        [object] $RuleSet,

        [AllowEmptyString()]
        [string] $Name
    )

    $names = @($RuleSet.Profiles | ForEach-Object { $_.Name })
    if (-not $Name -or $names -contains $Name) {
        return
    }
    Assert-ExTriageLoaded -LeftOut $RuleSet.LeftOut -Kind profile -Name ([System.Management.Automation.WildcardPattern]::Escape($Name))
    $message = "No profile has the name '$Name'."
    $near = Get-ExTriageNearestText -Text $Name -Candidate $names
    if ($near) {
        $message += " Did you mean '$near'?"
    } elseif ($names) {
        $message += " There is $($names -join ', ')."
    } else {
        $message += ' A profile stands in a rule file, which -RulePath names: profile my-profile { include rules where ... }'
    }
    throw (New-ExTriageErrorRecord -Id ProfileNotFound -Message $message -TargetObject $Name)
}
