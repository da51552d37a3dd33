function ConvertTo-ExTriageFactTopic {
    <#
    .SYNOPSIS
        The topic of a fact, from the engine's description of it.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [psobject] $Fact
    )

    $type = "Type: $($Fact.Type)"
    if ($Fact.Unit) {
        $type += ", $($Fact.Unit)"
    }
    [pscustomobject] @{
        Name    = $Fact.Name
        Kind    = 'Fact'
        Title   = ($Fact.Help -split '(?<=\.) ')[0].TrimEnd('.')
        Text    = "$($Fact.Help)`n`n$type"
        Syntax  = @()
        Example = @()
        Link    = @('about_ExTriage_Sources', 'about_ExTriage_Facts')
    }
}
