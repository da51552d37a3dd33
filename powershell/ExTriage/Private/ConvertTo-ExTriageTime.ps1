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
        [AllowEmptyString()]
        [string] $Time
    )

    if (-not $Time) {
        return $null
    }
    [datetime]::Parse($Time, [cultureinfo]::InvariantCulture, [System.Globalization.DateTimeStyles]::RoundtripKind)
}
