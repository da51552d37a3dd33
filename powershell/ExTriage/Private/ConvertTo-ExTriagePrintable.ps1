function ConvertTo-ExTriagePrintable {
    <#
    .SYNOPSIS
        Text without control characters, for whatever a person sees. The rule for it stands in ExTriage.Types.ps1xml.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory, Position = 0)]
        [AllowEmptyString()]
        [string] $Text,

        # On one line, also where a name has line breaks.
        [switch] $Line
    )

    $printer = [pscustomobject] @{ PSTypeName = 'ExTriage.Object' }
    if ($Line) { $printer.PrintableLine($Text) } else { $printer.Printable($Text) }
}
