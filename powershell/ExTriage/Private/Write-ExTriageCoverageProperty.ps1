function Write-ExTriageCoverageProperty {
    <#
    .SYNOPSIS
        Writes what the tests have seen of a rule as the properties of its suite, which JUnit and NUnit have alike.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [System.Xml.XmlWriter] $Writer,

        # An ExTriage.RuleCoverage; nothing for a suite that is about no rule.
        [Parameter(Mandatory)]
        [AllowNull()]
        [object] $Coverage
    )

    if ($null -eq $Coverage) {
        return
    }
    $properties = @(
        foreach ($name in 'Share', 'Whens', 'WhensCovered', 'Rows', 'RowsCovered', 'Plans', 'PlansCovered') {
            , @($name, ([System.IConvertible] $Coverage.$name).ToString([cultureinfo]::InvariantCulture))
        }
        foreach ($gap in $Coverage.Missing) {
            , @('Missing', "$($gap.Path):$($gap.Line): $($gap.Message)")
        }
    )
    $Writer.WriteStartElement('properties')
    foreach ($property in $properties) {
        $Writer.WriteStartElement('property')
        $Writer.WriteAttributeString('name', "coverage.$($property[0])")
        $Writer.WriteAttributeString('value', (ConvertTo-ExTriageXmlText $property[1]))
        $Writer.WriteEndElement()
    }
    $Writer.WriteEndElement()
}
