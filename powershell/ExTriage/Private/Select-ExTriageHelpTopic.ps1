function Select-ExTriageHelpTopic {
    <#
    .SYNOPSIS
        The topics of a name, of a pattern, or of the words that a name is made of; an error and nothing where there
        are none.
    #>
    [CmdletBinding()]
    [OutputType([object[]])]
    param(
        [Parameter(Mandatory)]
        [object[]] $Topic,

        [Parameter(Mandatory)]
        [string] $Name,

        # The command on whose behalf errors are written.
        [Parameter(Mandatory)]
        [System.Management.Automation.PSCmdlet] $Cmdlet
    )

    $pattern = ($Name.Trim() -replace '\s+', ' ')
    if (-not $pattern) {
        $Cmdlet.WriteError((New-ExTriageErrorRecord -Id HelpNotFound -Message 'There is no help for blanks. Get-ExTriageHelp lists everything that there is help for.' -TargetObject $Name))
        return
    }
    $hasWildcard = [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($pattern)
    # The operator ?? is written with two wildcards.
    $isLike = { param($one, $text) ($one.Kind -eq 'Rule' -and @($one.Formerly) -contains $text) -or ($hasWildcard -and (Test-ExTriageLike $one.Name $text)) }
    try {
        $found = @($Topic | Where-Object { $_.Name -eq $pattern })
        if (-not $found.Count) {
            $found = @($Topic | Where-Object { . $isLike $_ $pattern })
        }
    } catch [System.Management.Automation.WildcardPatternException] {
        $Cmdlet.WriteError((New-ExTriageErrorRecord -Id InvalidArgument -Message "-Name '$Name' is not a valid wildcard pattern: a '[' needs its ']'." -TargetObject $Name))
        return
    }
    if (-not $found.Count) {
        # Other words for a word of the language: those of other languages, and the thing that it stands for.
        $found = @($Topic | Where-Object { $_.PSObject.Properties['Also'] -and @($_.Also) -contains $pattern })
    }
    if (-not $found.Count -and $pattern.Contains(' ')) {
        # 'undo automatic' is two words of the language that stand together.
        $words = $pattern.Split(' ')
        $found = @(foreach ($word in $words) { $Topic | Where-Object { $_.Name -eq $word } })
    }
    if ($found.Count) {
        return $found
    }
    $message = "There is no help for '$Name'."
    $near = Get-ExTriageNearestText -Text $pattern -Candidate @($Topic.Name)
    if ($near) {
        $message += " Did you mean '$near'?"
    }
    $Cmdlet.WriteError((New-ExTriageErrorRecord -Id HelpNotFound -Message "$message Get-ExTriageHelp lists everything that there is help for." -TargetObject $Name))
}
