function ConvertTo-ExTriageDiagnostic {
    <#
    .SYNOPSIS
        The object that stands for one problem in a rule file.
    #>
    [CmdletBinding()]
    [OutputType('ExTriage.Diagnostic')]
    param(
        [Parameter(Mandatory, Position = 0)]
        [psobject] $Diagnostic
    )

    $made = Add-ExTriageTypeName Diagnostic ([pscustomobject] @{
            Code     = $Diagnostic.Code
            Severity = $Diagnostic.Severity
            Message  = $Diagnostic.Message
            Path     = $Diagnostic.Path
            Line     = $Diagnostic.Line
            Column   = $Diagnostic.Column
            Text     = $Diagnostic.Text
            Help     = $Diagnostic.Help
            Fix      = if ($Diagnostic.Fix) { Add-ExTriageTypeName DiagnosticFix $Diagnostic.Fix } else { $null }
        })
    ConvertTo-ExTriagePrintableTree $made
}
