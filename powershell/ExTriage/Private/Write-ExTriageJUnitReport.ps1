function Write-ExTriageJUnitReport {
    <#
    .SYNOPSIS
        Writes groups of test cases as JUnit XML, the form that Jenkins, GitLab and Azure Pipelines read.
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
    $seconds = {
        param($cases)
        $sum = [double] 0
        foreach ($case in $cases) { $sum += $case.Seconds }
        $sum.ToString('0.000', $invariant)
    }
    $failed = { param($cases) [string] @($cases | Where-Object { $_.Message -and -not $_.IsError }).Count }
    $broken = { param($cases) [string] @($cases | Where-Object { $_.IsError }).Count }
    $all = @($Group | ForEach-Object { $_.Cases })
    $Writer.WriteStartElement('testsuites')
    $Writer.WriteAttributeString('name', 'ExTriage')
    $Writer.WriteAttributeString('tests', [string] $all.Count)
    $Writer.WriteAttributeString('failures', (& $failed $all))
    $Writer.WriteAttributeString('errors', (& $broken $all))
    $Writer.WriteAttributeString('disabled', '0')
    $Writer.WriteAttributeString('time', (& $seconds $all))
    $number = 0
    foreach ($suite in $Group) {
        $Writer.WriteStartElement('testsuite')
        $Writer.WriteAttributeString('name', (ConvertTo-ExTriageXmlText $suite.Name))
        $Writer.WriteAttributeString('tests', [string] $suite.Cases.Count)
        $Writer.WriteAttributeString('failures', (& $failed $suite.Cases))
        $Writer.WriteAttributeString('errors', (& $broken $suite.Cases))
        $Writer.WriteAttributeString('skipped', '0')
        $Writer.WriteAttributeString('id', [string] $number)
        $Writer.WriteAttributeString('hostname', [System.Environment]::MachineName)
        $Writer.WriteAttributeString('timestamp', $Started.ToString('yyyy-MM-ddTHH:mm:ss', $invariant))
        $Writer.WriteAttributeString('time', (& $seconds $suite.Cases))
        Write-ExTriageCoverageProperty -Writer $Writer -Coverage $suite.Coverage
        foreach ($case in $suite.Cases) {
            $Writer.WriteStartElement('testcase')
            $Writer.WriteAttributeString('name', (ConvertTo-ExTriageXmlText $case.Name))
            $Writer.WriteAttributeString('classname', (ConvertTo-ExTriageXmlText $suite.Name))
            $Writer.WriteAttributeString('time', ([double] $case.Seconds).ToString('0.000', $invariant))
            if ($case.Message) {
                $Writer.WriteStartElement($(if ($case.IsError) { 'error' } else { 'failure' }))
                $Writer.WriteAttributeString('message', (ConvertTo-ExTriageXmlText $case.Message))
                $Writer.WriteAttributeString('type', 'ExTriage')
                $Writer.WriteString((ConvertTo-ExTriageXmlText $case.Text))
                $Writer.WriteEndElement()
            }
            $Writer.WriteEndElement()
        }
        $Writer.WriteEndElement()
        $number++
    }
    $Writer.WriteEndElement()
}
