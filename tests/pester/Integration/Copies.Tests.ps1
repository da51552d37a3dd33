# Results that come from a file or another session are shown as the live ones are.

BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $kept = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    $manifest = Join-Path $modulePath 'ExTriage.psd1'
    $folder = Join-Path $servers 'ex01'
    $ids = 'services-left-disabled', 'setup-service-disabled', 'setup-pending-reboot'

    # Every view of the objects and of what is in them.
    function Get-Shown($Results) {
        $parts = [ordered] @{
            Results  = $Results
            Findings = $Results.Findings
            Evidence = $Results.Findings.Evidence
            Values   = $Results.Findings.Evidence.Values | Where-Object { $_ }
            Remedy   = $Results.Remedy | Where-Object { $_ }
            Steps    = $Results.Remedy.Steps | Where-Object { $_ }
        }
        foreach ($name in $parts.Keys) {
            "== $name"
            $parts[$name] | Out-String -Width 120
            $parts[$name] | Format-List | Out-String -Width 120
            $parts[$name] | Format-Table | Out-String -Width 120
            ($parts[$name] | ForEach-Object { "$_" }) -join "`n"
        }
        # A list of what does not fit the first object.
        @(Get-ExTriageRule)[0], $Results[0] | Out-String -Width 120
    }

    $live = @(Invoke-ExTriage -Path $folder -Id $ids)
    $expected = (Get-Shown $live) -join "`n"
}

AfterAll {
    $PSStyle.OutputRendering = $kept
}

Describe 'Results from <From>' -ForEach @(
    @{ From = 'Import-Clixml'; Get = {
            $live | Export-Clixml -LiteralPath (Join-Path $TestDrive 'results.xml')
            Import-Clixml -LiteralPath (Join-Path $TestDrive 'results.xml')
        }
    }
    @{ From = 'Start-Job'; Get = { Start-Job { Import-Module $using:manifest; Invoke-ExTriage -Path $using:folder -Id $using:ids } | Receive-Job -Wait -AutoRemoveJob } }
) {
    It 'look as the live ones' {
        $copies = @(& $Get)
        $copies[0].PSObject.TypeNames[0] | Should -BeExactly 'Deserialized.ExTriage.Result'
        $shown = (Get-Shown $copies) -join "`n"
        $shown.Length | Should -BeGreaterThan 5000
        $shown | Should -BeExactly $expected
        $piece = $copies.Findings.Evidence | Where-Object Time | Select-Object -First 1
        $piece.Time.Kind | Should -Be 'Utc'
    }

    It 'have no members but those of the live ones and of the way they came' {
        $copies = @(& $Get)
        $way = 'PSComputerName', 'PSShowComputerName', 'PSSourceJobInstanceId', 'RunspaceId'
        $all = @($copies) + @($copies.Findings) + @($copies.Findings.Evidence) + @($copies.Remedy | Where-Object { $_ })
        $originals = @($live) + @($live.Findings) + @($live.Findings.Evidence) + @($live.Remedy | Where-Object { $_ })
        for ($index = 0; $index -lt $originals.Count; $index++) {
            $names = @($all[$index].PSObject.Properties.Name | Where-Object { $_ -notin $way })
            $names -join ' ' | Should -BeExactly ($originals[$index].PSObject.Properties.Name -join ' ')
            @(($all[$index] | ConvertTo-Json -Depth 8 | ConvertFrom-Json).PSObject.Properties.Name | Where-Object { $_ -notin $way }) -join ' ' | Should -BeExactly ($names -join ' ')
        }
    }
}

Describe 'A result after an object of another type' {
    It 'is a list of all its properties, and of nothing else' {
        $names = $live[0].PSObject.Properties.Name
        foreach ($result in $live[0], ($live[0] | ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) })) {
            $text = (Get-Process -Id $PID), $result | Out-String -Width 120
            $listed = [regex]::Matches($text, '(?m)^(\w+) +: ') | ForEach-Object { $_.Groups[1].Value }
            $listed -join ' ' | Should -BeExactly ($names -join ' ')
        }
    }
}

Describe 'Rules and tests from Import-Clixml' {
    It 'look as the live ones' {
        $objects = @(Get-ExTriageRule) + @(Get-ExTriageHelp within) + @(Test-ExTriageRule -Id setup-pending-reboot)
        $objects | Export-Clixml -LiteralPath (Join-Path $TestDrive 'rules.xml')
        $copies = Import-Clixml -LiteralPath (Join-Path $TestDrive 'rules.xml')
        for ($index = 0; $index -lt $objects.Count; $index++) {
            foreach ($view in { $args[0] }, { $args[0] | Format-List }, { $args[0] | Format-Table }) {
                & $view $copies[$index] | Out-String -Width 120 | Should -BeExactly (& $view $objects[$index] | Out-String -Width 120)
            }
        }
    }
}
