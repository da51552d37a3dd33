function ConvertTo-ExTriageTime {
    <#
    .SYNOPSIS
        A time of the engine, ISO 8601 in UTC, as a [datetime] of kind UTC; nothing for nothing.
    #>
    [CmdletBinding()]
    [OutputType([datetime])]
    param(
        [Parameter(Position = 0)]
        [AllowNull()]
        [object] $Time
    )

    # PowerShell 7.0 to 7.4 make a date of it by themselves.
    if ($Time -is [datetime]) {
        return $Time.ToUniversalTime()
    }
    if ($Time) {
        [datetime]::Parse($Time, [cultureinfo]::InvariantCulture, [System.Globalization.DateTimeStyles]::RoundtripKind)
    }
}
