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

    $options = @{}
    if ((Get-Command -Name ConvertFrom-Json).Parameters.ContainsKey('DateKind')) {
        $options.DateKind = 'String'
    }
    ConvertFrom-Json -InputObject $Json @options
}
