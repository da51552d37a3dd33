# Ctrl+C is answered at once, whatever is being done. What PowerShell does for it is Stop().

BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $manifest = Join-Path $modulePath 'ExTriage.psd1'
    $folder = Join-Path $TestDrive 'stop'
    $null = New-Item -ItemType Directory -Path $folder
    $long = New-Object System.Text.StringBuilder
    foreach ($number in 1..60000) {
        $null = $long.Append("line $number of a log that is neither long nor short`n")
    }
    [System.IO.File]::WriteAllText((Join-Path $folder 'long.log'), $long.ToString())
    $rule = "rule long-findings 'x' {`n  severity low`n  detect {`n    `$e = rows of textlog 'C:\x.log'`n    when exists `$e`n  }`n" +
    "  finding for each `$l in `$e `"`$l.Line`" { evidence `$e where Line -gt `$l.Line -and Text -like '*n?t*h*e*r*e*zz*' limit 1 }`n}`n"
    [System.IO.File]::WriteAllText((Join-Path $folder 'findings.exrule'), $rule)
    foreach ($name in 'broken', 'sound') {
        $text = New-Object System.Text.StringBuilder
        foreach ($number in 1..20000) {
            $one = if ($name -eq 'broken') {
                "rule r$number 'x' {`n  detec {`n  when exchnge.installed == 1`n  findin 'f`n}`n"
            } else {
                "rule r$number 'x' {`n severity low`n detect { when exists exchange.build }`n finding 'f'`n}`n"
            }
            $null = $text.Append($one)
        }
        [System.IO.File]::WriteAllText((Join-Path $folder "$name.exrule"), $text.ToString())
    }

    # A log that takes long to read, of a line and a hole, and facts with a name that takes long.
    [System.IO.File]::WriteAllText((Join-Path $folder 'hole.log'), "[03/06/2021 15:14:57.0552] [0] Starting Microsoft Exchange Server 2016 Setup`r`n")
    $hole = [System.IO.File]::OpenWrite((Join-Path $folder 'hole.log'))
    $hole.SetLength(8GB)
    $hole.Dispose()
    $null = New-Item -ItemType Directory -Path (Join-Path $folder 'server/C')
    [System.IO.File]::WriteAllText((Join-Path $folder 'server/facts.json'), '{"' + ('x' * 60MB) + '":1}')

    # Starts a command in a session of its own, stops it after a while, and says how long the stop took.
    function Measure-Stop([string] $Command, [int] $After, [bool] $MayBeDone) {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$manifest'; 'ready'; $Command")
            $output = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
            $running = $shell.BeginInvoke((New-Object 'System.Management.Automation.PSDataCollection[psobject]'), $output)
            $deadline = [System.Diagnostics.Stopwatch]::StartNew()
            while ($output.Count -eq 0 -and $deadline.ElapsedMilliseconds -lt 60000) {
                [System.Threading.Thread]::Sleep(10)
            }
            [System.Threading.Thread]::Sleep($After)
            if (-not $MayBeDone) {
                $running.IsCompleted | Should -BeFalse -Because 'it is to be stopped amid its work'
            }
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $stop = $shell.BeginStop($null, $null)
            $stop.AsyncWaitHandle.WaitOne(60000) | Should -BeTrue
            $watch.ElapsedMilliseconds
        } finally {
            $shell.Dispose()
        }
    }
}

Describe 'Stopping a command' {
    It 'ends <Name> at once' -ForEach @(
        @{ Name = 'a triage amid its findings'; Command = 'Invoke-ExTriage -Map @{{ ''C:\x.log'' = ''{0}/long.log'' }} -RulePath ''{0}/findings.exrule'' -Id long-findings' }
        @{ Name = 'a triage amid a log'; Command = 'Invoke-ExTriage -SetupLog ''{0}/hole.log''' }
        # A fast machine has read the facts by then.
        @{ Name = 'a triage amid its facts'; Command = 'Invoke-ExTriage -Path ''{0}/server'''; After = 100; MayBeDone = $true }
        @{ Name = 'the tests of the rules'; Command = '1..1000 | ForEach-Object {{ Test-ExTriageRule }}' }
        @{ Name = 'the check of many rules'; Command = 'Test-ExTriageRule -Path ''{0}/sound.exrule''' }
        @{ Name = 'the check of many broken rules'; Command = 'Test-ExTriageRule -Path ''{0}/broken.exrule''' }
        @{ Name = 'the fixes of many broken rules'; Command = 'Test-ExTriageRule -Path ''{0}/broken.exrule'' -Fix -WhatIf' }
        @{ Name = 'the format of many rules'; Command = 'Format-ExTriageRule -Path ''{0}/sound.exrule'' -Check' }
        @{ Name = 'the format of many broken rules'; Command = 'Format-ExTriageRule -Path ''{0}/broken.exrule'' -Check'; MayBeDone = $true }
    ) {
        $after = if ($_.ContainsKey('After')) { $_.After } else { 400 }
        # A machine that does other work beside it may take its time, but not each time.
        $took = @(foreach ($attempt in 1..3) {
                $one = Measure-Stop ($Command -f $folder) $after $_.ContainsKey('MayBeDone')
                $one
                if ($one -lt 300) { break }
            })
        Write-Verbose "$Name stopped in $($took -join ', ') ms"
        $took[-1] | Should -BeLessThan 300
        $took[0] | Should -BeLessThan 2000
    }
}
