function Read-ExTriageRuleFile {
    <#
    .SYNOPSIS
        The text of one rule file: UTF-8, or what its byte order mark says.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Path
    )

    # The limit of the engine. A rule file of 4 MiB is a log by mistake.
    $limit = 4MB
    $refuse = {
        param([string] $problem, [System.Exception] $exception)
        $message = "The rule file '$Path' $problem"
        throw (New-ExTriageErrorRecord -Id RuleUnreadable -Message $message -TargetObject $Path -InnerException $exception)
    }

    $length = (New-Object System.IO.FileInfo $Path).Length
    if ($length -gt $limit) {
        . $refuse "has $length bytes; the limit is $limit."
    }
    # A pipe has no length, and reading it would wait for ever.
    if ($length -eq 0) {
        return ''
    }
    # Text that is not UTF-8 is refused, because it would be read as something that nobody wrote.
    $encoding = New-Object System.Text.UTF8Encoding $false, $true
    $reader = $null
    try {
        $reader = New-Object System.IO.StreamReader $Path, $encoding, $true
        $reader.ReadToEnd()
    } catch {
        $exception = $_.Exception.GetBaseException()
        if ($exception -is [System.Text.DecoderFallbackException]) {
            . $refuse 'is not UTF-8. Save it as UTF-8, or as UTF-16 with a byte order mark.' $exception
        }
        . $refuse "cannot be read: $($exception.Message)" $exception
    } finally {
        if ($null -ne $reader) {
            $reader.Dispose()
        }
    }
}
