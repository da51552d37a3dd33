function Find-ExTriageRuleFile {
    <#
    .SYNOPSIS
        The full paths of the rule files that a path stands for: the file itself, or all below a folder.
    .DESCRIPTION
        Links and junctions below the folder are not followed, so that a rule folder cannot lead elsewhere or run in
        circles. A folder that cannot be read is an error, and the others are still read.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        # A full path, of a file or a folder.
        [Parameter(Mandatory)]
        [string] $Path,

        # The command on whose behalf errors are written.
        [Parameter(Mandatory)]
        [System.Management.Automation.PSCmdlet] $Cmdlet
    )

    if ([System.IO.File]::Exists($Path)) {
        return $Path
    }
    $found = [System.Collections.Generic.List[string]]::new()
    $waiting = [System.Collections.Generic.Stack[string]]::new()
    $waiting.Push($Path)
    while ($waiting.Count -gt 0) {
        $folder = [System.IO.DirectoryInfo]::new($waiting.Pop())
        try {
            $entries = $folder.GetFileSystemInfos()
        } catch {
            $exception = $_.Exception.GetBaseException()
            $message = "The rule folder '$($folder.FullName)' cannot be read: $($exception.Message)"
            $Cmdlet.WriteError((New-ExTriageErrorRecord -Id RuleUnreadable -Message $message -TargetObject $folder.FullName -InnerException $exception))
            continue
        }
        foreach ($entry in $entries) {
            if ($entry.Attributes -band [System.IO.FileAttributes]::ReparsePoint) {
                continue
            }
            if ($entry -is [System.IO.DirectoryInfo]) {
                $waiting.Push($entry.FullName)
            } elseif ($entry.Extension -eq '.exrule') {
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
