BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $ex01 = Join-Path $servers 'ex01'
    # Colours of PowerShell itself would be escape sequences too.
    $kept = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'

    function Get-Lines($Objects, [int] $Width = 100) {
        $Objects | Out-String -Width $Width -Stream
    }
}

AfterAll {
    $PSStyle.OutputRendering = $kept
}

Describe 'The objects' {
    It '<Command> gives what its help promises' -ForEach @(
        @{ Command = 'Invoke-ExTriage'; Type = 'ExTriage.Result'; Get = { Invoke-ExTriage -Path $ex01 } }
        @{ Command = 'Get-ExTriageRule'; Type = 'ExTriage.Rule'; Get = { Get-ExTriageRule } }
        @{ Command = 'Get-ExTriageHelp'; Type = 'ExTriage.Help'; Get = { Get-ExTriageHelp -Name XT0203, within, services-left-disabled } }
        @{ Command = 'Format-ExTriageRule'; Type = 'ExTriage.FormattedRule'; Get = { Format-ExTriageRule -Path (Join-Path $modulePath 'rules') -Check } }
        @{ Command = 'Test-ExTriageRule'; Type = 'ExTriage.RuleFix'; Get = {
                $file = Join-Path $TestDrive 'views.exrule'
                [System.IO.File]::WriteAllText($file, "rule a 'A' {`n  severity hihg`n  detect {`n    when exchange.installed`n  }`n  finding 'f'`n}`n")
                Test-ExTriageRule -Path $file -Fix -WhatIf | Where-Object Old
            }
        }
        @{ Command = 'Test-ExTriageRule'; Type = 'ExTriage.RuleTest'; Get = { Test-ExTriageRule -Id setup-pending-reboot | Where-Object { $null -ne $_.Passed -and $_.RuleId } } }
        @{ Command = 'Test-ExTriageRule'; Type = 'ExTriage.RuleCoverage'; Get = { Test-ExTriageRule -Id setup-pending-reboot | Where-Object Whens | Where-Object RuleId } }
    ) {
        $help = (Get-Help -Name $Command -Full).ReturnValues | Out-String
        $start = $help.IndexOf("$Type, one for each")
        $start | Should -BeGreaterOrEqual 0
        $rest = $help.Substring($start)
        $promised = foreach ($line in ($rest -split "`r?`n" | Select-Object -Skip 2)) {
            if ($line -match '^\s*(\w+) {2,}\S') { $Matches[1] } elseif ($line -match '^\s*$') { break }
        }
        foreach ($object in & $Get) {
            $object.PSObject.TypeNames[0] | Should -BeExactly $Type
            $object.PSObject.Properties.Name -join ' ' | Should -BeExactly ($promised -join ' ')
        }
    }

    It 'have findings and evidence of their own types' {
        $result = Invoke-ExTriage -Path $ex01 -Id services-left-disabled
        $result.Findings[0].PSObject.TypeNames[0] | Should -BeExactly 'ExTriage.Finding'
        $result.Findings[0].PSObject.Properties.Name | Should -Be @('Message', 'Grade', 'Evidence', 'EvidenceTotal')
        $evidence = $result.Findings[0].Evidence[0]
        $evidence.PSObject.TypeNames[0] | Should -BeExactly 'ExTriage.Evidence'
        $evidence.PSObject.Properties.Name | Should -Be @('Path', 'ServerPath', 'Line', 'Offset', 'Time', 'Text', 'Values')
        $result.Remedy.PSObject.TypeNames[0] | Should -BeExactly 'ExTriage.Remedy'
    }

    It 'go through JSON and come back with the same members' {
        $json = Invoke-ExTriage -Path $ex01 -Outcome Detected | ConvertTo-Json -Depth 8
        $back = $json | ConvertFrom-Json
        @($back).Count | Should -Be 4
        $back[0].PSObject.Properties.Name | Should -Not -Contain 'Printable'
    }
}

Describe 'The views' {
    It 'fit 100 columns' {
        $everything = @(
            Get-Lines (Invoke-ExTriage -Path $ex01)
            Get-Lines (Invoke-ExTriage -Path $ex01 | Format-List)
            Get-Lines (Invoke-ExTriage -Path $ex01).Findings
            Get-Lines (Invoke-ExTriage -Path $ex01).Findings.Evidence
            Get-Lines (Get-ExTriageRule)
            Get-Lines (Get-ExTriageRule | Format-List)
            Get-Lines (Test-ExTriageRule)
        )
        $everything.Count | Should -BeGreaterThan 200
        ($everything | Measure-Object -Property Length -Maximum).Maximum | Should -BeLessOrEqual 100
    }

    It 'break no word where the output goes to a file or another program' {
        # A file name of its own, since a path may be longer than a line.
        $log = Join-Path $TestDrive 'r.log'
        $words = (1..60 | ForEach-Object { "word$_" }) -join ' '
        $rule = Join-Path $TestDrive 'long.exrule'
        [System.IO.File]::WriteAllText($log, "[03/06/2021 15:14:57.0552] [0] a`r`n")
        [System.IO.File]::WriteAllText($rule, "rule long-words 'W' {`n  detect {`n    when '$words' server.name -eq 'EX01'`n  }`n  finding '$words'`n}`n")
        $script = Join-Path $TestDrive 'show.ps1'
        [System.IO.File]::WriteAllText($script, "Import-Module '$modulePath'`n`$r = Invoke-ExTriage -Path '$ex01' -RulePath '$rule' -Id long-words, services-left-disabled | Select-Object -Last 2`n`$r`n`$r | Where-Object RuleId -eq long-words | Format-List`n")
        $program = [System.Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
        $file = Join-Path $TestDrive 'shown.txt'
        $process = Start-Process -FilePath $program -ArgumentList '-NoProfile', '-NonInteractive', '-File', $script -RedirectStandardOutput $file -Wait -PassThru -Environment @{ NO_COLOR = '1' }
        $process.ExitCode | Should -Be 0
        $lines = [System.IO.File]::ReadAllLines($file)
        @($lines -match 'word\d').Count | Should -BeGreaterThan 10
        ($lines | Measure-Object -Property Length -Maximum).Maximum | Should -BeLessOrEqual 80
        foreach ($line in $lines -match 'word\d') { $line | Should -Match "(?<=\s)\w+['. ;]*`$" }
        # Every word stands whole, in the table and in the list.
        foreach ($number in 1..60) { [regex]::Matches($lines -join "`n", "\bword$number\b").Count | Should -BeGreaterOrEqual 3 }
    }

    It 'show outcome, severity, id and what was found in one line a result' {
        $lines = Get-Lines (Invoke-ExTriage -Path $ex01)
        $lines -match '^\s*Target: EX01' | Should -Not -BeNullOrEmpty
        $lines -match '^Detected +Critical +security-update-missing +Exchange is\b' | Should -Not -BeNullOrEmpty
        $lines -match '^Detected +High +services-left-disabled +\(6\) ' | Should -Not -BeNullOrEmpty
        $lines -match '^Clear +Medium +setup-pending-reboot' | Should -Not -BeNullOrEmpty
    }

    It 'show the ids of all rules in full' {
        $lines = (Get-Lines (Invoke-ExTriage -Path $ex01)) + (Get-Lines (Get-ExTriageRule))
        foreach ($id in (Get-ExTriageRule).RuleId) {
            @($lines -match [regex]::Escape($id)).Count | Should -BeGreaterOrEqual 2
        }
    }

    It 'show evidence, explanation and steps in a list' {
        $text = (Get-Lines (Invoke-ExTriage -Path $ex01 -Id services-left-disabled | Format-List)) -join "`n"
        $text | Should -Match 'ServiceControl\.log:\d+'
        $text | Should -Match "Disabling service 'FMS'"
        $text | Should -Match '1\. set service'
        $text | Should -Match 'Explanation :'
    }

    It 'show a diagnostic with its caret' {
        $file = Join-Path $TestDrive 'wrong.exrule'
        [System.IO.File]::WriteAllText($file, "rule wrong 'A rule' {`n  severity hihg`n}`n")
        $text = (Get-Lines (Test-ExTriageRule -Path $file)) -join "`n"
        $text | Should -Match 'hihg'
        $text | Should -Match '\^\^'
        $text | Should -Match 'XT\d{4}'
    }
}

Describe 'Control characters in a log' {
    BeforeAll {
        # ESC, BEL, a C1 control and a mark that turns the direction of text, in what a rule shows as evidence.
        $nasty = [char] 27 + '[2J' + [char] 27 + ']0;owned' + [char] 7 + [char] 0x9B + '31m' + [char] 0x202E + 'txet' + [char] 0x7F
        $file = Join-Path $TestDrive 'nasty.log'
        [System.IO.File]::WriteAllText($file, (@(
                    '[03/06/2021 15:14:57.0552] [0] Starting Microsoft Exchange Server 2016 Setup'
                    "[03/06/2021 15:15:11.0112] [1] [ERROR] Nobody has seen this before: $nasty"
                    '[03/06/2021 15:15:27.0248] [0] End of Setup'
                    ''
                ) -join "`r`n"))
        $result = Invoke-ExTriage -SetupLog $file -Id setup-unknown-failure
        $unsafe = '[\x00-\x08\x0B-\x1F\x7F-\x9F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]'
    }

    It 'are no text of a log, and marks are written out in the object' {
        $result.Outcome | Should -Be 'Detected'
        $lost = [char] 0xFFFD
        $kept = "$lost[2J$lost]0;owned$lost${lost}31m\u202Etxet$lost"
        ($result.Findings.Evidence.Text -join "`n").Contains($kept) | Should -BeTrue
    }

    It 'do not reach the console through a view' {
        $shown = @(
            Get-Lines $result
            Get-Lines ($result | Format-List)
            Get-Lines $result.Findings
            Get-Lines $result.Findings.Evidence
            Get-Lines ($result.Findings.Evidence | Format-List)
            Get-Lines ($result.Findings.Evidence | Select-Object -Property Path, Line, Time, Text | Format-List) 4000
            Get-Lines ($result | Select-Object -Property Reason, Explanation, Target | Format-List) 4000
            Get-Lines ($result | ConvertTo-Json -Depth 8)
            "$($result.Findings[0])"
            "$($result.Findings[0].Evidence)"
        )
        $shown -match $unsafe | Should -BeNullOrEmpty
        ($shown -join "`n") | Should -Match 'Nobody has seen this before'
        ($shown -join "`n") | Should -Match ([regex]::Escape('\u202E'))
    }

    It 'do not reach the console through an error' {
        try { Invoke-ExTriage -SetupLog "no$nasty.log" } catch { $message = $_.Exception.Message }
        $message | Should -Match 'does not exist'
        $message | Should -Not -Match $unsafe
        try { Invoke-ExTriage -SetupLog $file -Id "no$nasty" } catch { $message = $_.Exception.Message }
        $message | Should -Not -Match $unsafe
    }
}
