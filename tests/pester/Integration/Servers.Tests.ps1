BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $everyRule = @((Get-ExTriageRule).RuleId | Sort-Object)
}

Describe 'The sample server ex01' {
    BeforeAll {
        $folder = Join-Path $servers 'ex01'
        $results = @(Invoke-ExTriage -Path $folder)
    }

    It 'gives one result for every rule' {
        ($results.RuleId | Sort-Object) -join ' ' | Should -BeExactly ($everyRule -join ' ')
    }

    It 'shows what is wrong, and only that' {
        ($results | Where-Object Outcome -EQ Detected).RuleId | Sort-Object | Should -Be @('security-update-missing', 'security-update-outdated', 'services-left-disabled', 'setup-service-disabled')
        ($results | Where-Object Outcome -NE Detected).Outcome | Sort-Object -Unique | Should -Be 'Clear'
    }

    It 'is called by its name' {
        $results.Target | Sort-Object -Unique | Should -BeExactly 'EX01'
    }

    It 'compares the build of ExSetup.exe' {
        $result = $results | Where-Object RuleId -EQ security-update-missing
        $result.Findings.Message | Should -BeLikeExactly 'Exchange is 15.1.2106.2; Exchange Server 2016 CU18 has the security update of March 2021 from 15.1.2106.13 on (builds as of *).'
        $result.Severity | Should -BeExactly 'Critical'
        $evidence = $result.Findings[0].Evidence[0]
        Test-Path -LiteralPath $evidence.Path | Should -BeTrue -Because 'the path can be opened on this machine'
        $evidence.ServerPath | Should -Be 'C:\Program Files\Microsoft\Exchange Server\V15\Bin\ExSetup.exe'
        $evidence.Values.Version | Should -BeExactly '15.1.2106.2'
    }

    It 'names the services that setup left disabled, and no other' {
        $result = $results | Where-Object RuleId -EQ services-left-disabled
        $named = $result.Findings.Message | ForEach-Object { $_.Split(' ')[0] } | Sort-Object
        $named | Should -Be @('FMS', 'MSExchangeFrontEndTransport', 'MSExchangeMailboxAssistants', 'MSExchangeServiceHost', 'MSExchangeTransport', 'pla')
        $steps = @($result.Remedy.Steps | ForEach-Object { "$_" })
        $steps | Should -Contain 'set service pla StartType = Manual'
        $steps | Should -Contain 'set service FMS StartType = Automatic'
        $steps | Should -Contain 'start service FMS (within 120 s)'
        $steps.Count | Should -Be 13
    }

    It 'shows lines that stand so in the log' {
        $evidence = @($results.Findings.Evidence | Where-Object { $_.Line })
        $evidence.Count | Should -BeGreaterThan 3
        foreach ($piece in $evidence) {
            # The first line of the text stands in the line that is named, and the offset is where that line starts.
            $bytes = [System.IO.File]::ReadAllBytes($piece.Path)
            $line = [System.Text.Encoding]::UTF8.GetString($bytes).Split("`n")[$piece.Line - 1]
            $line | Should -Match ([regex]::Escape(@($piece.Text -split "`r?`n")[0]))
            [System.Text.Encoding]::UTF8.GetString($bytes, $piece.Offset, $line.Length) | Should -BeExactly $line
        }
    }

    It 'reports the last run of setup alone' {
        ($results | Where-Object RuleId -EQ setup-pending-reboot).Outcome | Should -Be 'Clear' -Because 'the restart was pending in the run before'
        $evidence = ($results | Where-Object RuleId -EQ setup-service-disabled).Findings.Evidence | Where-Object Time
        $evidence | Should -Not -BeNullOrEmpty
        foreach ($piece in $evidence) {
            $piece.Time.Kind | Should -Be 'Utc'
            $piece.Time | Should -BeGreaterThan ([datetime]::new(2021, 3, 6, 21, 12, 0, [System.DateTimeKind]::Utc))
        }
    }

    It 'gives every result a reason and an explanation' {
        foreach ($result in $results) {
            $result.Reason | Should -Not -BeNullOrEmpty
            @($result.Explanation).Count | Should -BeGreaterThan 0
            $result.Title | Should -Not -BeNullOrEmpty
        }
    }

    It 'is left as it was' {
        $hash = { Get-ChildItem -LiteralPath $folder -Recurse -File | ForEach-Object { "$($_.FullName) $($_.LastWriteTimeUtc.Ticks) $((Get-FileHash -LiteralPath $_.FullName).Hash)" } }
        $before = & $hash
        $null = Invoke-ExTriage -Path $folder
        & $hash | Should -Be $before
    }

    It 'reads the same through a log that is mapped over it' {
        $other = Join-Path $servers 'ex02/C/ExchangeSetupLogs/ExchangeSetup.log'
        $mapped = Invoke-ExTriage -Path $folder -SetupLog $other -Id setup-service-disabled
        $mapped.Outcome | Should -Be 'Clear' -Because 'the log that was given comes before the one in the folder'
        $mapped = Invoke-ExTriage -Path $folder -Map @{ 'c:\exchangesetuplogs\EXCHANGESETUP.LOG' = $other } -Id setup-service-disabled
        $mapped.Outcome | Should -Be 'Clear' -Because 'Windows paths have no case'
    }

    It 'gives only the outcomes that are asked for' {
        @(Invoke-ExTriage -Path $folder -Outcome Detected).Count | Should -Be 4
        @(Invoke-ExTriage -Path $folder -Outcome Unknown).Count | Should -Be 0
        @(Invoke-ExTriage -Path $folder -Outcome Clear, Detected).Count | Should -Be $everyRule.Count
    }
}

Describe 'The sample server ex02' {
    It 'is healthy, but for a cumulative update that gets no updates any more' {
        $results = @(Invoke-ExTriage -Path (Join-Path $servers 'ex02'))
        $results.Count | Should -Be $everyRule.Count
        ($results | Where-Object RuleId -EQ security-update-outdated).Outcome | Should -Be 'Detected'
        $results | Where-Object { $_.RuleId -ne 'security-update-outdated' -and $_.Outcome -ne 'Clear' } | ForEach-Object { "$($_.RuleId): $($_.Outcome): $($_.Reason)" } | Should -BeNullOrEmpty
    }
}

Describe 'The version resources of the sample servers' {
    It 'are what make-exsetup.ps1 makes for <Server>' -ForEach @(
        @{ Server = 'ex01'; Version = '15.1.2106.2' }
        @{ Server = 'ex02'; Version = '15.2.858.5' }
    ) {
        $made = Join-Path $TestDrive "$Server.exe"
        & (Join-Path $servers 'make-exsetup.ps1') -Path $made -Version $Version
        $kept = Join-Path $servers "$Server/C/Program Files/Microsoft/Exchange Server/V15/Bin/ExSetup.exe"
        (Get-FileHash -LiteralPath $made).Hash | Should -Be (Get-FileHash -LiteralPath $kept).Hash
    }
}

Describe 'This computer as the target' -Skip:($IsWindows) {
    It 'is unknown where it does not run Windows, and says what to do' {
        $results = @(Invoke-ExTriage)
        $results.Count | Should -Be $everyRule.Count
        $results.Outcome | Sort-Object -Unique | Should -Be 'Unknown'
        foreach ($result in $results) {
            $result.Reason | Should -Match 'Windows'
        }
        ($results.Reason -match 'give -Path').Count | Should -BeGreaterThan 0
    }
}
