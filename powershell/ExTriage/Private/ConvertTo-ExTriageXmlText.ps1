function ConvertTo-ExTriageXmlText {
    <#
    .SYNOPSIS
        Text for a report: what XML cannot hold, or a terminal obeys that shows the file, is written as \x1B or \u202E.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory, Position = 0)]
        [AllowEmptyString()]
        [AllowNull()]
        [string] $Text
    )

    # Two characters that XML has no place for and no terminal minds.
    (ConvertTo-ExTriagePrintable $Text) -replace '[\uFFFE\uFFFF]', [string] [char] 0xFFFD
}
