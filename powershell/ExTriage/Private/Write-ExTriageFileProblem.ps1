function Write-ExTriageFileProblem {
    <#
    .SYNOPSIS
        Tells that a rule file, or a folder of rule files, cannot be read; or keeps it for whoever counts such files.
    #>
    [CmdletBinding()]
    param(
        # The full path of the file or folder.
        [Parameter(Mandatory)]
        [string] $Path,

        # What it is: 'file' or 'folder'.
        [string] $Kind = 'file',

        # What is wrong with it, after its name.
        [Parameter(Mandatory)]
        [string] $Reason,

        [AllowNull()]
        [System.Exception] $Exception,

        # Where it is kept instead of being written: an object with Path, Message and Record for each path.
        [AllowNull()]
        [AllowEmptyCollection()]
        [System.Collections.Specialized.OrderedDictionary] $Unreadable,

        # The command on whose behalf errors are written.
        [Parameter(Mandatory)]
        [System.Management.Automation.PSCmdlet] $Cmdlet
    )

    $record = New-ExTriageErrorRecord -Id RuleUnreadable -Message "The rule $Kind '$Path' $Reason" -TargetObject $Path -InnerException $Exception
    if ($null -eq $Unreadable) {
        $Cmdlet.WriteError($record)
    } elseif (-not $Unreadable.Contains($Path)) {
        $Unreadable.Add($Path, [pscustomobject] @{ Path = $Path; Message = $record.Exception.Message; Record = $record })
    }
}
