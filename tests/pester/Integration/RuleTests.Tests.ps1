BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $file = Join-Path $TestDrive 'mine/mine.exrule'
    $null = New-Item -ItemType Directory -Path (Split-Path -Parent $file)
    $rule = @'
table Names (name: string, wanted: string) {
  | 'W3SVC' | 'Automatic' |
  | 'FMS'   | 'Manual'    |
}

rule my-service-off 'A service is off' {
  severity low
  detect {
    $off = rows of service where StartType -eq 'Disabled'
    when 'some are off' exists $off
    when 'W3SVC is off' exists $off -and lookup(Names, 'W3SVC', 'wanted') -eq 'Automatic' -and $off.Name -contains 'W3SVC'
  }
  finding "$off.Count services are off."
  remediate 'Enable them' {
    impact 'None.'
    for each $one in $off {
      step set service $one.Name StartType = 'Automatic'
    }
    verify clear
    undo   automatic
  }
}
'@
    $half = $rule + @'

test 'one is off' for my-service-off {
  given service 'FMS' { StartType = 'Disabled' Status = 'Stopped' }
  expect detected with 1 findings
}

test 'none is off' for my-service-off {
  given service 'FMS' { StartType = 'Manual' Status = 'Stopped' }
  expect clear
}
'@
    $wrong = $half + @'

test 'what the tests say is shown' for my-service-off {
  given service unknown
  expect detected
}
'@

    function Get-OfType([object[]] $InputObject, [string] $Name) {
        @($InputObject | Where-Object { $_.PSObject.TypeNames -contains "ExTriage.$Name" })
    }
}

Describe 'Coverage' {
    BeforeAll {
        Set-Content -LiteralPath $file -Value $half
        $given = @(Test-ExTriageRule -Path $file)
        $coverage = Get-OfType $given RuleCoverage
    }

    It 'says what the tests of a rule have not seen, with the place' {
        $coverage.Count | Should -Be 1
        $coverage[0].RuleId | Should -Be 'my-service-off'
        @($coverage[0].Whens, $coverage[0].WhensCovered) | Should -Be @(2, 1)
        @($coverage[0].Rows, $coverage[0].RowsCovered) | Should -Be @(2, 1)
        @($coverage[0].Plans, $coverage[0].PlansCovered) | Should -Be @(1, 0)
        $coverage[0].Missing.Message | Should -Contain "when 'W3SVC is off' was never true"
        $coverage[0].Missing.Message | Should -Contain "the plan of 'Enable them' was never expected"
        $coverage[0].Missing.Message | Should -Contain 'my-service-off was never unknown'
        ($coverage[0].Missing | Where-Object Message -Like '*W3SVC is off*').Line | Should -Be 11
        @($coverage[0].Missing.Path | Sort-Object -Unique) | Should -Be @($file)
    }

    It 'is summed up at last' {
        $summary = $given[-1]
        $summary.PSObject.TypeNames | Should -Contain 'ExTriage.RuleTestSummary'
        @($summary.Tests, $summary.TestsPassed, $summary.TestsFailed, $summary.Errors) | Should -Be @(2, 2, 0, 0)
        $summary.Share | Should -Be 33.3
        $given | Out-String -Width 300 | Should -Match '(?s)2 of 2 tests passed.*33\.3% of 1 rules: 1/2 conditions, 1/2 rows, 0/1 plans'
    }

    It 'is no test to whoever looks for tests that passed or failed' {
        @($given | Where-Object Passed).Count | Should -Be 2
        Set-Content -LiteralPath $file -Value ($rule + "`ntest 'wrong' for my-service-off {`n  given service unknown`n  expect detected`n}")
        $failed = @(Test-ExTriageRule -Path $file | Where-Object Passed -EQ $false)
        $failed.Name | Should -Be 'wrong'
    }

    It 'of the rules that come with the module is whole' {
        $shipped = Get-OfType @(Test-ExTriageRule) RuleCoverage
        $shipped.Count | Should -Be @(Get-ExTriageRule).Count
        @($shipped.Missing) | Should -BeNullOrEmpty
        @($shipped.Share | Sort-Object -Unique) | Should -Be @(100)
    }

    It 'fails a build below the least share, and says what is missing' {
        Set-Content -LiteralPath $file -Value $half
        { Test-ExTriageRule -Path $file -CI } | Should -Not -Throw
        { Test-ExTriageRule -Path $file -CI -MinimumCoverage 33 } | Should -Not -Throw
        { Test-ExTriageRule -Path $file -CI -MinimumCoverage 33.4 } |
            Should -Throw -ErrorId 'ExTriage.CoverageTooLow*' -ExpectedMessage '*my-service-off: 33.3%*was never expected*'
        { Test-ExTriageRule -CI -MinimumCoverage 100 } | Should -Not -Throw
        { Test-ExTriageRule -MinimumCoverage 100 } | Should -Throw -ErrorId 'ExTriage.InvalidArgument*'
    }

    It 'ends the script of a build with an exit code, after all results' {
        Set-Content -LiteralPath $file -Value $wrong
        $script = Join-Path $TestDrive 'build.ps1'
        $manifest = Join-Path $modulePath 'ExTriage.psd1'
        Set-Content -LiteralPath $script -Value "Import-Module '$manifest'`nTest-ExTriageRule -Path '$file' -CI -ErrorAction SilentlyContinue`n'still here'"
        $shown = & (Get-Process -Id $PID).Path -NoProfile -File $script 2>&1 | Out-String
        $LASTEXITCODE | Should -Be 1
        $shown | Should -Match '2 of 3 tests passed'
        $shown | Should -Not -Match 'still here'
        Set-Content -LiteralPath $file -Value $half
        $null = & (Get-Process -Id $PID).Path -NoProfile -File $script 2>&1
        $LASTEXITCODE | Should -Be 0
    }

    It 'of the rule that README shows is what README asks for' {
        $readme = [System.IO.File]::ReadAllText((Join-Path $root 'README.md'))
        $sample = [regex]::Match($readme, '(?s)```exrule\r?\n(rule .*?)```').Groups[1].Value
        $asked = [regex]::Match($readme, '-CI -MinimumCoverage (\d+)').Groups[1].Value
        Set-Content -LiteralPath $file -Value $sample
        { Test-ExTriageRule -Path $file -CI -MinimumCoverage ([int] $asked) } | Should -Not -Throw
    }

    It 'of a rule without tests is nothing' {
        Set-Content -LiteralPath $file -Value $rule
        { Test-ExTriageRule -Path $file -CI } | Should -Throw -ErrorId 'ExTriage.RuleTestFailed*'
        (Get-OfType @(Test-ExTriageRule -Path $file) RuleCoverage)[0].Share | Should -Be 0
    }
}

Describe 'Reports for build servers' {
    BeforeAll {
        $untested = $rule -replace 'my-service-off', 'my-untested-rule' -replace '(?s)^table.*?\n}\n', ''
        Set-Content -LiteralPath $file -Value ($wrong + "`n" + $untested)
        # The files are held against the structure that build servers expect.
        function Get-SchemaError([string] $Path, [string] $Schema) {
            $settings = [System.Xml.XmlReaderSettings]::new()
            $null = $settings.Schemas.Add('', (Join-Path (Split-Path -Parent $PSScriptRoot) "Schemas/$Schema.xsd"))
            $settings.ValidationType = 'Schema'
            $reader = [System.Xml.XmlReader]::Create($Path, $settings)
            try {
                while ($reader.Read()) { }
            } catch {
                $_.Exception.Message
            } finally {
                $reader.Dispose()
            }
        }
        $broken = Join-Path $TestDrive 'mine/broken.exrule'
        Set-Content -LiteralPath $broken -Value "rule broken 'No detect' {`n  severity hgih`n}"
        $xml = Join-Path $TestDrive 'results.xml'
        $given = @(Test-ExTriageRule -Path (Split-Path -Parent $file) -OutputFile $xml)
        [xml] $junit = Get-Content -LiteralPath $xml -Raw
        $files = @{ JUnitXml = Join-Path $TestDrive 'JUnitXml.xml' }
        Copy-Item -LiteralPath $xml -Destination $files.JUnitXml
        foreach ($format in 'NUnit3', 'NUnitXml', 'NUnit2.5') {
            $files[$format] = Join-Path $TestDrive "$format.xml"
            Test-ExTriageRule -Path (Split-Path -Parent $file) -OutputFile $files[$format] -OutputFormat $format | Out-Null
        }
        [xml] $nunit = Get-Content -LiteralPath $files.NUnit3 -Raw
        [xml] $nunit2 = Get-Content -LiteralPath $files.NUnitXml -Raw
        $errors = @(Get-OfType $given Diagnostic | Where-Object Severity -EQ Error).Count
    }

    It 'are what build servers expect of <Format>' -ForEach @(
        @{ Format = 'JUnitXml'; Schema = 'junit' }
        @{ Format = 'NUnit3'; Schema = 'nunit3' }
        @{ Format = 'NUnitXml'; Schema = 'nunit2' }
        @{ Format = 'NUnit2.5'; Schema = 'nunit2' }
    ) {
        Get-SchemaError -Path $files[$Format] -Schema $Schema | Should -BeNullOrEmpty
        # The schema refuses what is wrong.
        $spoiled = Join-Path $TestDrive 'spoiled.xml'
        Set-Content -LiteralPath $spoiled -Value ((Get-Content -LiteralPath $files[$Format] -Raw) -replace ' name="what the tests say is shown"| name="my-service-off.what the tests say is shown"', '')
        Get-SchemaError -Path $spoiled -Schema $Schema | Should -Match 'name'
    }

    It 'in JUnit have one case for each test and each error' {
        $errors | Should -BeGreaterThan 0
        $suites = $junit.testsuites
        $suites.tests | Should -Be (3 + $errors)
        $suites.failures | Should -Be (1 + $errors)
        @($junit.SelectNodes('//testcase')).Count | Should -Be (3 + $errors)
        @($junit.SelectNodes('//failure')).Count | Should -Be (1 + $errors)
        $suite = $junit.SelectSingleNode("//testsuite[@name='my-service-off']")
        $suite.tests | Should -Be '3'
        $suite.SelectSingleNode("testcase[@name='what the tests say is shown']/failure").message | Should -BeLike 'expected Detected, but it is Unknown*'
        $suite.SelectSingleNode("properties/property[@name='coverage.Whens']").value | Should -Be '2'
        $junit.SelectSingleNode("//testsuite[@name='rule files']/testcase/failure").InnerText | Should -Match 'XT0\d+'
    }

    It 'in NUnit have the same' {
        $run = $nunit.SelectSingleNode('/test-run')
        $run.total | Should -Be (3 + $errors)
        $run.failed | Should -Be (1 + $errors)
        $run.result | Should -Be 'Failed'
        $case = $nunit.SelectSingleNode("//test-suite[@name='my-service-off']/test-case[@name='what the tests say is shown']")
        $case.result | Should -Be 'Failed'
        $case.failure.message | Should -BeLike 'expected Detected*'
        @($nunit.SelectNodes('//test-case/@id') | ForEach-Object Value | Sort-Object -Unique).Count | Should -Be (3 + $errors)
    }

    It 'in NUnit 2.5 have the same' {
        $results = $nunit2.SelectSingleNode('/test-results')
        $results.total | Should -Be (3 + $errors)
        $results.failures | Should -Be (1 + $errors)
        @($nunit2.SelectNodes('//test-case')).Count | Should -Be (3 + $errors)
        $case = $nunit2.SelectSingleNode("//test-suite[@name='my-service-off']/results/test-case[@name='my-service-off.what the tests say is shown']")
        $case.success | Should -Be 'False'
        $case.failure.message | Should -BeLike 'expected Detected*'
        $case.failure.'stack-trace' | Should -Match 'mine\.exrule:\d+$'
    }

    It 'say what is not covered, of a rule without tests as well' {
        foreach ($document in $junit, $nunit, $nunit2) {
            $missing = @($document.SelectNodes("//*[@name='my-service-off']/properties/property[@name='coverage.Missing']/@value") | ForEach-Object Value)
            $missing -like "*mine.exrule:11: when 'W3SVC is off' was never true" | Should -Not -BeNullOrEmpty
            $document.SelectSingleNode("//*[@name='my-untested-rule']/properties/property[@name='coverage.Share']").value | Should -Be '0'
            $document.SelectNodes("//*[@name='my-untested-rule']//*[local-name()='testcase' or local-name()='test-case']").Count | Should -Be 0
        }
    }

    It 'hold control characters, and numbers of every culture in one form' {
        $hostile = Join-Path $TestDrive 'hostile/hostile.exrule'
        $null = New-Item -ItemType Directory -Path (Split-Path -Parent $hostile)
        $name = 'less <b> & more "than that"'
        Set-Content -LiteralPath $hostile -Value ($half -replace 'none is off', $name)
        $culture = [cultureinfo]::CurrentCulture
        try {
            # A culture that writes 33,3.
            $comma = [cultureinfo]::InvariantCulture.Clone()
            $comma.NumberFormat.NumberDecimalSeparator = ','
            [cultureinfo]::CurrentCulture = $comma
            Test-ExTriageRule -Path $hostile -OutputFile $xml | Out-Null
        } finally {
            [cultureinfo]::CurrentCulture = $culture
        }
        [xml] $read = Get-Content -LiteralPath $xml -Raw
        $read.SelectNodes('//testcase')[1].name | Should -Be $name
        # Text of logs and names of files may have what XML cannot hold.
        $text = & (Get-Module -Name ExTriage) { ConvertTo-ExTriageXmlText "bell $([char] 7) $([char] 27)[31m $([char] 0x202E) $([char] 0xD800) $([char] 0xFFFF)" }
        $text | Should -BeExactly "bell \x07 \x1B[31m \u202E \uD800 $([char] 0xFFFD)"
        $read.SelectSingleNode("//property[@name='coverage.Share']").value | Should -Be '33.3'
        $read.SelectSingleNode('//testsuite').time | Should -Match '^\d+\.\d{3}$'
    }

    It 'are written before -CI fails, and a file that cannot be written is an error' {
        Remove-Item -LiteralPath $xml
        { Test-ExTriageRule -Path $file -CI -OutputFile $xml } | Should -Throw -ErrorId 'ExTriage.RuleTestFailed*'
        Test-Path -LiteralPath $xml | Should -BeTrue
        { Test-ExTriageRule -Path $file -OutputFile (Join-Path $TestDrive 'no-such-folder/x.xml') } | Should -Throw -ErrorId 'ExTriage.FileNotWritten*'
    }
}

Describe 'Files that cannot be read' {
    It 'are told, and leave nothing to test' {
        $unreadable = Join-Path $TestDrive 'latin/latin.exrule'
        $null = New-Item -ItemType Directory -Path (Split-Path -Parent $unreadable)
        [System.IO.File]::WriteAllBytes($unreadable, [byte[]] (0x72, 0xE4, 0x0A))
        $given = @(Test-ExTriageRule -Path $unreadable -ErrorVariable told -ErrorAction SilentlyContinue)
        $told[0].FullyQualifiedErrorId | Should -BeLike 'ExTriage.RuleUnreadable*'
        $given[-1].Rules | Should -Be 0
        { Test-ExTriageRule -Path $unreadable -CI -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'ExTriage.RuleTestFailed*'
    }
}
