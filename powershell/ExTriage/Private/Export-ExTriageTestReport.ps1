function Export-ExTriageTestReport {
    <#
    .SYNOPSIS
        Writes what a run of tests gave as XML for a build server.
    #>
    [CmdletBinding()]
    param(
        # The full path of the file; one that is there is replaced.
        [Parameter(Mandatory)]
        [string] $Path,

        [Parameter(Mandatory)]
        [ValidateSet('JUnitXml', 'NUnit3', 'NUnitXml', 'NUnit2.5')]
        [string] $Format,

        # What ConvertTo-ExTriageTestCase gives.
        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [object[]] $Group,

        # When the run started, UTC.
        [Parameter(Mandatory)]
        [datetime] $Started
    )

    $settings = New-Object System.Xml.XmlWriterSettings
    $settings.Indent = $true
    $settings.Encoding = New-Object System.Text.UTF8Encoding $false
    $writer = $null
    try {
        try {
            $writer = [System.Xml.XmlWriter]::Create($Path, $settings)
        } catch {
            throw (New-ExTriageErrorRecord -Id FileNotWritten -Message "The report '$Path' cannot be written: $($_.Exception.GetBaseException().Message)" -TargetObject $Path)
        }
        $writer.WriteStartDocument()
        $arguments = @{ Writer = $writer; Group = $Group; Started = $Started }
        switch ($Format) {
            'JUnitXml' { Write-ExTriageJUnitReport @arguments }
            'NUnit3' { Write-ExTriageNUnitReport @arguments }
            default { Write-ExTriageNUnit2Report @arguments }
        }
        $writer.WriteEndDocument()
    } finally {
        if ($null -ne $writer) {
            $writer.Dispose()
        }
    }
}
