function New-ExTriageErrorRecord {
    <#
    .SYNOPSIS
        Makes the error record of one kind of error; every error of the module comes from here.
    #>
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Makes an object and changes nothing.')]
    [CmdletBinding()]
    [OutputType([System.Management.Automation.ErrorRecord])]
    param(
        [Parameter(Mandatory)]
        [ValidateSet('CoverageTooLow', 'EngineFault', 'EngineNotLoaded', 'EvidenceUnreadable', 'FileNotWritten', 'HelpNotFound', 'InvalidArgument', 'InvalidRequest', 'NotFormatted', 'PathNotFound', 'ProfileNotFound', 'RuleNotFound', 'RuleRejected', 'RuleTestFailed', 'RuleUnreadable', 'Stopped', 'WrongKindOfPath')]
        [string] $Id,

        [Parameter(Mandatory)]
        [string] $Message,

        [object] $TargetObject,

        [System.Exception] $InnerException
    )

    $category = switch ($Id) {
        'CoverageTooLow' { 'InvalidResult' }
        'EngineNotLoaded' { 'NotInstalled' }
        'EvidenceUnreadable' { 'ReadError' }
        'HelpNotFound' { 'ObjectNotFound' }
        'FileNotWritten' { 'WriteError' }
        'InvalidArgument' { 'InvalidArgument' }
        'InvalidRequest' { 'InvalidArgument' }
        'NotFormatted' { 'InvalidResult' }
        'PathNotFound' { 'ObjectNotFound' }
        'ProfileNotFound' { 'ObjectNotFound' }
        'RuleNotFound' { 'ObjectNotFound' }
        'RuleRejected' { 'ParserError' }
        'RuleTestFailed' { 'InvalidResult' }
        'RuleUnreadable' { 'ReadError' }
        'Stopped' { 'OperationStopped' }
        'WrongKindOfPath' { 'InvalidArgument' }
        default { 'NotSpecified' }
    }
    # Messages quote files and logs, and an error is shown as it is.
    $exception = New-Object System.InvalidOperationException (ConvertTo-ExTriagePrintable $Message), $InnerException
    $record = New-Object System.Management.Automation.ErrorRecord $exception, "ExTriage.$Id", $category, $TargetObject
    # Some views of errors show the target as well.
    if ($TargetObject -is [string]) {
        $record.CategoryInfo.TargetName = ConvertTo-ExTriagePrintable $TargetObject -Line
    }
    $record
}
