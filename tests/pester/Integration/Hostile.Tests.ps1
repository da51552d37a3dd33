# A copy of a server on which somebody wrote what a terminal obeys: in names of files, in facts and in logs.

BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $kept = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    # All but CR LF TAB, and the marks that turn the direction of text or hide it.
    $unsafe = '[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF]'
    $escape = [string] [char] 27
    $turn = [string] [char] 0x202E
    $spoiled = "x$escape[2J$escape]0;owned$([char] 7)$([char] 0x9B)31m${turn}txet$([char] 0x2066)$([char] 0x200B)"

    $folder = Join-Path $TestDrive "copy$escape[2J$turn"
    $logs = Join-Path $folder 'C/ExchangeSetupLogs'
    $null = New-Item -ItemType Directory -Path $logs -Force
    $facts = [ordered] @{ server = @{ name = "EX$spoiled" }; services = @(@{ name = "Svc$spoiled"; startType = 'Disabled'; status = 'Stopped' }) }
    [System.IO.File]::WriteAllText((Join-Path $folder 'facts.json'), (ConvertTo-Json $facts -Depth 8))
    $text = (@(
            '[03/06/2021 15:14:57.0552] [0] Starting Microsoft Exchange Server 2016 Setup'
            "[03/06/2021 15:15:11.0112] [1] [ERROR] Nobody has seen $turn this before$([char] 0x2066)$([char] 0x85)$([char] 0x200B)"
            '[03/06/2021 15:15:27.0248] [0] End of Setup'
            ''
        ) -join "`r`n")
    [System.IO.File]::WriteAllText((Join-Path $logs 'ExchangeSetup.log'), $text)
    $log = Join-Path $TestDrive "log$escape[2J$turn.log"
    [System.IO.File]::WriteAllText($log, $text)
    $rules = Join-Path $TestDrive "rules$escape$turn"
    $null = New-Item -ItemType Directory -Path $rules
    [System.IO.File]::WriteAllText((Join-Path $rules "r$escape$turn.exrule"), @'
rule hostile-service 'A service' {
  detect {
    $all = rows of service where StartType -eq 'Disabled'
    when 'one is disabled' exists $all
  }

  finding for each $service in $all "$service.Name is disabled on ${server.name}." {
    evidence $service
  }
}

test 'wrong' for hostile-service {
  given service unknown
  expect clear
}
'@)
    [System.IO.File]::WriteAllText((Join-Path $rules "b$escape$turn.exrule"), "rule b 'B' {`n  severity hi${turn}hg`n}`n")
    [System.IO.File]::WriteAllText((Join-Path $rules "e$escape$turn.exrule"), '')

    function Get-Printed($Objects) {
        @($Objects | Out-String -Width 4000
            $Objects | Format-List | Out-String -Width 4000
            $Objects | Format-Table | Out-String -Width 4000
            $Objects | Format-List -Property * | Out-String -Width 4000
            $Objects | Format-Custom -Depth 6 | Out-String -Width 4000
            $Objects | Select-Object -Property * | Out-String -Width 4000
            $Objects | ConvertTo-Json -Depth 8
            $Objects | ForEach-Object { "$_" }) -join "`n"
    }

    function Assert-Printable([string] $Text) {
        [regex]::Matches($Text, $unsafe).Count | Should -Be 0 -Because "$($Text -replace $unsafe, '<!>')"
    }
}

AfterAll {
    $PSStyle.OutputRendering = $kept
}

Describe 'A hostile copy of a server' -Skip:$IsWindows {
    It 'gives results without control characters, whoever prints them' {
        $results = @(Invoke-ExTriage -Path $folder -RulePath (Join-Path $rules "r$escape$turn.exrule")) + @(Invoke-ExTriage -SetupLog $log)
        @($results | Where-Object Outcome -EQ 'Detected').RuleId | Should -Contain 'hostile-service'
        @($results | Where-Object Outcome -EQ 'Detected').RuleId | Should -Contain 'setup-unknown-failure'
        foreach ($objects in $results, $results.Findings, $results.Findings.Evidence, @($results.Findings.Evidence.Values | Where-Object { $_ }), @($results.Remedy | Where-Object { $_ })) {
            $printed = Get-Printed $objects
            $printed.Length | Should -BeGreaterThan 100
            Assert-Printable $printed
        }
        # Nothing is lost: the file's name, the fact and the log stand there, written out.
        $printed = Get-Printed $results
        foreach ($part in 'log\x1B[2J\u202E.log', 'Svcx\x1B[2J', '\u202E this before\u2066') { $printed.Contains($part) | Should -BeTrue -Because $part }
    }

    It 'reaches no stream with control characters' {
        $said = & {
            Invoke-ExTriage -Path $folder -RulePath $rules -Verbose -Debug -ErrorAction Continue
            Invoke-ExTriage -SetupLog $log, "$log.none" -Verbose -ErrorAction Continue
            try { Invoke-ExTriage -Path "$folder/none" -Verbose } catch { $_ }
            try { Invoke-ExTriage -Path $folder -Id "a$spoiled" } catch { $_ }
            try { Invoke-ExTriage -Path $folder -Parameter @{ "a$spoiled" = @{ b = 1 } } } catch { $_ }
            Get-ExTriageRule -RulePath $rules -Verbose -ErrorAction Continue
            Test-ExTriageRule -Path $rules -Verbose -ErrorAction Continue
            Format-ExTriageRule -Path $rules -WhatIf -Verbose -ErrorAction Continue
            try { Format-ExTriageRule -Path $rules -Check -ErrorAction SilentlyContinue } catch { $_ }
        } *>&1
        $kinds = @($said | ForEach-Object { $_.GetType().Name } | Select-Object -Unique)
        foreach ($kind in 'PSCustomObject', 'WarningRecord', 'ErrorRecord') { $kinds | Should -Contain $kind }
        @($said | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).Count | Should -BeGreaterThan 6
        foreach ($one in $said) {
            Assert-Printable ($one | Out-String -Width 4000)
            Assert-Printable "$one"
            if ($one -is [System.Management.Automation.PSCustomObject]) { Assert-Printable (Get-Printed $one) }
        }
    }
}
