function Invoke-ExTriageJob {
    <#
    .SYNOPSIS
        Runs one job of the engine and gives its events as they come, but for progress, which is shown.
    .DESCRIPTION
        The engine works on a thread of its own and is asked every 100 ms, because PowerShell cannot interrupt a call
        that waits. When the pipeline is stopped, the finally block cancels the job.
        The event of a job that compiles rules has their Handle, which is null when no rule could be loaded.
    #>
    [CmdletBinding()]
    param(
        # A rule set of Get-ExTriageRuleSet, where the job needs one.
        [object] $RuleSet,

        # What to do, as the engine's requests are written; or its JSON.
        [Parameter(Mandatory)]
        [object] $Request,

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
            $json = if ($Request -is [string]) { $Request } else { ConvertTo-ExTriageJson $Request }
            $job = [ExTriage.Native.Engine]::Start($(if ($RuleSet) { $RuleSet.Handle }), $json)
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
                } elseif ($jobEvent.Event -eq 'compiled') {
                    $jobEvent | Add-Member -NotePropertyName Handle -NotePropertyValue ([ExTriage.Native.Engine]::TakeRules($job)) -PassThru
                } elseif ($jobEvent.Event -eq 'result') {
                    $jobEvent.Result = ConvertTo-ExTriagePrintableTree $jobEvent.Result -Json $line
                    $jobEvent
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
