# Rule files that cannot be read are errors of Test-ExTriageRule, wherever it says what it found.

BeforeDiscovery {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
}

BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $good = @'
rule my-good-rule 'Exchange is there' {
  severity low
  detect {
    when 'it is installed' exchange.installed
  }
  finding 'It is there.'
}

test 'nobody looked' for my-good-rule {
  given service unknown
  expect unknown
}
'@

    # A folder with a good rule file, and what else a test puts there.
    function New-RuleFolder([string] $Name) {
        $folder = Join-Path $TestDrive $Name
        $null = New-Item -ItemType Directory -Path $folder
        [System.IO.File]::WriteAllText((Join-Path $folder 'good.exrule'), $good)
        $folder
    }

    function Get-Summary($Given) {
        @($Given | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.RuleTestSummary' })[0]
    }
}

Describe 'A rule file that cannot be read, among good ones' {
    BeforeAll {
        $folder = New-RuleFolder 'unreadable'
        [System.IO.File]::WriteAllBytes((Join-Path $folder 'latin.exrule'), [byte[]] (0x72, 0xE4, 0x0A))
        $null = New-Item -ItemType Directory -Path (Join-Path $folder 'folder.exrule')
        $locked = Join-Path $folder 'locked.exrule'
        [System.IO.File]::WriteAllText($locked, '# nothing')
        $lock = [System.IO.File]::Open($locked, 'Open', 'ReadWrite', 'None')
        $given = @(Test-ExTriageRule -Path $folder -ErrorVariable told -ErrorAction SilentlyContinue)
        $summary = Get-Summary $given
    }

    AfterAll {
        $lock.Dispose()
    }

    It 'is an error in the summary, which names it and says why' {
        $summary.Errors | Should -Be 3
        $summary.Tests | Should -Be 1
        @($summary.Unreadable.Path | Split-Path -Leaf | Sort-Object) | Should -Be @('folder.exrule', 'latin.exrule', 'locked.exrule')
        $summary.Unreadable | Where-Object Path -Like '*latin*' | ForEach-Object Message | Should -Match 'latin\.exrule.*is not UTF-8'
        $summary.Unreadable | Where-Object Path -Like '*folder.exrule' | ForEach-Object Message | Should -Match 'is a folder'
        $summary.Unreadable | Where-Object Path -Like '*locked*' | ForEach-Object Message | Should -Match 'cannot be read'
        $summary | Out-String -Width 300 | Should -Match '(?s)3 errors.*Not read:.*latin\.exrule'
    }

    It 'is told once' {
        # What was caught underneath is among them.
        @($told.FullyQualifiedErrorId -eq 'ExTriage.RuleUnreadable,Test-ExTriageRule').Count | Should -Be 3
    }

    It 'fails a build, and the message names the files' {
        { Test-ExTriageRule -Path $folder -CI -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'ExTriage.RuleTestFailed*' -ExpectedMessage '3 error(s) in rule files; 0 of 1 test(s) failed. 3 file(s) could not be read: *latin.exrule*'
    }

    It 'is an errored case in a report of the form <Format>, also for a session that stops at errors' -ForEach @(
        @{ Format = 'JUnitXml'; Cases = "//testcase[error]"; Counts = '/testsuites/@errors'; Failures = '/testsuites/@failures'; Text = 'error'; FailuresAre = 0 }
        @{ Format = 'NUnit3'; Cases = "//test-case[@result='Failed' and @label='Error']"; Counts = '/test-run/@failed'; Failures = '/test-run/@failed'; Text = 'failure/message'; FailuresAre = 3 }
        @{ Format = 'NUnit2.5'; Cases = "//test-case[@result='Error' and @success='False']"; Counts = '/test-results/@errors'; Failures = '/test-results/@failures'; Text = 'failure/message'; FailuresAre = 0 }
    ) {
        $report = Join-Path $TestDrive "$Format.xml"
        { Test-ExTriageRule -Path $folder -CI -OutputFile $report -OutputFormat $Format -ErrorAction Stop } | Should -Throw -ErrorId 'ExTriage.RuleUnreadable*'
        [xml] $xml = Get-Content -LiteralPath $report -Raw
        $cases = @($xml.SelectNodes($Cases))
        $cases.Count | Should -Be 3
        $xml.SelectSingleNode($Counts).Value | Should -Be 3
        $xml.SelectSingleNode($Failures).Value | Should -Be $FailuresAre
        $latin = $cases | Where-Object { $_.name -like '*latin.exrule cannot be read' }
        $latin.SelectSingleNode($Text).OuterXml | Should -Match 'latin\.exrule.*is not UTF-8'
        $schema = @{ JUnitXml = 'junit'; NUnit3 = 'nunit3'; 'NUnit2.5' = 'nunit2' }[$Format]
        $null = $xml.Schemas.Add('', (Join-Path (Split-Path -Parent $PSScriptRoot) "Schemas/$schema.xsd"))
        { $xml.Validate($null) } | Should -Not -Throw
    }

    It 'is told before an id that is not there, whose rule it may hold' {
        $last = $null
        try {
            Test-ExTriageRule -Path $folder -Id my-other -ErrorVariable told -ErrorAction SilentlyContinue
        } catch {
            $last = $_.FullyQualifiedErrorId
        }
        $last | Should -Be 'ExTriage.RuleNotFound,Test-ExTriageRule'
        @($told.FullyQualifiedErrorId -eq 'ExTriage.RuleUnreadable,Test-ExTriageRule').Count | Should -Be 3
    }
}

Describe 'A rule file without access' -Skip:(-not ($isRoot -and $setpriv)) {
    It 'fails a build' {
        $place = Join-Path ([System.IO.Path]::GetTempPath()) "extriage-rules-$PID"
        $null = New-Item -ItemType Directory -Path $place
        try {
            Copy-Item -LiteralPath $modulePath -Destination (Join-Path $place 'ExTriage') -Recurse
            Copy-Item -LiteralPath (New-RuleFolder 'denied') -Destination (Join-Path $place 'rules') -Recurse
            Copy-Item -LiteralPath (Join-Path $place 'rules/good.exrule') -Destination (Join-Path $place 'rules/denied.exrule')
            $null = New-Item -ItemType Directory -Path (Join-Path $place 'home')
            chmod -R 'a+rX' $place
            chmod 0600 (Join-Path $place 'rules/denied.exrule')
            chown 65534 (Join-Path $place 'home')
            $shellFolder = $PSHOME
            setpriv --reuid 65534 --regid 65534 --clear-groups test -r (Join-Path $PSHOME 'pwsh.dll')
            if ($LASTEXITCODE -ne 0) {
                $shellFolder = Join-Path $place 'pwsh'
                cp -r $PSHOME $shellFolder
                chmod -R 'a+rX' $shellFolder
            }
            $command = "`$env:PSModulePath = ''; Import-Module '$place/ExTriage/ExTriage.psd1'; try { Test-ExTriageRule -Path '$place/rules' -CI -ErrorAction SilentlyContinue | Out-Null } catch { `$_.FullyQualifiedErrorId; `$_.Exception.Message }"
            Push-Location -LiteralPath $place
            try {
                $said = setpriv --reuid 65534 --regid 65534 --clear-groups env "HOME=$place/home" POWERSHELL_TELEMETRY_OPTOUT=1 (Join-Path $shellFolder 'pwsh') -NoProfile -NonInteractive -Command $command 2>&1
            } finally {
                Pop-Location
            }
            $said[0] | Should -Be 'ExTriage.RuleTestFailed'
            $said[1] | Should -Match '1 file\(s\) could not be read: .*denied\.exrule'
        } finally {
            Remove-Item -LiteralPath $place -Recurse -Force
        }
    }
}

Describe 'An empty rule file' {
    It 'is a warning, and stands in the summary' {
        $folder = New-RuleFolder 'empty'
        foreach ($name in 'one.exrule', 'two.exrule') { [System.IO.File]::WriteAllText((Join-Path $folder $name), '') }
        $summary = Get-Summary @(Test-ExTriageRule -Path $folder -WarningVariable warnings -WarningAction SilentlyContinue)
        @($warnings).Count | Should -Be 2
        $summary.Errors | Should -Be 0
        $summary.Warnings | Should -Be 2
        @($summary.Empty | Split-Path -Leaf) | Should -Be @('one.exrule', 'two.exrule')
        $summary | Out-String -Width 300 | Should -Match '(?s)2 warnings.*Empty:.*one\.exrule.*two\.exrule'
        { Test-ExTriageRule -Path $folder -CI -WarningAction SilentlyContinue } | Should -Not -Throw
    }
}

Describe 'A link in a folder of rule files' -Skip:(-not $IsLinux) {
    BeforeAll {
        $folder = New-RuleFolder 'linked'
        $elsewhere = New-RuleFolder 'elsewhere'
        $null = New-Item -ItemType SymbolicLink -Path (Join-Path $folder 'link.exrule') -Target (Join-Path $elsewhere 'good.exrule')
        $null = New-Item -ItemType SymbolicLink -Path (Join-Path $folder 'more') -Target $elsewhere
    }

    It 'is an error when it looks like a rule file, and a warning when it leads to a folder' {
        $summary = Get-Summary @(Test-ExTriageRule -Path $folder -ErrorVariable told -ErrorAction SilentlyContinue -WarningVariable warnings -WarningAction SilentlyContinue)
        $summary.Unreadable.Path | Split-Path -Leaf | Should -Be 'link.exrule'
        $summary.Unreadable.Message | Should -Match 'is a link, and links below a folder are not followed'
        @($told.FullyQualifiedErrorId -eq 'ExTriage.RuleUnreadable,Test-ExTriageRule').Count | Should -Be 1
        @($warnings).Count | Should -Be 1
        "$($warnings[0])" | Should -Match 'more.* is a link to a folder, and is not followed'
        { Test-ExTriageRule -Path $folder -CI -ErrorAction SilentlyContinue -WarningAction SilentlyContinue } | Should -Throw -ErrorId 'ExTriage.RuleTestFailed*'
    }

    It 'is followed when it is named by itself' {
        (Get-Summary @(Test-ExTriageRule -Path (Join-Path $folder 'link.exrule') -CI)).Tests | Should -Be 1
    }
}
