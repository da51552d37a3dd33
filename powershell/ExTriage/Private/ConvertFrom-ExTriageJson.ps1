function ConvertFrom-ExTriageJson {
    <#
    .SYNOPSIS
        Reads JSON of the engine alike on every version: text that looks like a time stays text.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)]
        [string] $Json,

        # The version of PowerShell whose way is taken.
        [version] $Version = ([string] $PSVersionTable.PSVersion -replace '[^\d.].*$')
    )

    # From here on, ConvertFrom-Json leaves texts alone when it is told to.
    if ($Version -ge [version] '7.5') {
        return ConvertFrom-Json -InputObject $Json -DateKind String
    }
    # Up to here, it makes dates of texts and does not say what they were.
    if ($Version.Major -ge 6) {
        $document = [System.Text.Json.JsonDocument]::Parse($Json)
        try {
            return ConvertFrom-ExTriageJsonTree $document.RootElement
        } finally {
            $document.Dispose()
        }
    }
    # Windows PowerShell makes none, but takes two million characters at most.
    if ($Json.Length -lt 2000000) {
        return ConvertFrom-Json -InputObject $Json
    }
    $null = [System.Reflection.Assembly]::LoadWithPartialName('System.Web.Extensions')
    $reader = New-Object System.Web.Script.Serialization.JavaScriptSerializer
    $reader.MaxJsonLength = [int]::MaxValue
    ConvertFrom-ExTriageJsonTree $reader.DeserializeObject($Json)
}
