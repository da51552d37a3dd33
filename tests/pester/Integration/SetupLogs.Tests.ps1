BeforeDiscovery {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $logs = @(if ($hasRealLogs) { Get-ChildItem -LiteralPath $realLogs -Filter 'ExchangeSetup*.log' | ForEach-Object { @{ Name = $_.Name; Log = $_.FullName } } } else { @{ Name = 'a log that is not here'; Log = '' } })
    # What fires on which log, and nowhere else.
    $table = @(
        @{ Id = 'setup-active-directory-state'; Expected = @('ExchangeSetup_AD_Prep_Reboot.log') }
        @{ Id = 'setup-mailbox-role-not-installed'; Expected = @('ExchangeSetup_AD_Prep_Reboot.log') }
        @{ Id = 'setup-pending-reboot'; Expected = @('ExchangeSetup_AD_Prep_Reboot.log', 'ExchangeSetup_Reboot_Pending.log') }
        @{ Id = 'setup-service-disabled'; Expected = @('ExchangeSetup_Service_Disabled.log') }
    )
}

BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    if ($hasRealLogs) {
        $all = @(Get-ChildItem -LiteralPath $realLogs -Filter 'ExchangeSetup*.log' | Invoke-ExTriage -ErrorAction Stop)
    }
}

Describe 'Real setup logs' -Skip:(-not $hasRealLogs) {
    It 'are all there' {
        @(Get-ChildItem -LiteralPath $realLogs -Filter 'ExchangeSetup*.log').Count | Should -Be 19
    }

    It '<Name> is triaged without an error' -ForEach $logs {
        $results = @(Invoke-ExTriage -SetupLog $Log -ErrorAction Stop)
        $results.Count | Should -Be @(Get-ExTriageRule).Count
        $results.Outcome | Should -Not -Contain 'Error'
        # A log alone says nothing about services and builds.
        ($results | Where-Object RuleId -EQ services-left-disabled).Outcome | Should -Not -Be 'Detected'
        ($results | Where-Object RuleId -EQ security-update-missing).Outcome | Should -Be 'Unknown'
    }

    It '<Id> fires exactly where it should' -ForEach $table {
        $fired = $all | Where-Object { $_.RuleId -eq $Id -and $_.Outcome -eq 'Detected' }
        $names = $fired.Findings.Evidence.Path | Where-Object { $_ } | ForEach-Object { Split-Path -Leaf $_ } | Sort-Object -Unique
        $names -join ' ' | Should -BeExactly ($Expected -join ' ')
    }

    It 'say that a cause is unknown only where no rule explains the failure' {
        $explained = 'ExchangeSetup_AD_Prep_Reboot.log', 'ExchangeSetup_Reboot_Pending.log', 'ExchangeSetup_Service_Disabled.log'
        foreach ($name in $explained) {
            (Invoke-ExTriage -SetupLog (Join-Path $realLogs $name) -Id setup-unknown-failure).Outcome | Should -Be 'Clear' -Because $name
        }
        (Invoke-ExTriage -SetupLog (Join-Path $realLogs 'ExchangeSetup_NoPerm.log') -Id setup-unknown-failure).Outcome | Should -Be 'Detected'
    }

    It 'come by the pipeline as files and as names' {
        $file = Get-Item -LiteralPath (Join-Path $realLogs 'ExchangeSetup_Service_Disabled.log')
        $byFile = $file | Invoke-ExTriage -Outcome Detected
        $byName = $file.FullName | Invoke-ExTriage -Outcome Detected
        $byFile.RuleId | Should -Be 'setup-service-disabled'
        $byName.RuleId | Should -Be 'setup-service-disabled'
    }
}
