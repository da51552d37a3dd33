function Read-ExTriageRuleFile {
    <#
    .SYNOPSIS
        The text of one rule file, in UTF-8 or in what its byte order mark says; an error and nothing if it has none.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
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

    # The limit of the engine. A rule file of 4 MiB is a log by mistake.
    $limit = 4MB
    $problem = $null
    $exception = $null
    $reader = $null
    try {
        $file = [System.IO.FileInfo]::new($Path)
        $length = $file.Length
        # A link that the user named has no length of its own on Windows.
        if ($length -eq 0 -and -not ($file.Attributes -band [System.IO.FileAttributes]::ReparsePoint)) {
            # A pipe or a device has no length either, and reading it would wait for ever.
            $Cmdlet.WriteWarning((ConvertTo-ExTriagePrintable "The rule file '$Path' is empty." -Line))
            return ''
        }
        if ($length -gt $limit) {
            $problem = "has $length bytes; the limit is $limit."
        } else {
            $reader = [System.IO.StreamReader]::new($Path, [System.Text.Encoding]::UTF8, $true)
            $text = $reader.ReadToEnd()
            # What is not UTF-8 is read as this character, and a rule must not be something that nobody wrote.
            if (-not $text.Contains([string] [char] 0xFFFD)) {
                return $text
            }
            $problem = 'is not UTF-8. Save it as UTF-8, or as UTF-16 with a byte order mark.'
        }
    } catch {
        $exception = $_.Exception.GetBaseException()
        $problem = "cannot be read: $($exception.Message)"
    } finally {
        if ($null -ne $reader) {
            $reader.Dispose()
        }
    }
    Write-ExTriageFileProblem -Path $Path -Reason $problem -Exception $exception -Unreadable $Unreadable -Cmdlet $Cmdlet
}
