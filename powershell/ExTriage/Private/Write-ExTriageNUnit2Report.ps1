function Write-ExTriageNUnit2Report {
    <#
    .SYNOPSIS
        Writes groups of test cases as NUnit XML of version 2.5, which Pester calls NUnitXml.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [System.Xml.XmlWriter] $Writer,

        # What ConvertTo-ExTriageTestCase gives.
        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [object[]] $Group,

        [Parameter(Mandatory)]
        [datetime] $Started
    )

    $invariant = [cultureinfo]::InvariantCulture
    $attributes = {
        param($pairs)
        foreach ($pair in $pairs) { $Writer.WriteAttributeString($pair[0], [string] $pair[1]) }
    }
    # The attributes that suites and cases of the format share.
    $result = {
        param($cases, [switch] $isCase)
        $failed = @($cases | Where-Object { $_.Message }).Count -gt 0
        # A suite has failed, whatever is the matter with its cases.
        $name = if ($isCase -and $cases[0].IsError) { 'Error' } elseif ($failed) { 'Failure' } else { 'Success' }
        $seconds = [double] 0
        foreach ($case in $cases) { $seconds += $case.Seconds }
        & $attributes @(
            @('executed', 'True'), @('result', $name), @('success', (-not $failed)),
            @('time', $seconds.ToString('0.000', $invariant)), @('asserts', @($cases).Count)
        )
    }
    $all = @($Group | ForEach-Object { $_.Cases })
    $Writer.WriteStartElement('test-results')
    & $attributes @(@('name', 'ExTriage'), @('total', $all.Count), @('errors', @($all | Where-Object { $_.IsError }).Count), @('failures', @($all | Where-Object { $_.Message -and -not $_.IsError }).Count))
    & $attributes @(@('not-run', 0), @('inconclusive', 0), @('ignored', 0), @('skipped', 0), @('invalid', 0))
    & $attributes @(@('date', $Started.ToString('yyyy-MM-dd', $invariant)), @('time', $Started.ToString('HH:mm:ss', $invariant)))
    $Writer.WriteStartElement('environment')
    & $attributes @(
        @('nunit-version', '2.5.8.0'), @('clr-version', [System.Environment]::Version), @('os-version', [System.Environment]::OSVersion.Version),
        @('platform', [System.Environment]::OSVersion.Platform), @('cwd', (ConvertTo-ExTriageXmlText ([System.Environment]::CurrentDirectory))),
        @('machine-name', [System.Environment]::MachineName), @('user', [System.Environment]::UserName), @('user-domain', [System.Environment]::UserDomainName)
    )
    $Writer.WriteEndElement()
    $Writer.WriteStartElement('culture-info')
    & $attributes @(@('current-culture', [cultureinfo]::CurrentCulture.Name), @('current-uiculture', [cultureinfo]::CurrentUICulture.Name))
    $Writer.WriteEndElement()
    # The format has one suite at its root.
    $Writer.WriteStartElement('test-suite')
    & $attributes @(@('type', 'TestSuite'), @('name', 'ExTriage'))
    & $result $all
    $Writer.WriteStartElement('results')
    foreach ($suite in $Group) {
        $name = ConvertTo-ExTriageXmlText $suite.Name
        $Writer.WriteStartElement('test-suite')
        & $attributes @(@('type', 'TestFixture'), @('name', $name))
        & $result $suite.Cases
        Write-ExTriageCoverageProperty -Writer $Writer -Coverage $suite.Coverage
        $Writer.WriteStartElement('results')
        foreach ($case in $suite.Cases) {
            $Writer.WriteStartElement('test-case')
            $Writer.WriteAttributeString('name', "$name.$(ConvertTo-ExTriageXmlText $case.Name)")
            & $result @($case) -isCase
            if ($case.Message) {
                $Writer.WriteStartElement('failure')
                $Writer.WriteElementString('message', (ConvertTo-ExTriageXmlText $case.Message))
                $Writer.WriteElementString('stack-trace', (ConvertTo-ExTriageXmlText $case.Text))
                $Writer.WriteEndElement()
            }
            $Writer.WriteEndElement()
        }
        $Writer.WriteEndElement()
        $Writer.WriteEndElement()
    }
    $Writer.WriteEndElement()
    $Writer.WriteEndElement()
    $Writer.WriteEndElement()
}
