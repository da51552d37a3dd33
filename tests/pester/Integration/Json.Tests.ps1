# What goes to the engine and comes back is the same text on every version of PowerShell.

BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $module = Get-Module -Name ExTriage
    function Read-Json([string] $Json, [version] $Version) {
        & $module { param($json, $version) ConvertFrom-ExTriageJson $json -Version $version } $Json $Version
    }
    function Write-Json($Value) {
        & $module { param($value) ConvertTo-ExTriageJson $value } $Value
    }
    $log = Join-Path $servers 'ex01/C/ExchangeSetupLogs/ExchangeSetup.log'
}

Describe 'A request' {
    It 'holds the text of a line that Get-Content gave, and not what PowerShell knows about it' {
        $file = Join-Path $TestDrive 'names.txt'
        [System.IO.File]::WriteAllText($file, "FMS`n")
        $line = Get-Content -LiteralPath $file
        $line.PSProvider | Should -Not -BeNullOrEmpty -Because 'Windows PowerShell follows this without end'
        Write-Json ([ordered] @{ text = $line; list = @($line) }) | Should -BeExactly '{"text":"FMS","list":["FMS"]}'
        $parameter = @{ 'services-left-disabled' = @{ OffByDefault = $line } }
        $messages = (Invoke-ExTriage -Path (Join-Path $servers 'ex01') -Id services-left-disabled -Parameter $parameter).Findings.Message
        $messages.Count | Should -BeGreaterThan 0
        $messages -match '^FMS ' | Should -BeNullOrEmpty
    }

    It 'is the JSON that other readers read' {
        $value = [ordered] @{ a = 'q"\' + "`r`n`t" + [char] 0 + [char] 27 + [char] 0x2028 + [char] 0xE9; n = -1.5e-7; i = [long]::MaxValue; t = $true; z = $null; e = @(); o = @{}; c = [char] 'x'; d = [System.DayOfWeek]::Monday }
        $back = Write-Json $value | ConvertFrom-Json
        $back.a | Should -BeExactly $value.a
        $back.n | Should -Be $value.n
        $back.i | Should -Be ([long]::MaxValue)
        $back.t | Should -BeTrue
        $null -eq $back.z | Should -BeTrue
        $back.e.Count | Should -Be 0
        $back.d | Should -BeExactly 'Monday'
    }

    It 'refuses what it has no form for' {
        { Write-Json ([double]::NaN) } | Should -Throw
        { Write-Json @{ a = { 1 } } } | Should -Throw
        { Write-Json (Get-Item -LiteralPath $TestDrive) } | Should -Throw
    }
}

Describe 'An answer, as PowerShell <Version> reads it' -ForEach @(@{ Version = '7.0' }, @{ Version = '7.4.6' }, @{ Version = '7.6' }) {
    It 'keeps text that looks like a time' {
        $read = Read-Json '{"a":"2021-03-06T15:14:57Z","b":["2021-03-06T15:14:57.0552+01:00","/Date(1)/"],"n":7,"f":1.5,"z":null,"t":true,"e":[],"o":{"x":""}}' $Version
        $read.a | Should -BeExactly '2021-03-06T15:14:57Z'
        $read.b | Should -BeExactly @('2021-03-06T15:14:57.0552+01:00', '/Date(1)/')
        $read.n | Should -BeOfType long
        $read.f | Should -Be 1.5
        $null -eq $read.z | Should -BeTrue
        $read.t | Should -BeTrue
        , $read.e | Should -BeOfType object[]
        $read.o.x | Should -BeExactly ''
        $read.PSObject.Properties.Name -join ' ' | Should -BeExactly 'a b n f z t e o'
    }

    It 'is the same for all of a real one' {
        $described = & $module { [ExTriage.Native.Engine]::Describe() }
        $read = Read-Json $described $Version | ConvertTo-Json -Depth 12 -Compress
        $read | Should -BeExactly (ConvertFrom-Json -InputObject $described -DateKind String | ConvertTo-Json -Depth 12 -Compress)
    }
}

Describe 'A result' {
    It 'has nothing where there is nothing' {
        $result = Invoke-ExTriage -SetupLog $log -Id setup-pending-reboot
        # What a command without output gives is another nothing, of which some versions make an empty object.
        $void = { param($object) foreach ($property in $object.PSObject.Properties) { if ($null -eq $property.Value -and @($property.Value).Count -eq 0) { $property.Name } } }
        & $void $result | Should -BeNullOrEmpty
        $found = Invoke-ExTriage -Path (Join-Path $servers 'ex01') -Outcome Detected
        foreach ($object in @($found) + @($found.Findings) + @($found.Findings.Evidence) + @($found.Remedy) + @($found.Remedy.Steps)) {
            & $void $object | Should -BeNullOrEmpty
        }
    }

    It 'has times in UTC, and text that looks like one as text' {
        $file = Join-Path $TestDrive 'dates.log'
        [System.IO.File]::WriteAllText($file, "2021-03-06T15:14:57Z`n")
        $rules = Join-Path $TestDrive 'dates.exrule'
        [System.IO.File]::WriteAllText($rules, "rule dates 'Dates' {`n  detect {`n    `$lines = rows of textlog 'C:\dates.log'`n    when exists `$lines`n  }`n  finding 'found' { evidence `$lines }`n}`n")
        $result = Invoke-ExTriage -Map @{ 'C:\dates.log' = $file } -RulePath $rules -Id dates
        $result.Findings[0].Evidence[0].Text | Should -BeExactly '2021-03-06T15:14:57Z'
        $piece = (Invoke-ExTriage -SetupLog $log -Outcome Detected).Findings.Evidence | Where-Object Time | Select-Object -First 1
        $piece.Time.Kind | Should -Be 'Utc'
    }
}
