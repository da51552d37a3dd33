function Get-ExTriageServiceStartType {
    <#
    .SYNOPSIS
        How a service starts: Automatic, Manual, Disabled, Boot or System; nothing where Windows does not tell.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        # What Get-Service gives.
        [Parameter(Mandatory)]
        [object] $Service
    )

    # Before .NET Framework 4.6.1 the objects do not have it, and it may be empty where the account may not ask.
    $property = $Service.PSObject.Properties['StartType']
    if ($property -and "$($property.Value)") {
        return [string] $property.Value
    }
    $key = $null
    try {
        $key = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey("SYSTEM\CurrentControlSet\Services\$($Service.Name)")
        # Others are no start types.
        switch ($(if ($null -ne $key) { $key.GetValue('Start') })) {
            0 { 'Boot' }
            1 { 'System' }
            2 { 'Automatic' }
            3 { 'Manual' }
            4 { 'Disabled' }
        }
    } catch {
        Write-Verbose (ConvertTo-ExTriagePrintable "The start type of $($Service.Name) cannot be read: $($_.Exception.Message)")
    } finally {
        if ($null -ne $key) {
            $key.Dispose()
        }
    }
}
