# The module says the same in every language, with its commas, its calendar and its letters.

BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $script = Join-Path $TestDrive 'culture.ps1'
    [System.IO.File]::WriteAllText($script, @"
Set-StrictMode -Version 3
`$ErrorActionPreference = 'Stop'
`$PSStyle.OutputRendering = 'PlainText'
if ([cultureinfo]::new('tr-TR').TextInfo.ToUpper('i') -eq 'I') { 'invariant'; exit }
foreach (`$name in 'tr-TR', '', 'de-DE', 'th-TH', 'ar-SA', 'fa-IR') {
    `$culture = [cultureinfo]::new(`$name)
    [cultureinfo]::CurrentCulture = `$culture
    [cultureinfo]::CurrentUICulture = `$culture
    if (-not (Get-Module -Name ExTriage)) { Import-Module '$modulePath/ExTriage.psd1' }
    `$said = @(
        (Invoke-ExTriage -Path '$servers/ex01' -Id 'SETUP-PENDING-REBOOT', 'SERVICES-left-DISABLED' -Severity MEDIUM, HIGH -Tag 'S*I*' | Format-List | Out-String -Width 100)
        (Invoke-ExTriage -Path '$servers/ex01' -Id services-left-disabled -Parameter @{ 'SERVICES-LEFT-DISABLED' = @{ OFFBYDEFAULT = 'FMS' } }).Findings.Count
        @((Invoke-ExTriage -Path '$servers/ex01' -Id setup-service-disabled).Findings.Evidence | Where-Object Time)[0].Time.ToString('o', [cultureinfo]::InvariantCulture)
        (Get-ExTriageRule -Id *SECURITY-UPDATE-MISSING*).RuleId
        (Get-ExTriageHelp 'WITHIN', 'SETUPLOG.RU*').Name
        (Test-ExTriageRule -Id SETUP-PENDING-REBOOT | Select-Object -Property * -ExcludeProperty Seconds | Format-List | Out-String -Width 100)
        try { Invoke-ExTriage -Path '$servers/ex01' -Id 'SETUP-PENDIG-REBOOT' } catch { `$_.Exception.Message }
    ) -join "``n"
    [System.Convert]::ToHexString([System.Security.Cryptography.SHA256]::HashData([System.Text.Encoding]::UTF8.GetBytes(`$said))) + " `$(`$said.Length) `$name"
    if (`$env:EXTRIAGE_SHOW) { `$said }
}
"@)
    $shell = (Get-Process -Id $PID).Path
    $kept = $env:DOTNET_SYSTEM_GLOBALIZATION_INVARIANT
    try {
        # Set where a machine has no data of languages; without them this test shows nothing.
        $env:DOTNET_SYSTEM_GLOBALIZATION_INVARIANT = '0'
        $said = @(& $shell -NoProfile -NonInteractive -File $script 2>&1 | ForEach-Object { "$_" })
    } finally {
        $env:DOTNET_SYSTEM_GLOBALIZATION_INVARIANT = $kept
    }
}

Describe 'What the module says' {
    It 'is the same in Turkish, German, Thai, Arabic and Persian sessions' {
        if ("$said" -match 'libicu|^invariant$') {
            Set-ItResult -Skipped -Because 'this machine has no ICU; on Debian: apt-get install -y libicu72'
        }
        $said.Count | Should -Be 6 -Because ($said -join "`n")
        foreach ($line in $said) {
            $line.Split(' ')[0, 1] -join ' ' | Should -BeExactly ($said[1].Split(' ')[0, 1] -join ' ') -Because ($said -join "`n")
            [int] $line.Split(' ')[1] | Should -BeGreaterThan 2000
        }
    }
}
