# Whatever the module gives is shown without control characters, in every view that PowerShell chooses by itself.

BeforeDiscovery {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $typeNames = & (Get-Module -Name ExTriage) {
        (Get-Command -Name Add-ExTriageTypeName).Parameters['Name'].Attributes | Where-Object { $_ -is [ValidateSet] } | ForEach-Object { $_.ValidValues }
    }
    $types = @($typeNames) + 'Help.Short' | ForEach-Object { @{ Type = $_ } }
}

BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $kept = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    $nasty = 'x' + [char] 27 + '[2J' + [char] 0 + [char] 7 + [char] 0x9B + '31m' + [char] 0x202E + 'txet' + [char] 0x2066 + [char] 0x2028 + [char] 0x200B + [char] 0xFEFF + [char] 0xD800
    $unsafe = '[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\u061C\u200B\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF\uD800]'

    # The same object with text in which every string has what a terminal obeys.
    function Get-Spoiled($Object) {
        if ($Object -is [string]) {
            return $Object + $nasty
        }
        if ($Object -is [System.Collections.IList]) {
            return , @(foreach ($one in $Object) { Get-Spoiled $one })
        }
        if ($Object -isnot [System.Management.Automation.PSCustomObject]) {
            return $Object
        }
        $members = [ordered] @{}
        foreach ($property in $Object.PSObject.Properties) {
            $members[$property.Name] = Get-Spoiled $property.Value
        }
        $copy = [pscustomobject] $members
        $copy.PSObject.TypeNames.Clear()
        foreach ($name in $Object.PSObject.TypeNames) { $copy.PSObject.TypeNames.Add($name) }
        $copy
    }

    # Every object below an object, by its type.
    $found = @{}
    function Add-Found($Object) {
        if ($Object -is [System.Collections.IList]) {
            foreach ($one in $Object) { Add-Found $one }
        } elseif ($Object -is [System.Management.Automation.PSCustomObject]) {
            $name = $Object.PSObject.TypeNames[0] -replace '^ExTriage\.'
            if ($Object.PSObject.TypeNames[0] -like 'ExTriage.*' -and -not $found.ContainsKey($name)) { $found[$name] = $Object }
            foreach ($property in $Object.PSObject.Properties) { Add-Found $property.Value }
        }
    }
    $folder = Join-Path $TestDrive 'rules'
    $null = New-Item -ItemType Directory -Path $folder
    [System.IO.File]::WriteAllText((Join-Path $folder 'a.exrule'), "rule a 'A' {`n  severity hihg`n  detect {`n    when exchange.installed`n  }`n  finding 'f'`n}`n")
    [System.IO.File]::WriteAllBytes((Join-Path $folder 'latin.exrule'), [byte[]] (0x72, 0xE4, 0x0A))
    [System.IO.File]::WriteAllText((Join-Path $folder 'b.exrule'), "rule b 'B' {`n  detect {`n    when 'w' exchange.installed`n  }`n  finding 'f'`n}`n`ntest 't' for b {`n  expect unknown`n}`n")
    Add-Found @(Invoke-ExTriage -Path (Join-Path $servers 'ex01'))
    Add-Found @(Get-ExTriageRule)
    Add-Found @(Test-ExTriageRule -Path $folder -ErrorAction SilentlyContinue)
    Add-Found @(Test-ExTriageRule -Path (Join-Path $folder 'a.exrule') -Fix -WhatIf)
    Add-Found @(Format-ExTriageRule -Path (Join-Path $folder 'b.exrule') -Check)
    Add-Found @(Get-ExTriageHelp within)
    Add-Found @(Get-ExTriageHelp)
}

AfterAll {
    $PSStyle.OutputRendering = $kept
}

Describe 'The views of <Type>' -ForEach $types {
    BeforeAll {
        $object = $found[$Type]
        $spoiled = Get-Spoiled $object
    }

    It 'are there' {
        $object | Should -Not -BeNullOrEmpty -Because "nothing of the type $Type was made"
    }

    It 'show no control characters as a table, as a list and without a word' {
        foreach ($shown in @{ Table = $spoiled | Format-Table }, @{ List = $spoiled | Format-List }, @{ Default = $spoiled }) {
            $kind, $value = @($shown.Keys)[0], @($shown.Values)[0]
            $text = $value | Out-String -Width 4000
            [regex]::Matches($text, $unsafe).Count | Should -Be 0 -Because "the view $kind of $Type prints: $($text -replace $unsafe, '<!>')"
            $text.Trim() | Should -Not -BeNullOrEmpty -Because "$kind of $Type"
        }
        # What a list shows is the text, and it is not lost.
        $spoiled | Format-List | Out-String -Width 4000 | Should -Match '\\x1B\[2J' -Because $Type
    }

    It 'are left for a list of all properties after an object of another type' {
        # PowerShell has one list for what does not fit the first object, and it knows nothing of views.
        $made = & (Get-Module -Name ExTriage) { ConvertTo-ExTriagePrintableTree $args[0] } $spoiled
        $made.PSObject.TypeNames -like 'ExTriage.*' -join ' ' | Should -BeExactly ($object.PSObject.TypeNames -like 'ExTriage.*' -join ' ')
        $made.PSObject.Properties.Name -join ' ' | Should -BeExactly ($object.PSObject.Properties.Name -join ' ')
        $other = if ($Type -eq 'Rule') { $found['Result'] } else { $found['Rule'] }
        $text = @($other, $made) | Out-String -Width 4000
        [regex]::Matches($text, $unsafe).Count | Should -Be 0 -Because "$($text -replace $unsafe, '<!>')"
        $text | Should -Match '\\x1B\[2J' -Because $Type
        foreach ($property in $object.PSObject.Properties.Name) { $text | Should -Match "(?m)^$property +:" }
    }
}

Describe 'The objects of these views' {
    It 'have no control characters, and paths that can be used where these have none' -Skip:$IsWindows {
        # No rule has such a character in it; the name of its file may.
        foreach ($name in ('n' + [char] 27 + 'c' + [char] 0x202E), ('n ' + [char] 0xE4 + [char] 0x65E5 + "'s")) {
            $file = Join-Path $TestDrive "$name.exrule"
            [System.IO.File]::WriteAllText($file, "rule nasty-path 'A' {`n  detect { when 'w' exchange.installed }`n  finding 'f'`n}`n`ntest 't' for nasty-path {`n  expect unknown`n}`n")
            $rule = Get-ExTriageRule -Id nasty-path -RulePath $file
            $objects = @($rule) + @(Test-ExTriageRule -Path $file) + @(Format-ExTriageRule -Path $file -WhatIf)
            @($objects | ForEach-Object { $_.PSObject.TypeNames[0] } | Select-Object -Unique).Count | Should -Be 5
            foreach ($shown in ($objects | Format-List -Property *), ($objects | Format-Table), ($objects | ConvertTo-Json -Depth 8)) {
                $shown | Out-String -Width 400 | Should -Not -Match $unsafe
            }
        }
        $rule.Path | Should -BeExactly $file
        (Get-ExTriageRule -Id nasty-path -RulePath $rule.Path).Path | Should -BeExactly $file
    }

    It 'have no members but the promised ones' {
        ($found['Rule'] | Select-Object -Property *).PSObject.Properties.Name -join ' ' | Should -BeExactly ($found['Rule'].PSObject.Properties.Name -join ' ')
        ($found['Rule'] | ConvertTo-Json -Depth 6) | Should -Not -Match '"(Shown|Lines|PSTypeNames)"'
    }
}

Describe 'What the module says on the way' -Skip:$IsWindows {
    BeforeAll {
        # No file of Windows has such a name; a copy of a server on another machine may.
        $name = 'n' + [char] 27 + ']0;owned' + [char] 7 + [char] 0x9B + '31m' + [char] 0x202E + "`nline"
        $place = Join-Path $TestDrive 'said'
        $null = New-Item -ItemType Directory -Path $place
        $manifest = Join-Path $modulePath 'ExTriage.psd1'
        $loud = '[\x00-\x09\x0B-\x1F\x7F-\x9F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]'
    }

    It 'has no control characters in progress' {
        $long = Join-Path $place "$name.log"
        $line = '[03/06/2021 21:12:40.0903] [1] ' + ('abcdefgh ijklmnop ' * 12) + "`r`n"
        [System.IO.File]::WriteAllText($long, $line * 200000)
        $rules = foreach ($number in 1..40) {
            "rule long-$number 'Reads a long log' {`n  detect {`n    `$rows = rows of textlog 'C:\ExchangeSetupLogs\ExchangeSetup.log' pattern '(?<Word>[a-h]+ [i-p]+ ){3}[a-z]* (?<Tail>[x-z]$number)'`n    when 'found' exists `$rows`n  }`n  finding 'found'`n}`n"
        }
        [System.IO.File]::WriteAllText((Join-Path $place 'long.exrule'), ($rules -join "`n"))
        $powershell = [powershell]::Create()
        try {
            $null = $powershell.AddScript("param(`$log) Import-Module '$manifest'; Invoke-ExTriage -SetupLog `$log -RulePath '$place/long.exrule' -Id long-*").AddArgument($long)
            $running = $powershell.BeginInvoke()
            $deadline = [datetime]::UtcNow.AddSeconds(60)
            while ($powershell.Streams.Progress.Count -lt 2 -and -not $running.IsCompleted -and [datetime]::UtcNow -lt $deadline) { Start-Sleep -Milliseconds 10 }
            $powershell.Stop()
            $shown = @($powershell.Streams.Progress)
            $shown.Count | Should -BeGreaterThan 0
            $text = ($shown | ForEach-Object { $_.Activity; $_.StatusDescription; $_.CurrentOperation }) -join '|'
            $text | Should -Match '\\x1B\]0;owned\\x07\\x9B31m\\u202E'
            $text | Should -Not -Match $loud
            $text | Should -Not -Match '\n'
        } finally {
            $powershell.Dispose()
        }
    }

    It 'has none in verbose text, warnings, questions and views of errors' {
        $file = Join-Path $place "$name.exrule"
        [System.IO.File]::WriteAllText($file, "rule a 'A' { severity high`n detect{when exchange.installed}`nfinding 'f' }`n")
        $empty = Join-Path $place "e$name.exrule"
        [System.IO.File]::WriteAllText($empty, '')
        $null = New-Item -ItemType SymbolicLink -Path (Join-Path $place "l$name.exrule") -Target $file
        $said = & {
            Format-ExTriageRule -Path $place -Verbose -WhatIf -ErrorAction Continue
            Format-ExTriageRule -Path $file -Verbose
            Test-ExTriageRule -Path $place -Verbose -ErrorAction Continue
            Get-ExTriageRule -RulePath $place -Verbose -ErrorAction Continue
            try { Invoke-ExTriage -SetupLog "$place/no$name" -Verbose } catch { $_ }
        } *>&1 | Where-Object { $_ -isnot [System.Management.Automation.PSCustomObject] }
        @($said | Where-Object { $_ -is [System.Management.Automation.WarningRecord] }).Count | Should -BeGreaterThan 0
        @($said | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).Count | Should -BeGreaterThan 0
        $view = $ErrorView
        try {
            foreach ($kind in 'NormalView', 'ConciseView', 'CategoryView') {
                $ErrorView = $kind
                foreach ($record in $said) {
                    $text = $record | Out-String -Width 4000
                    # The line of this script that asked is PowerShell's own to show.
                    $text | Should -Not -Match $loud -Because "$kind of a $($record.GetType().Name): $($text -replace $loud, '<!>')"
                }
            }
        } finally {
            $ErrorView = $view
        }
    }
}
