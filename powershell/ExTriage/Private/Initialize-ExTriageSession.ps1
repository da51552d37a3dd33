function Initialize-ExTriageSession {
    <#
    .SYNOPSIS
        Loads the engine and compiles the shipped rules, so that the first command does not wait for it.
    .DESCRIPTION
        Runs once, at the end of the import. What is in the way is no error here: the first command that needs the
        engine meets it again and says it.
    #>
    [CmdletBinding()]
    param()

    # Windows PowerShell does not know the preference Ignore in functions.
    $WarningPreference = 'SilentlyContinue'
    try {
        $unreadable = New-Object System.Collections.Specialized.OrderedDictionary
        $null = Get-ExTriageRuleSet -Source @(Get-ExTriageRuleSource -Unreadable $unreadable -Cmdlet $PSCmdlet)
    } catch {
        Write-Verbose (ConvertTo-ExTriagePrintable "The engine is not loaded yet: $($_.Exception.Message)")
    }
}
