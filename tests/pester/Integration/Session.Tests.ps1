BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $log = Join-Path $servers 'ex01/C/ExchangeSetupLogs/ExchangeSetup.log'
    $manifest = Join-Path $modulePath 'ExTriage.psd1'
    $shell = (Get-Process -Id $PID).Path

    # Runs a job of the engine that fails on purpose.
    function Invoke-Fault([string] $Where) {
        & (Get-Module -Name ExTriage) {
            [CmdletBinding()]
            param([string] $place)
            $ruleSet = Get-ExTriageRuleSet -Source (Get-ExTriageRuleSource -Cmdlet $PSCmdlet)
            Invoke-ExTriageJob -RuleSet $ruleSet -Request @{ kind = 'panic'; where = $place } -Activity 'Fault'
        } $Where
    }

    # A log and rules that keep the engine busy for long.
    function New-LongRun([string] $Folder) {
        $null = New-Item -ItemType Directory -Force -Path $Folder
        $line = '[03/06/2021 21:12:40.0903] [1] ' + ('abcdefgh ijklmnop ' * 12) + "`r`n"
        $block = [System.Text.Encoding]::ASCII.GetBytes($line * 4096)
        $stream = [System.IO.File]::Create((Join-Path $Folder 'long.log'))
        try {
            for ($count = 0; $count -lt 160; $count++) {
                $stream.Write($block, 0, $block.Length)
            }
        } finally {
            $stream.Dispose()
        }
        $rules = foreach ($number in 1..40) {
            "rule long-$number 'Reads a long log' {`n  severity low`n  detect {`n    `$rows = rows of textlog 'C:\long.log' pattern '(?<Word>[a-h]+ [i-p]+ ){3}[a-z]* (?<Tail>[x-z]$number)'`n    when 'found' exists `$rows`n  }`n  finding 'found'`n}`n"
        }
        [System.IO.File]::WriteAllText((Join-Path $Folder 'long.exrule'), ($rules -join "`n"))
    }
}

Describe 'A fault inside the engine' {
    It 'becomes an error record, and the session lives on' -ForEach @(@{ Where = 'job' }, @{ Where = 'call' }) {
        $record = $null
        try { Invoke-Fault $Where } catch { $record = $_ }
        $record.FullyQualifiedErrorId | Should -BeLike 'ExTriage.EngineFault*'
        $record.Exception.Message | Should -Match 'this fault was asked for' -Because 'the message of the fault is told'
        $record.Exception.Message | Should -Match 'report'
        (Invoke-ExTriage -SetupLog $log -Outcome Detected).RuleId | Should -Be 'setup-service-disabled'
    }

    It 'writes nothing to the console of its own accord' {
        $script = "Import-Module '$manifest'; try { & (Get-Module ExTriage) { [CmdletBinding()] param() Invoke-ExTriageJob -RuleSet (Get-ExTriageRuleSet -Source (Get-ExTriageRuleSource -Cmdlet `$PSCmdlet)) -Request @{ kind = 'panic' } -Activity x } } catch { `$null = `$_ }; 'alive'"
        $said = & $shell -NoProfile -NonInteractive -Command $script 2>&1
        $LASTEXITCODE | Should -Be 0
        "$said" | Should -BeExactly 'alive'
    }
}

Describe 'Loading the engine' -Skip:(-not $IsLinux) {
    It 'takes the library of the module, whatever lies in LD_LIBRARY_PATH, PATH or the current folder' {
        $folder = Join-Path $TestDrive 'planted'
        $null = New-Item -ItemType Directory -Path $folder
        foreach ($name in 'extriage.so', 'libextriage.so', 'extriage') {
            Copy-Item -LiteralPath (Join-Path $PSHOME 'libSystem.Native.so') -Destination (Join-Path $folder $name)
        }
        $script = "Import-Module '$manifest'; (Invoke-ExTriage -SetupLog '$log' -Outcome Detected).RuleId"
        $before = $env:LD_LIBRARY_PATH, $env:PATH
        try {
            $env:LD_LIBRARY_PATH = "$($folder):"
            $env:PATH = "$($folder):$env:PATH"
            Push-Location -LiteralPath $folder
            & $shell -NoProfile -NonInteractive -Command $script 2>&1 | Should -BeExactly 'setup-service-disabled'
        } finally {
            Pop-Location
            $env:LD_LIBRARY_PATH, $env:PATH = $before
        }
    }
}

Describe 'Stopping a run' {
    BeforeAll {
        $folder = Join-Path $TestDrive 'long'
        New-LongRun $folder
    }

    It 'takes less than 200 ms, frees everything, and shows progress until then' {
        $runspace = [runspacefactory]::CreateRunspace()
        $runspace.Open()
        $powershell = [powershell]::Create()
        $powershell.Runspace = $runspace
        try {
            $null = $powershell.AddScript("Import-Module '$manifest'; Invoke-ExTriage -SetupLog '$log' -Id setup-pending-reboot").Invoke()
            $powershell.Commands.Clear()
            $null = $powershell.AddScript("Invoke-ExTriage -Map @{ 'C:\long.log' = '$folder/long.log' } -RulePath '$folder/long.exrule' -Id long-*")
            $running = $powershell.BeginInvoke()
            $deadline = [datetime]::UtcNow.AddSeconds(60)
            while ($powershell.Streams.Progress.Count -lt 3 -and [datetime]::UtcNow -lt $deadline) {
                Start-Sleep -Milliseconds 10
            }
            $running.IsCompleted | Should -BeFalse -Because 'a run that is over cannot be stopped'
            $shown = @($powershell.Streams.Progress)
            $shown.Count | Should -BeGreaterOrEqual 3
            $shown[0].Activity | Should -Match 'Triage'
            $shown[-1].StatusDescription | Should -Match '^\d+\.\d of \d+\.\d MB$'
            $shown[-1].PercentComplete | Should -BeIn (0..100)

            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $powershell.Stop()
            $watch.Stop()
            Write-Host "    stopped in $($watch.ElapsedMilliseconds) ms"
            $watch.ElapsedMilliseconds | Should -BeLessThan 200

            if ($IsLinux) {
                $open = Get-ChildItem -LiteralPath '/proc/self/fd' | ForEach-Object { $_.LinkTarget } | Where-Object { $_ -like '*long.log' }
                $open | Should -BeNullOrEmpty
                Get-Content -Path '/proc/self/task/*/comm' | Where-Object { $_ -eq 'extriage-job' } | Should -BeNullOrEmpty
            }
            $powershell.Commands.Clear()
            $again = $powershell.AddScript("Invoke-ExTriage -SetupLog '$log' -Outcome Detected").Invoke()
            $again.RuleId | Should -Be 'setup-service-disabled'
        } finally {
            $powershell.Dispose()
            $runspace.Dispose()
        }
    }

    It 'is what Select-Object -First does as well' {
        $first = Invoke-ExTriage -SetupLog $log | Select-Object -First 1
        $first.RuleId | Should -Not -BeNullOrEmpty
        (Invoke-ExTriage -SetupLog $log -Outcome Detected).RuleId | Should -Be 'setup-service-disabled'
    }

    It 'says how far it is at most ten times a second, and cleans up' {
        $powershell = [powershell]::Create()
        try {
            $null = $powershell.AddScript("Import-Module '$manifest'; Invoke-ExTriage -Map @{ 'C:\long.log' = '$folder/long.log' } -RulePath '$folder/long.exrule' -Id long-1, long-2, long-3, long-4, long-5, long-6")
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $results = $powershell.Invoke()
            $results.Outcome | Sort-Object -Unique | Should -Be 'Clear'
            $shown = @($powershell.Streams.Progress)
            if ($shown.Count -gt 0) {
                $shown.Count | Should -BeLessOrEqual ($watch.Elapsed.TotalSeconds * 10 + 2)
                $shown[-1].RecordType | Should -Be 'Completed'
            }
        } finally {
            $powershell.Dispose()
        }
    }
}

Describe 'A session' {
    It 'imports the module in half a second' {
        $times = 1..3 | ForEach-Object {
            [double] (& $shell -NoProfile -NonInteractive -Command "(Measure-Command { Import-Module '$manifest' }).TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)")
        }
        $best = ($times | Measure-Object -Minimum).Minimum
        Write-Host "    imported in $([Math]::Round($best)) ms"
        # The limit is for a machine at rest; a busy one may take several times as long.
        $best | Should -BeLessThan 2000
    }

    It 'compiles the same rules once' {
        $module = Get-Module -Name ExTriage
        $null = Invoke-ExTriage -SetupLog $log -Id setup-pending-reboot
        $first = & $module { $script:RuleSets.Count }
        $handle = & $module { @($script:RuleSets.Values)[-1].Handle }
        $null = Get-ExTriageRule
        $null = Invoke-ExTriage -SetupLog $log -Id setup-service-disabled
        & $module { $script:RuleSets.Count } | Should -Be $first
        $handle.IsClosed | Should -BeFalse
    }

    It 'keeps few compiled rule sets and frees the others' {
        $module = Get-Module -Name ExTriage
        $null = Get-ExTriageRule
        foreach ($number in 1..6) {
            $file = Join-Path $TestDrive "cache/$number.exrule"
            $null = New-Item -ItemType Directory -Force -Path (Split-Path -Parent $file)
            [System.IO.File]::WriteAllText($file, "# $number`n")
            $null = Get-ExTriageRule -RulePath $file
        }
        & $module { $script:RuleSets.Count } | Should -Be 4
        (Invoke-ExTriage -SetupLog $log -Outcome Detected).RuleId | Should -Be 'setup-service-disabled'
    }

    It 'works under strict mode and with errors that stop' {
        $script = "Set-StrictMode -Version Latest; `$ErrorActionPreference = 'Stop'; Import-Module '$manifest'; (Invoke-ExTriage -Path '$servers/ex01' -Outcome Detected).Count; (Get-ExTriageRule -Id setup-*).Count -gt 3; Get-ExTriageRule | Out-String | Out-Null; Invoke-ExTriage -Path '$servers/ex01' | Format-List | Out-String | Out-Null"
        $said = & $shell -NoProfile -NonInteractive -Command $script 2>&1
        $said | Should -Be @('4', 'True')
    }

    It 'can remove the module and import it again' {
        $script = "Import-Module '$manifest'; `$null = Get-ExTriageRule; Remove-Module ExTriage; Import-Module '$manifest'; (Invoke-ExTriage -SetupLog '$log' -Outcome Detected).RuleId"
        & $shell -NoProfile -NonInteractive -Command $script 2>&1 | Should -Be 'setup-service-disabled'
    }

    It 'refuses a second copy of the module with the reason' {
        $copy = Join-Path $TestDrive 'copy/ExTriage'
        $null = New-Item -ItemType Directory -Path (Split-Path -Parent $copy)
        Copy-Item -LiteralPath $modulePath -Destination $copy -Recurse
        $script = "Import-Module '$manifest'; `$null = Get-ExTriageRule; Remove-Module ExTriage; Import-Module '$copy/ExTriage.psd1'; try { Get-ExTriageRule } catch { `$_.FullyQualifiedErrorId; `$_.Exception.Message }"
        $said = & $shell -NoProfile -NonInteractive -Command $script 2>&1
        $said[0] | Should -Be 'ExTriage.EngineNotLoaded,Get-ExTriageRule'
        $said[1] | Should -Match 'Start a new session'
    }

    It 'says what is missing when the engine is' {
        $copy = Join-Path $TestDrive 'without/ExTriage'
        $null = New-Item -ItemType Directory -Path (Split-Path -Parent $copy)
        Copy-Item -LiteralPath $modulePath -Destination $copy -Recurse
        Remove-Item -LiteralPath (Join-Path $copy 'lib') -Recurse
        $script = "Import-Module '$copy/ExTriage.psd1'; try { Invoke-ExTriage -Path '$servers/ex01' } catch { `$_.FullyQualifiedErrorId; `$_.Exception.Message }"
        $said = & $shell -NoProfile -NonInteractive -Command $script 2>&1
        $said[0] | Should -Be 'ExTriage.EngineNotLoaded,Invoke-ExTriage'
        $said[1] | Should -Match "ExTriage\.Interop\.dll' is missing"
    }

    It 'triages from several runspaces at once' {
        $shells = 1..6 | ForEach-Object {
            $powershell = [powershell]::Create()
            $powershell.AddScript("Import-Module '$manifest'; 1..5 | ForEach-Object { (Invoke-ExTriage -Path '$servers/ex01' -Outcome Detected).RuleId -join ' ' }")
        }
        try {
            $handles = @($shells | ForEach-Object { $_.BeginInvoke() })
            $said = for ($index = 0; $index -lt $handles.Count; $index++) {
                $shells[$index].EndInvoke($handles[$index])
                $shells[$index].Streams.Error | Should -BeNullOrEmpty
            }
            @($said).Count | Should -Be 30
            $said | Sort-Object -Unique | Should -Be 'services-left-disabled setup-service-disabled security-update-missing security-update-outdated'
        } finally {
            $shells | ForEach-Object { $_.Dispose() }
        }
    }
}
