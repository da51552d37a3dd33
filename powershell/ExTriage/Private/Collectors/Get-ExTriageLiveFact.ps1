function Get-ExTriageLiveFact {
    <#
    .SYNOPSIS
        What only PowerShell can tell the engine about this computer, with the members of facts.json.
    .DESCRIPTION
        What cannot be read is { unknown: reason } and never left out: a rule that needs it then says Unknown.
    #>
    [CmdletBinding()]
    [OutputType([System.Collections.Specialized.OrderedDictionary])]
    param()

    if ($PSVersionTable.PSEdition -ne 'Desktop' -and -not $IsWindows) {
        $unknown = @{ unknown = 'this computer does not run Windows; give -Path' }
        return [ordered] @{
            server   = [ordered] @{ name = [System.Environment]::MachineName; systemDrive = $unknown }
            exchange = $unknown
            services = $unknown
        }
    }
    [ordered] @{
        server   = [ordered] @{ name = $env:COMPUTERNAME; systemDrive = $env:SystemDrive }
        exchange = Get-ExTriageInstallFact
        services = Get-ExTriageServiceFact
    }
}
