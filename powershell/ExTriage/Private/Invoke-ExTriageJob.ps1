function Invoke-ExTriageJob {
    <#
    .SYNOPSIS
        Runs one job of the engine and gives its events as they come, but for progress, which is shown.
    .DESCRIPTION
        The engine works on a thread of its own and is asked every 100 ms, because PowerShell cannot interrupt a call
        that waits. When the pipeline is stopped, the finally block cancels the job and waits until it is gone.
    #>
    [CmdletBinding()]
    param(
        # A rule set of Get-ExTriageRuleSet.
        [Parameter(Mandatory)]
        [object] $RuleSet,

        # What to do, as the engine's requests are written.
        [Parameter(Mandatory)]
        [System.Collections.IDictionary] $Request,

        # What the progress bar says.
        [Parameter(Mandatory)]
        [string] $Activity,

        # What errors are about.
        [object] $TargetObject
    )

    $isShown = $false
    $shownActivity = ConvertTo-ExTriagePrintable $Activity -Line
    $job = $null
    try {
        $started = [System.Diagnostics.Stopwatch]::StartNew()
        try {
            $job = [ExTriage.Native.Engine]::Start($RuleSet.Handle, (ConvertTo-ExTriageJson $Request))
        } catch {
            throw (ConvertTo-ExTriageErrorRecord $_ -TargetObject $TargetObject)
        }
        do {
            try {
                $turn = [ExTriage.Native.Engine]::Poll($job, 100)
            } catch {
                throw (ConvertTo-ExTriageErrorRecord $_ -TargetObject $TargetObject)
            }
            foreach ($line in $turn.Lines) {
                $jobEvent = ConvertFrom-ExTriageJson $line
                if ($jobEvent.Event -eq 'fault') {
                    throw (New-ExTriageEngineErrorRecord -Status Panicked -Message $jobEvent.Message -TargetObject $TargetObject)
                } elseif ($jobEvent.Event -ne 'progress') {
                    $jobEvent
                } elseif ($started.ElapsedMilliseconds -gt 400) {
                    # A bar that flashes up and goes tells nobody anything.
                    $isShown = $true
                    $percent = if ($jobEvent.Total -gt 0) { [Math]::Min(100, [int] [Math]::Floor(100 * $jobEvent.Read / $jobEvent.Total)) } else { 0 }
                    $status = [string]::Format([cultureinfo]::InvariantCulture, '{0:0.0} of {1:0.0} MB', $jobEvent.Read / 1MB, $jobEvent.Total / 1MB)
                    $current = ConvertTo-ExTriagePrintable ([string] $jobEvent.Current) -Line
                    Write-Progress -Activity $shownActivity -Status $status -CurrentOperation $current -PercentComplete $percent
                }
            }
        } while ($turn.IsPending)
        if ($turn.Status -ne 'Ok') {
            throw (New-ExTriageEngineErrorRecord -Status $turn.Status -Message '' -TargetObject $TargetObject)
        }
    } finally {
        if ($null -ne $job) {
            $job.Dispose()
        }
        if ($isShown) {
            Write-Progress -Activity $shownActivity -Completed
        }
    }
}
