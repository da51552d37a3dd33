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
            $install = [string] $key.GetValue('MsiInstallPath')
            $key.Dispose()
            if ($install -match '^[A-Za-z]:\\[^\\]') {
                return [ordered] @{ installed = $true; install = $install.TrimEnd('\') }
            }
            # What setup was about to write or to remove. Neither that Exchange is there nor that it is not follows from it.
            $doubt = @{ unknown = "HKLM:\SOFTWARE\Microsoft\ExchangeServer\$version\Setup is there, and its MsiInstallPath $(if ($install.Trim()) { "'$install' is no full path" } else { 'is empty' })" }
            return [ordered] @{ installed = $doubt; install = $doubt }
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
