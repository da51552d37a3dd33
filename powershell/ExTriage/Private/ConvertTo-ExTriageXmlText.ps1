function ConvertTo-ExTriageXmlText {
    <#
    .SYNOPSIS
        Text that XML can hold: characters that it cannot are replaced by U+FFFD.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory, Position = 0)]
        [AllowEmptyString()]
        [AllowNull()]
        [string] $Text
    )

    $bad = '[^\u0009\u000A\u000D\u0020-\uD7FF\uE000-\uFFFD\uD800-\uDFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]'
    $Text -replace $bad, [string] [char] 0xFFFD
}
