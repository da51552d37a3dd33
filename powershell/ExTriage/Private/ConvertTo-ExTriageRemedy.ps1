function ConvertTo-ExTriageRemedy {
    <#
    .SYNOPSIS
        The Remedy of a result: what the rule advises, as typed steps.
    #>
    [CmdletBinding()]
    [OutputType('ExTriage.Remedy')]
    param(
        [Parameter(Position = 0)]
        [AllowNull()]
        [psobject] $Remedy
    )

    if ($null -eq $Remedy) {
        return $null
    }
    $steps = foreach ($step in $Remedy.Steps) {
        $settings = [ordered] @{}
        foreach ($pair in $step.Settings) {
            $settings[$pair[0]] = $pair[1]
        }
        Add-ExTriageTypeName RemedyStep ([pscustomobject] @{
                Action        = $step.Action
                Object        = $step.Object
                Settings      = Add-ExTriageTypeName Values ([pscustomobject] $settings)
                Label         = $step.Label
                WithinSeconds = $step.WithinSeconds
            })
    }
    Add-ExTriageTypeName Remedy ([pscustomobject] @{
            Title     = $Remedy.Title
            Impact    = $Remedy.Impact
            Safety    = $Remedy.Safety
            Confirm   = $Remedy.Confirm
            Steps     = @($steps)
            Undo      = $Remedy.Undo
            Otherwise = $Remedy.Otherwise
        })
}
