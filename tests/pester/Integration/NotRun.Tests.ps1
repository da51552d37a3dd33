# Tests of rules that come with the module, and tests that cannot run: none of them is passed over in silence.

BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $xml = Join-Path $TestDrive 'report.xml'

    function New-RuleFile([string] $Text) {
        $path = Join-Path $TestDrive "$([guid]::NewGuid()).exrule"
        [System.IO.File]::WriteAllText($path, $Text)
        $path
    }

    $rule = "rule lab-build 'The build is old' {
  detect {
    `$row = first of table Lab where exchange.build -like line
    when exists `$row -and exchange.build -lt `$row.patched
  }
  finding 'found'
}
rule lab-after 'It needs the first' {
  needs lab-build
  detect { when exchange.installed }
  finding 'found'
}
test 'old' for lab-build {
  given exchange.build = 15.2.721.1
  expect detected
}
test 'after' for lab-after {
  given exchange.build = 15.2.721.13
  given exchange.installed = `$true
  expect detected
}
rule lab-other 'Other' {
  detect { when exchange.installed }
  finding 'found'
}
test 'other' for lab-other {
  given exchange.installed = `$true
  expect detected
}
"
}

Describe 'Tests of a rule that comes with the module' {
    BeforeAll {
        $file = New-RuleFile "test 'wrong on purpose' for services-left-disabled {`n  given service unknown`n  expect clear`n}`n"
    }

    It 'are run, and the rule has no coverage of its own' {
        $given = @(Test-ExTriageRule -Path $file -OutputFile $xml)
        $tests = @($given | Where-Object { $_.PSObject.TypeNames[0] -eq 'ExTriage.RuleTest' })
        $tests.Name | Should -Be 'wrong on purpose'
        $tests.Passed | Should -BeFalse
        $given[-1].Rules | Should -Be 0
        [xml] $read = Get-Content -LiteralPath $xml -Raw
        $read.SelectNodes('//testcase[failure]').Count | Should -Be 1
    }

    It 'fail -CI' {
        { Test-ExTriageRule -Path $file -CI } | Should -Throw -ErrorId 'ExTriage.RuleTestFailed*'
    }
}

Describe 'Tests that cannot run' {
    It 'are counted where a table has an error, and what does not need it is tested' {
        $file = New-RuleFile ("table Lab (line: versions, patched: version) {`n  | 15.2.721.* | '15.2.721.13' |`n}`n" + $rule)
        $given = @(Test-ExTriageRule -Path $file -OutputFile $xml -OutputFormat NUnit3)
        @($given | Where-Object { $_.PSObject.TypeNames[0] -eq 'ExTriage.Diagnostic' -and $_.Severity -eq 'Error' }).Code | Should -Be 'XT0502'
        @($given | Where-Object { $_.PSObject.TypeNames[0] -eq 'ExTriage.RuleTest' }).Name | Should -Be 'other'
        @($given | Where-Object { $_.PSObject.TypeNames[0] -eq 'ExTriage.RuleCoverage' }).RuleId | Should -Be 'lab-other'
        $given[-1].TestsNotRun | Should -Be 2
        $given[-1] | Out-String -Width 200 | Should -Match '1 of 1 tests passed, 2 could not be run; 1 errors'
        [xml] $read = Get-Content -LiteralPath $xml -Raw
        @($read.SelectNodes('//test-case') | Where-Object { $_.fullname -like '*old' -or $_.fullname -like '*after' }).Count | Should -Be 2
    }

    It 'are counted where a fixture has an error' {
        $text = $rule -replace "test 'old' for lab-build \{", "fixture lab { exchange.buid = 15.2.721.1 }`ntest 'old' for lab-build {`n  given fixture lab"
        $file = New-RuleFile ("table Lab (line: versions, patched: version) {`n  | 15.2.721.* | 15.2.721.13 |`n}`n" + $text)
        $given = @(Test-ExTriageRule -Path $file)
        $given[-1].TestsNotRun | Should -Be 1
        @($given | Where-Object { $_.PSObject.TypeNames[0] -eq 'ExTriage.RuleCoverage' }).RuleId | Should -Be @('lab-after', 'lab-other')
        { Test-ExTriageRule -Path $file -CI } | Should -Throw -ExpectedMessage '*1 could not be run*'
    }

    It 'do not hide the rule from a triage, which says what was not loaded' {
        $file = New-RuleFile ("table Lab (line: versions, patched: version) {`n  | 15.2.721.* | '15.2.721.13' |`n}`n" + $rule)
        $results = @(Invoke-ExTriage -Path (Join-Path $servers 'ex01') -RulePath $file -Id lab-build, lab-after -ErrorAction SilentlyContinue)
        $results[0].Outcome | Should -Be 'Unknown'
        $results[0].Reason | Should -Match 'the table Lab has errors and was not loaded'
        $results[1].Outcome | Should -Be 'Blocked'
    }
}
