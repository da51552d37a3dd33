function Find-ExTriageRuleText {
    <#
    .SYNOPSIS
        The rule files that paths stand for, each once, with path and text. Unlike a set of rules it has copies of a file.
    #>
    [CmdletBinding()]
    param(
        # Rule files and folders of the user.
        [Parameter(Mandatory)]
        [string[]] $Path,

        # The command on whose behalf errors are written.
        [Parameter(Mandatory)]
        [System.Management.Automation.PSCmdlet] $Cmdlet
    )

    $seen = [System.Collections.Generic.HashSet[string]]::new([System.StringComparer]::Ordinal)
    foreach ($one in $Path) {
        $root = Resolve-ExTriagePath -Path $one -Kind Any -Parameter '-Path' -Expected 'rule files (.exrule) and folders that hold some' -Cmdlet $Cmdlet
        $files = @(Find-ExTriageRuleFile -Path $root -Cmdlet $Cmdlet)
        if ($files.Count -eq 0) {
            $Cmdlet.WriteWarning((ConvertTo-ExTriagePrintable "There are no rule files (.exrule) in '$root'."))
        }
        foreach ($file in $files) {
            if ($seen.Add($file)) {
                $text = Read-ExTriageRuleFile -Path $file -Cmdlet $Cmdlet
                if ($null -ne $text) {
                    [pscustomobject] @{ origin = $file; text = $text }
                }
            }
        }
    }
}
