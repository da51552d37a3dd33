function Write-ExTriageNUnitReport {
    <#
    .SYNOPSIS
        Writes groups of test cases as NUnit XML of version 3.
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
    # The attributes that runs, suites and cases of the format share.
    $start = $Started
    $result = {
        param($cases)
        $failures = @($cases | Where-Object { $_.Message }).Count
        $seconds = [double] 0
        foreach ($case in $cases) { $seconds += $case.Seconds }
        $Writer.WriteAttributeString('result', $(if ($failures) { 'Failed' } else { 'Passed' }))
        $Writer.WriteAttributeString('start-time', $start.ToString('yyyy-MM-dd HH:mm:ss', $invariant) + 'Z')
        $Writer.WriteAttributeString('end-time', $start.AddSeconds($seconds).ToString('yyyy-MM-dd HH:mm:ss', $invariant) + 'Z')
        $Writer.WriteAttributeString('duration', $seconds.ToString('0.000', $invariant))
    }
    $counts = {
        param($cases)
        $failures = @($cases | Where-Object { $_.Message }).Count
        foreach ($pair in @('total', $cases.Count), @('passed', ($cases.Count - $failures)), @('failed', $failures), @('inconclusive', 0), @('skipped', 0), @('asserts', $cases.Count)) {
            $Writer.WriteAttributeString($pair[0], [string] $pair[1])
        }
    }
    $all = @($Group | ForEach-Object { $_.Cases })
    $Writer.WriteStartElement('test-run')
    $Writer.WriteAttributeString('id', '0')
    $Writer.WriteAttributeString('name', 'ExTriage')
    $Writer.WriteAttributeString('testcasecount', [string] $all.Count)
    & $result $all
    & $counts $all
    $id = 1000
    foreach ($suite in $Group) {
        $name = ConvertTo-ExTriageXmlText $suite.Name
        $Writer.WriteStartElement('test-suite')
        $Writer.WriteAttributeString('type', 'TestFixture')
        $Writer.WriteAttributeString('id', [string] (++$id))
        $Writer.WriteAttributeString('name', $name)
        $Writer.WriteAttributeString('fullname', "ExTriage.$name")
        $Writer.WriteAttributeString('runstate', 'Runnable')
        $Writer.WriteAttributeString('testcasecount', [string] $suite.Cases.Count)
        & $result $suite.Cases
        & $counts $suite.Cases
        Write-ExTriageCoverageProperty -Writer $Writer -Coverage $suite.Coverage
        foreach ($case in $suite.Cases) {
            $caseName = ConvertTo-ExTriageXmlText $case.Name
            $Writer.WriteStartElement('test-case')
            $Writer.WriteAttributeString('id', [string] (++$id))
            $Writer.WriteAttributeString('name', $caseName)
            $Writer.WriteAttributeString('fullname', "ExTriage.$name.$caseName")
            $Writer.WriteAttributeString('runstate', 'Runnable')
            $Writer.WriteAttributeString('asserts', '1')
            & $result @($case)
            if ($case.IsError) {
                $Writer.WriteAttributeString('label', 'Error')
            }
            if ($case.Message) {
                $Writer.WriteStartElement('failure')
                $Writer.WriteElementString('message', (ConvertTo-ExTriageXmlText $case.Message))
                $Writer.WriteElementString('stack-trace', (ConvertTo-ExTriageXmlText $case.Text))
                $Writer.WriteEndElement()
            }
            $Writer.WriteEndElement()
        }
        $Writer.WriteEndElement()
    }
    $Writer.WriteEndElement()
}
