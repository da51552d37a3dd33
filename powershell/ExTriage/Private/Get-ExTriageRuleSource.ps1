function Get-ExTriageRuleSource {
    <#
    .SYNOPSIS
        The rule files to compile, each with its path and text: the shipped ones, the given ones, or both.
    #>
    [CmdletBinding()]
    param(
        # Rule files and folders of the user.
        [AllowNull()]
        [string[]] $RulePath,

        # The name of the parameter that they were given to, for messages.
        [string] $Parameter = '-RulePath',

        # Leaves out the rules that come with the module.
        [switch] $WithoutShipped,

        # Where files that cannot be read are kept instead of being told; see Write-ExTriageFileProblem.
        [AllowNull()]
        [AllowEmptyCollection()]
        [System.Collections.Specialized.OrderedDictionary] $Unreadable,

        # The command on whose behalf errors are written.
        [Parameter(Mandatory)]
        [System.Management.Automation.PSCmdlet] $Cmdlet
    )

    $roots = @()
    if (-not $WithoutShipped) {
        $roots += [System.IO.Path]::Combine($script:ModuleRoot, 'rules')
    }
    foreach ($path in $RulePath) {
        $roots += Resolve-ExTriagePath -Path $path -Kind Any -Parameter $Parameter -Expected 'rule files (.exrule) and folders that hold some' -Cmdlet $Cmdlet
    }

    # The same file by two ways, or a copy of a shipped one, is not a second rule with the same id.
    $seen = [System.Collections.Generic.HashSet[string]]::new()
    foreach ($root in $roots) {
        $files = @(Find-ExTriageRuleFile -Path $root -Unreadable $Unreadable -Cmdlet $Cmdlet)
        if ($files.Count -eq 0) {
            $Cmdlet.WriteWarning((ConvertTo-ExTriagePrintable "There are no rule files (.exrule) in '$root'." -Line))
        }
        foreach ($file in $files) {
            $text = Read-ExTriageRuleFile -Path $file -Unreadable $Unreadable -Cmdlet $Cmdlet
            # Empty files are all the same, and are told each.
            if ($null -ne $text -and ($seen.Add($text) -or -not $text)) {
                [pscustomobject] @{ origin = $file; text = $text }
            }
        }
    }
}
