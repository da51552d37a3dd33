function ConvertFrom-ExTriageJson {
    <#
    .SYNOPSIS
        Reads JSON of the engine alike on every version: text that looks like a time stays text.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)]
        [string] $Json
    )

    # -DateKind came with 7.5; the versions before it make dates of texts, and ConvertTo-ExTriageTime knows.
    $options = @{}
    if ($PSVersionTable.PSVersion -ge [version] '7.5') {
        $options.DateKind = 'String'
    }
    ConvertFrom-Json -InputObject $Json @options
}
