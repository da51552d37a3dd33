# How the module comes into a session. Each test has a process of its own, in which nothing is loaded yet.

BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $manifest = Join-Path $modulePath 'ExTriage.psd1'
    $log = Join-Path $servers 'ex01/C/ExchangeSetupLogs/ExchangeSetup.log'
    $shell = (Get-Process -Id $PID).Path

    function Invoke-Script([string] $Text) {
        $file = Join-Path $TestDrive "$([guid]::NewGuid()).ps1"
        [System.IO.File]::WriteAllText($file, "`$manifest = '$manifest'; `$log = '$log'`n$Text")
        & $shell -NoProfile -NonInteractive -File $file 2>&1 | ForEach-Object { "$_" }
    }
}

Describe 'Importing the module' {
    It 'says at once that the session lets no code in' {
        $said = Invoke-Script @'
$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
try { Import-Module $manifest; 'imported' } catch { $_.Exception.Message }
'@
        $said | Should -BeLike 'ExTriage cannot be imported: *ConstrainedLanguage*application control policy*'
    }

    It 'works in all runspaces of a pool at the same moment' {
        $said = Invoke-Script @'
$failed = 0
foreach ($round in 1..3) {
    $pool = [runspacefactory]::CreateRunspacePool(8, 8)
    $pool.Open()
    $gate = [System.Threading.Barrier]::new(8)
    $running = foreach ($number in 1..8) {
        $shell = [powershell]::Create()
        $shell.RunspacePool = $pool
        $null = $shell.AddScript({ param($gate, $manifest) $null = $gate.SignalAndWait(10000); Import-Module $manifest -ErrorAction Stop; (Get-TypeData ExTriage.Object).Members.Count -gt 0; (Get-FormatData ExTriage.Result).Count }).AddArgument($gate).AddArgument($manifest)
        [pscustomobject] @{ Shell = $shell; Started = $shell.BeginInvoke() }
    }
    foreach ($each in $running) {
        try {
            $given = @($each.Shell.EndInvoke($each.Started)) -join ' '
            if ($each.Shell.HadErrors -or $given -ne 'True 1') { $failed++; $given; $each.Shell.Streams.Error }
        } catch {
            $failed++
            $_.Exception.GetBaseException().Message
        }
        $each.Shell.Dispose()
    }
    $pool.Dispose()
}
"$failed failed"
'@
        $said | Should -Be '0 failed'
    }

    It 'leaves no error when it is removed and imported again, or forced, or a copy is' {
        $copy = Join-Path $TestDrive 'copy/ExTriage'
        $null = New-Item -ItemType Directory -Path (Split-Path -Parent $copy)
        Copy-Item -LiteralPath $modulePath -Destination $copy -Recurse
        $said = Invoke-Script @"
Import-Module `$manifest; Import-Module `$manifest -Force; Remove-Module ExTriage; Import-Module `$manifest
(Invoke-ExTriage -SetupLog `$log -Outcome Detected | Out-String) -match 'setup-service-disabled'
Import-Module '$copy/ExTriage.psd1'; Remove-Module ExTriage; Import-Module '$copy/ExTriage.psd1' -Force; Update-TypeData
# The engine of the first copy stays, which the next command says.
`$Error | Where-Object { "`$_" -notlike 'Another copy*' }
"@
        $said | Should -Be 'True'
    }

    It 'shows its objects where the session only shows what it would do' {
        $said = Invoke-Script '$WhatIfPreference = $true; Import-Module $manifest; (Get-FormatData ExTriage.Result).TypeNames'
        $said | Should -Contain 'ExTriage.Result'
    }
}

Describe 'The first calls of several threads' {
    It 'load the engine once' -Skip:(-not $IsLinux) {
        $said = Invoke-Script @'
$folder = Join-Path (Split-Path -Parent $manifest) 'lib'
$null = [System.Reflection.Assembly]::LoadFrom("$folder/ExTriage.Interop.dll")
$gate = [System.Threading.Barrier]::new(8)
$running = foreach ($number in 1..8) {
    $shell = [powershell]::Create()
    $null = $shell.AddScript('1').Invoke()
    $shell.Commands.Clear()
    $null = $shell.AddScript({ param($gate, $library) $null = $gate.SignalAndWait(10000); [ExTriage.Native.Engine]::PreloadPortable($library); [ExTriage.Native.Engine]::AbiVersion() }).AddArgument($gate).AddArgument("$folder/linux-x64/extriage.so")
    [pscustomobject] @{ Shell = $shell; Started = $shell.BeginInvoke() }
}
foreach ($each in $running) { try { $each.Shell.EndInvoke($each.Started) } catch { $_.Exception.GetBaseException().Message } }
'@
        @($said).Count | Should -Be 8
        $said | Sort-Object -Unique | Should -Be '1'
    }
}
