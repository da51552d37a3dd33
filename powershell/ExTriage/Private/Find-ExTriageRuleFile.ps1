function Find-ExTriageRuleFile {
    <#
    .SYNOPSIS
        The full paths of the rule files that a path stands for: the file itself, or all below a folder.
    .DESCRIPTION
        Links and junctions below the folder are not followed, so that a rule folder cannot lead elsewhere or run in
        circles; a link that looks like a rule file is an error, and one to a folder a warning. A folder that cannot be
        read is an error, and the others are still read.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        # A full path, of a file or a folder.
        [Parameter(Mandatory)]
        [string] $Path,

        # Where files that cannot be read are kept instead of being told; see Write-ExTriageFileProblem.
        [AllowNull()]
        [AllowEmptyCollection()]
        [System.Collections.Specialized.OrderedDictionary] $Unreadable,

        # The command on whose behalf errors are written.
        [Parameter(Mandatory)]
        [System.Management.Automation.PSCmdlet] $Cmdlet
    )

    if ([System.IO.File]::Exists($Path)) {
        return $Path
    }
    $given = @{ Unreadable = $Unreadable; Cmdlet = $Cmdlet }
    $found = [System.Collections.Generic.List[string]]::new()
    $waiting = [System.Collections.Generic.Stack[string]]::new()
    $waiting.Push($Path)
    while ($waiting.Count -gt 0) {
        $folder = [System.IO.DirectoryInfo]::new($waiting.Pop())
        try {
            $entries = $folder.GetFileSystemInfos()
        } catch {
            $exception = $_.Exception.GetBaseException()
            Write-ExTriageFileProblem -Path $folder.FullName -Kind folder -Reason "cannot be read: $($exception.Message)" -Exception $exception @given
            continue
        }
        foreach ($entry in $entries) {
            $isFolder = $entry -is [System.IO.DirectoryInfo]
            $isRule = $entry.Extension -eq '.exrule'
            if ($entry.Attributes -band [System.IO.FileAttributes]::ReparsePoint) {
                # Where it leads is somebody else's to say; what the user names is not meant.
                if ($isRule) {
                    Write-ExTriageFileProblem -Path $entry.FullName -Reason 'is a link, and links below a folder are not followed. Name it by itself, or put a copy there.' @given
                } elseif ($isFolder) {
                    $Cmdlet.WriteWarning((ConvertTo-ExTriagePrintable "'$($entry.FullName)' is a link to a folder, and is not followed: the rule files in it are left out." -Line))
                }
            } elseif ($isFolder -and $isRule) {
                Write-ExTriageFileProblem -Path $entry.FullName -Reason 'is a folder. Give it a name that does not end in .exrule.' @given
            } elseif ($isFolder) {
                $waiting.Push($entry.FullName)
            } elseif ($isRule) {
                $found.Add($entry.FullName)
            }
        }
    }
    # Ordinal order, so that rules and diagnostics come in the same order everywhere.
    $found.Sort([System.StringComparer]::Ordinal)
    foreach ($file in $found) {
        $file
    }
}
