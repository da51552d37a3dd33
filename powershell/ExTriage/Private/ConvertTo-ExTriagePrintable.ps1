function ConvertTo-ExTriagePrintable {
    <#
    .SYNOPSIS
        Text without control characters, for the console. The rule for it stands in ExTriage.Types.ps1xml.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory, Position = 0)]
        [AllowEmptyString()]
        [string] $Text
    )

    ([pscustomobject] @{ PSTypeName = 'ExTriage.Object' }).Printable($Text)
}
