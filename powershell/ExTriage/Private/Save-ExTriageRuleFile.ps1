function Save-ExTriageRuleFile {
    <#
    .SYNOPSIS
        Writes the new text of a rule file in the encoding that it has; whether it did. An error says why not.
    .DESCRIPTION
        The new file takes the place of the old one in one step, so that there is always a whole one. A file that is
        read-only, a link, or not as it was read any more, is left alone.
    #>
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)]
        [string] $Path,

        # The text that was read.
        [Parameter(Mandatory)]
        [AllowEmptyString()]
        [string] $Old,

        [Parameter(Mandatory)]
        [AllowEmptyString()]
        [string] $New,

        # The command on whose behalf errors are written.
        [Parameter(Mandatory)]
        [System.Management.Automation.PSCmdlet] $Cmdlet
    )

    $problem = $null
    $exception = $null
    $reader = $null
    $writer = $null
    # A rule file has another suffix, so that nobody takes this one for a rule.
    $temporary = "$Path.$([guid]::NewGuid().ToString('N')).tmp"
    try {
        $file = [System.IO.FileInfo]::new($Path)
        if (-not $file.Exists) {
            $problem = 'is not there any more.'
        } elseif ($file.Attributes -band [System.IO.FileAttributes]::ReparsePoint) {
            $problem = 'is a link. Name the file that it leads to.'
        } elseif ($file.Extension -ne '.exrule') {
            $problem = 'is not changed: it does not end in .exrule.'
        } elseif ($file.IsReadOnly) {
            $problem = 'is read-only.'
        } else {
            $bytes = [System.IO.File]::ReadAllBytes($Path)
            $reader = [System.IO.StreamReader]::new([System.IO.MemoryStream]::new($bytes), [System.Text.Encoding]::UTF8, $true)
            $text = $reader.ReadToEnd()
            $encoding = $reader.CurrentEncoding
            if ($text -cne $Old) {
                $problem = 'was changed while this command was running. Run it again.'
            } else {
                $mark = $encoding.GetPreamble()
                if ($bytes.Length -lt $mark.Length -or [System.BitConverter]::ToString($bytes, 0, $mark.Length) -ne [System.BitConverter]::ToString($mark)) {
                    $mark = [byte[]] @()
                }
                # A copy has the permissions of the file, and its content is written over.
                [System.IO.File]::Copy($Path, $temporary)
                $content = $encoding.GetBytes($New)
                $writer = [System.IO.FileStream]::new($temporary, [System.IO.FileMode]::Truncate)
                $writer.Write($mark, 0, $mark.Length)
                $writer.Write($content, 0, $content.Length)
                # On the disk before it takes the place of the old one.
                $writer.Flush($true)
                $writer.Dispose()
                [System.IO.File]::Replace($temporary, $Path, [System.Management.Automation.Language.NullString]::Value)
                return $true
            }
        }
    } catch {
        $exception = $_.Exception.GetBaseException()
        $problem = "cannot be written: $($exception.Message)"
    } finally {
        foreach ($open in $reader, $writer) {
            if ($null -ne $open) {
                $open.Dispose()
            }
        }
        if ([System.IO.File]::Exists($temporary)) {
            [System.IO.File]::Delete($temporary)
        }
    }
    $record = New-ExTriageErrorRecord -Id FileNotWritten -Message "The rule file '$Path' $problem" -TargetObject $Path -InnerException $exception
    $Cmdlet.WriteError($record)
    $false
}
