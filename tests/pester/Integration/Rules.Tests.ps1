BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $log = Join-Path $servers 'ex01/C/ExchangeSetupLogs/ExchangeSetup.log'
    $shipped = @(Get-ExTriageRule).Count

    # A rule file that finds a line of the sample log.
    function New-RuleText([string] $Id, [string] $Pattern = 'Setup is stopping now') {
        @(
            "rule $Id 'A rule of a test' {"
            '  severity low'
            '  detect {'
            "    `$lines = rows of textlog 'C:\ExchangeSetupLogs\ExchangeSetup.log' pattern '$Pattern'"
            "    when 'the line is there' exists `$lines"
            '  }'
            "  finding 'The line is there.' {"
            '    evidence $lines limit 1'
            '  }'
            '}'
        ) -join "`n"
    }

    function Set-RuleFile([string] $Path, [string] $Text, [System.Text.Encoding] $Encoding = [System.Text.UTF8Encoding]::new($false)) {
        $null = New-Item -ItemType Directory -Force -Path (Split-Path -Parent $Path)
        [System.IO.File]::WriteAllText($Path, $Text, $Encoding)
    }
}

Describe 'Rules of the user' {
    It 'work at once, from a file and from a folder' {
        $file = Join-Path $TestDrive 'at-once/deep/my.exrule'
        Set-RuleFile -Path $file -Text (New-RuleText 'my-rule')
        foreach ($path in $file, (Join-Path $TestDrive 'at-once')) {
            $result = Invoke-ExTriage -SetupLog $log -RulePath $path -Id my-rule
            $result.Outcome | Should -Be 'Detected'
            $result.Findings[0].Evidence[0].Text | Should -Match 'Setup is stopping now'
        }
        @(Invoke-ExTriage -SetupLog $log -RulePath $file).Count | Should -Be ($shipped + 1)
    }

    It 'are compiled again when their file changes' {
        $file = Join-Path $TestDrive 'changes/my.exrule'
        Set-RuleFile -Path $file -Text (New-RuleText 'my-rule')
        (Invoke-ExTriage -SetupLog $log -RulePath $file -Id my-rule).Outcome | Should -Be 'Detected'
        Set-RuleFile -Path $file -Text (New-RuleText 'my-rule' 'nobody wrote this')
        (Invoke-ExTriage -SetupLog $log -RulePath $file -Id my-rule).Outcome | Should -Be 'Clear'
    }

    It 'are compiled again when it changes in case alone' {
        $file = Join-Path $TestDrive 'case/my.exrule'
        Set-RuleFile -Path $file -Text (New-RuleText 'my-rule' 'Setup\sis\sstopping')
        (Invoke-ExTriage -SetupLog $log -RulePath $file -Id my-rule).Outcome | Should -Be 'Detected'
        Set-RuleFile -Path $file -Text (New-RuleText 'my-rule' 'Setup\Sis\Sstopping')
        (Invoke-ExTriage -SetupLog $log -RulePath $file -Id my-rule).Outcome | Should -Be 'Clear'
    }

    It 'may be UTF-16 and UTF-8 with a byte order mark' {
        foreach ($encoding in [System.Text.Encoding]::Unicode, [System.Text.Encoding]::BigEndianUnicode, [System.Text.Encoding]::UTF8) {
            $file = Join-Path $TestDrive "encoding/$($encoding.WebName).exrule"
            Set-RuleFile -Path $file -Text (New-RuleText 'my-rule') -Encoding $encoding
            (Invoke-ExTriage -SetupLog $log -RulePath $file -Id my-rule -ErrorAction Stop).Outcome | Should -Be 'Detected'
        }
    }

    It 'are refused in another encoding, by name, and the others run' {
        $file = Join-Path $TestDrive 'latin/my.exrule'
        Set-RuleFile -Path $file -Text ((New-RuleText 'my-rule') + "`n# " + [char] 0xE4) -Encoding ([System.Text.Encoding]::Latin1)
        $results = @(Invoke-ExTriage -SetupLog $log -RulePath $file -ErrorVariable errors -ErrorAction SilentlyContinue)
        $errors[0].FullyQualifiedErrorId | Should -Be 'ExTriage.RuleUnreadable,Invoke-ExTriage'
        $errors[0].Exception.Message | Should -Match 'my\.exrule.*UTF-8'
        $results.Count | Should -Be $shipped
    }

    It 'are refused above 4 MiB' {
        $file = Join-Path $TestDrive 'large/my.exrule'
        Set-RuleFile -Path $file -Text ('#' * (4MB + 1))
        $null = Invoke-ExTriage -SetupLog $log -RulePath $file -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -Be 'ExTriage.RuleUnreadable,Invoke-ExTriage'
        $errors[0].Exception.Message | Should -Match 'the limit is 4194304'
    }

    It 'are not looked for behind links' -Skip:($IsWindows) {
        $folder = Join-Path $TestDrive 'links'
        Set-RuleFile -Path (Join-Path $TestDrive 'elsewhere/my.exrule') -Text (New-RuleText 'behind-a-link')
        Set-RuleFile -Path (Join-Path $folder 'own.exrule') -Text (New-RuleText 'own-rule')
        $null = New-Item -ItemType SymbolicLink -Path (Join-Path $folder 'link') -Target (Join-Path $TestDrive 'elsewhere')
        $null = New-Item -ItemType SymbolicLink -Path (Join-Path $folder 'loop') -Target $folder
        $null = New-Item -ItemType SymbolicLink -Path (Join-Path $folder 'file.exrule') -Target (Join-Path $TestDrive 'elsewhere/my.exrule')
        $ids = (Get-ExTriageRule -RulePath $folder -ErrorVariable errors -ErrorAction SilentlyContinue -WarningAction SilentlyContinue).RuleId
        $ids | Should -Contain 'own-rule'
        $ids | Should -Not -Contain 'behind-a-link'
        "$errors" | Should -BeLike '*file.exrule*is a link*'
    }

    It 'that are a copy of the shipped ones are not there twice' {
        $results = @(Invoke-ExTriage -SetupLog $log -RulePath (Join-Path $root 'rules') -ErrorAction Stop)
        $results.Count | Should -Be $shipped
    }

    It 'in a folder without any are a warning' {
        $empty = New-Item -ItemType Directory -Path (Join-Path $TestDrive 'empty')
        $null = Get-ExTriageRule -RulePath $empty.FullName -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match 'no rule files'
    }

    It 'that do not exist are an error that names them' {
        { Get-ExTriageRule -RulePath (Join-Path $TestDrive 'nowhere') } | Should -Throw -ErrorId 'ExTriage.PathNotFound*' -ExpectedMessage "*nowhere*-RulePath takes*"
    }
}

Describe 'Mistakes in a rule file' {
    BeforeAll {
        $file = Join-Path $TestDrive 'mistakes/four.exrule'
        Set-RuleFile -Path $file -Text (@(
                "rule equals-sign 'An operator of another language' {"
                '  severity high'
                '  detect {'
                '    $run = last of setuplog.runs'
                "    when 'a' `$run.Result == 'Failed'"
                '  }'
                "  finding 'x'"
                '}'
                ''
                "rule misspelt-severity 'A word that is none' {"
                '  severity hihg'
                '  detect {'
                '    $run = last of setuplog.runs'
                "    when 'a' exists `$run"
                '  }'
                "  finding 'x'"
                '}'
                ''
                "rule misspelt-source 'A source that is none' {"
                '  severity high'
                '  detect {'
                '    $rows = rows of servise'
                "    when 'a' exists `$rows"
                '  }'
                "  finding 'x'"
                '}'
                ''
                "rule unknown-column 'A column that is none' {"
                '  severity high'
                '  detect {'
                "    `$rows = rows of service where StartTyp -eq 'Disabled'"
                "    when 'a' exists `$rows"
                '  }'
                "  finding 'x'"
                '}'
                ''
                (New-RuleText 'a-sound-rule')
            ) -join "`n")
    }

    It 'are told one by one, with code, place, caret and what to write instead' {
        $diagnostics = @(Test-ExTriageRule -Path $file | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.Diagnostic' -and $_.Severity -eq 'Error' })
        $diagnostics.Line | Should -Be @(5, 11, 22, 31)
        foreach ($diagnostic in $diagnostics) {
            $diagnostic.Code | Should -Match '^XT\d{4}$'
            $diagnostic.Column | Should -BeGreaterThan 0
            $diagnostic.Path | Should -Be $file
            $diagnostic.Text | Should -Match '\^'
        }
        $diagnostics[0].Text | Should -Match '-eq'
        $diagnostics[1].Text | Should -Match 'high'
        $diagnostics[2].Text | Should -Match 'service'
        $diagnostics[3].Text | Should -Match 'StartType'
    }

    It 'are errors of Invoke-ExTriage, and sound rules still run' {
        $result = Invoke-ExTriage -SetupLog $log -RulePath $file -Id a-sound-rule -ErrorVariable errors -ErrorAction SilentlyContinue
        $result.Outcome | Should -Be 'Detected'
        $errors.Count | Should -Be 4
        foreach ($record in $errors) {
            $record.FullyQualifiedErrorId | Should -Be 'ExTriage.RuleRejected,Invoke-ExTriage'
            $record.CategoryInfo.Category | Should -Be 'ParserError'
            $record.TargetObject.PSObject.TypeNames | Should -Contain 'ExTriage.Diagnostic'
            $record.Exception.Message | Should -Match '\^'
        }
        ($errors | ForEach-Object { $_.TargetObject.Line }) | Should -Be @(5, 11, 22, 31)
    }

    It 'fail a check on a build server' {
        { Test-ExTriageRule -Path $file -CI } | Should -Throw -ErrorId 'ExTriage.RuleTestFailed*'
    }
}

Describe 'Test-ExTriageRule' {
    It 'passes every test of the shipped rules' {
        $output = @(Test-ExTriageRule -CI)
        $tests = @($output | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.RuleTest' })
        $tests.Count | Should -BeGreaterThan 60
        $tests | Where-Object { -not $_.Passed } | Should -BeNullOrEmpty
        ($tests.RuleId | Sort-Object -Unique).Count | Should -Be $shipped -Because 'every shipped rule has tests'
    }

    It 'says what differs when a test fails' {
        $file = Join-Path $TestDrive 'failing/my.exrule'
        Set-RuleFile -Path $file -Text ((New-RuleText 'my-rule') + "`n`ntest 'wrong on purpose' for my-rule {`n  given textlog 'C:\ExchangeSetupLogs\ExchangeSetup.log' missing`n  expect detected`n}`n")
        $test = Test-ExTriageRule -Path $file | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.RuleTest' }
        $test.Passed | Should -BeFalse
        $test.RuleId | Should -Be 'my-rule'
        $test.Name | Should -Be 'wrong on purpose'
        $test.Reason | Should -Match 'unknown'
        { Test-ExTriageRule -Path $file -CI } | Should -Throw -ErrorId 'ExTriage.RuleTestFailed*' -ExpectedMessage '*1 of 1 test*'
    }

    It 'fails a build server that tested nothing' {
        $file = Join-Path $TestDrive 'untested/my.exrule'
        Set-RuleFile -Path $file -Text (New-RuleText 'my-rule')
        { Test-ExTriageRule -Path $file -CI } | Should -Throw -ErrorId 'ExTriage.RuleTestFailed*' -ExpectedMessage '*no test*'
    }

    It 'runs the tests of the rules that are asked for' {
        $tests = @(Test-ExTriageRule -Id setup-pending-reboot | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.RuleTest' })
        $tests.RuleId | Sort-Object -Unique | Should -Be 'setup-pending-reboot'
    }
}

Describe 'Get-ExTriageRule' {
    It 'describes a rule' {
        $rule = Get-ExTriageRule -Id security-update-missing
        $rule.Severity | Should -Be 'Critical'
        $rule.Cves | Should -Contain 'CVE-2021-26855'
        $rule.References.Url | Should -Contain 'https://support.microsoft.com/help/5000871'
        $rule.Sources | Should -Contain 'file'
        $rule.Tests | Should -BeGreaterThan 5
        $rule.Remedy.Safety | Should -Be 'DisplayOnly'
        $rule.Path | Should -Match 'security-update-missing\.exrule$'
    }

    It 'chooses by wildcard, without regard to case' {
        $ids = (Get-ExTriageRule -Id 'SETUP-*').RuleId
        $ids.Count | Should -BeGreaterThan 3
        $ids | Where-Object { $_ -notlike 'setup-*' } | Should -BeNullOrEmpty
    }

    It 'says what was probably meant when no rule has the id' {
        { Get-ExTriageRule -Id services-left-disbled } | Should -Throw -ErrorId 'ExTriage.RuleNotFound*' -ExpectedMessage "*Did you mean 'services-left-disabled'?*"
        { Invoke-ExTriage -SetupLog $log -Id 'reboot' } | Should -Throw -ErrorId 'ExTriage.RuleNotFound*' -ExpectedMessage "*Did you mean 'setup-pending-reboot'?*"
        { Get-ExTriageRule -Id 'zzz*' } | Should -Throw -ErrorId 'ExTriage.RuleNotFound*'
    }

    It 'gives copies' {
        (Get-ExTriageRule -Id setup-pending-reboot).Title = 'changed'
        (Get-ExTriageRule -Id setup-pending-reboot).Title | Should -Not -Be 'changed'
    }
}
