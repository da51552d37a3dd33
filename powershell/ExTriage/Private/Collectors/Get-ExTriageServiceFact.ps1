function Get-ExTriageServiceFact {
    <#
    .SYNOPSIS
        The services of this computer with their start types; unknown, with the reason, where Windows does not tell.
    #>
    [CmdletBinding()]
    [OutputType([System.Array], [hashtable])]
    param()

    $refused = @()
    try {
        $services = @(Get-Service -ErrorAction SilentlyContinue -ErrorVariable refused)
    } catch {
        return @{ unknown = "the services cannot be listed: $($_.Exception.GetBaseException().Message)" }
    }
    $facts = [ordered] @{}
    foreach ($service in $services) {
        $startType = Get-ExTriageServiceStartType -Service $service
        $facts[$service.Name] = [ordered] @{
            name        = $service.Name
            displayName = $service.DisplayName
            startType   = if ($startType) { $startType } else { @{ unknown = "Windows does not tell the start type of $($service.Name)" } }
            status      = [string] $service.Status
        }
    }
    # A service that may not be queried is there all the same.
    foreach ($record in $refused) {
        $subject = $record.TargetObject
        $name = if ($subject -is [System.ServiceProcess.ServiceController]) { $subject.ServiceName } else { [string] $record.CategoryInfo.TargetName }
        if ($name -and -not $facts.Contains($name)) {
            $unknown = @{ unknown = $record.Exception.Message }
            $facts[$name] = [ordered] @{ name = $name; startType = $unknown; status = $unknown }
        }
    }
    if ($facts.Count -eq 0) {
        return @{ unknown = 'Windows lists no services to this account' }
    }
    # The comma keeps a list of one a list.
    , @($facts.Values)
}
