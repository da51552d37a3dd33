function ConvertTo-ExTriageErrorRecord {
    <#
    .SYNOPSIS
        The error record for what a call into the engine threw. Other errors are given back as they are.
    #>
    [CmdletBinding()]
    [OutputType([System.Management.Automation.ErrorRecord])]
    param(
        [Parameter(Mandatory, Position = 0)]
        [System.Management.Automation.ErrorRecord] $ErrorRecord,

        [object] $TargetObject
    )

    $exception = $ErrorRecord.Exception.GetBaseException()
    if ($exception.GetType().FullName -ne 'ExTriage.Native.EngineException') {
        return $ErrorRecord
    }
    $message = $exception.Message
    if ($exception.Report) {
        $message = (ConvertFrom-ExTriageJson $exception.Report).error
    }
    New-ExTriageEngineErrorRecord -Status $exception.Status -Message $message -TargetObject $TargetObject -InnerException $exception
}
