function ConvertTo-ExTriageHelp {
    <#
    .SYNOPSIS
        The object that stands for one topic of the help; with -Short as a line of a list.
    #>
    [CmdletBinding()]
    [OutputType('ExTriage.Help')]
    param(
        [Parameter(Mandatory, ValueFromPipeline)]
        [psobject] $Topic,

        [switch] $Short
    )

    process {
        # A copy: what the caller does to it must not reach the module's own.
        $help = $Topic | Select-Object -Property Name, Kind, Title, Text, Syntax, Example, Link | Add-ExTriageTypeName Help | ConvertTo-ExTriagePrintableTree
        if ($Short) {
            $help.PSObject.TypeNames.Insert(0, 'ExTriage.Help.Short')
        }
        $help
    }
}
