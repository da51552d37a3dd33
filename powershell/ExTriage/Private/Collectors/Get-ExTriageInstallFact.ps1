function Get-ExTriageInstallFact {
    <#
    .SYNOPSIS
        Whether Exchange is installed on this computer and where, from the registry.
    #>
    [CmdletBinding()]
    [OutputType([System.Collections.Specialized.OrderedDictionary])]
    param()

    $root = $null
    try {
        # Exchange writes to the 64-bit view, whatever this process is.
        $root = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Registry64')
        # v15 is Exchange 2013 and everything after it; v14 is Exchange 2010.
        foreach ($version in 'v15', 'v14') {
            $key = $root.OpenSubKey("SOFTWARE\Microsoft\ExchangeServer\$version\Setup")
            if ($null -eq $key) {
                continue
            }
            $install = $key.GetValue('MsiInstallPath')
            $key.Dispose()
            if ($install) {
                return [ordered] @{ installed = $true; install = ([string] $install).TrimEnd('\') }
            }
        }
        [ordered] @{ installed = $false }
    } catch {
        $unknown = @{ unknown = "the registry cannot be read: $($_.Exception.GetBaseException().Message)" }
        [ordered] @{ installed = $unknown; install = $unknown }
    } finally {
        if ($null -ne $root) {
            $root.Dispose()
        }
    }
}
