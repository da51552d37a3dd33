function New-ExTriageEngineErrorRecord {
    <#
    .SYNOPSIS
        The error record for a status of the engine that is not success.
    #>
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Makes an object and changes nothing.')]
    [CmdletBinding()]
    [OutputType([System.Management.Automation.ErrorRecord])]
    param(
        # The status by its name, as src/ffi/status.rs has it.
        [Parameter(Mandatory)]
        [string] $Status,

        # What the engine said.
        [Parameter(Mandatory)]
        [AllowEmptyString()]
        [string] $Message,

        [object] $TargetObject,

        [System.Exception] $InnerException
    )

    $details = @{ TargetObject = $TargetObject; InnerException = $InnerException }
    switch ($Status) {
        'EvidenceUnreadable' { return New-ExTriageErrorRecord -Id EvidenceUnreadable -Message $Message @details }
        'RulesRejected' { return New-ExTriageErrorRecord -Id RuleRejected -Message 'None of the rules could be loaded.' @details }
        'Cancelled' { return New-ExTriageErrorRecord -Id Stopped -Message 'The run was stopped.' @details }
        'Panicked' {
            $text = "The engine of ExTriage met a fault: $Message. This session goes on. It is a defect of ExTriage: please report it with this message."
            return New-ExTriageErrorRecord -Id EngineFault -Message $text @details
        }
    }
    New-ExTriageErrorRecord -Id InvalidRequest -Message "The engine refused the request: $Message" @details
}
