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
    $nasty = 'x' + [char] 27 + '[2J' + [char] 0 + [char] 7 + [char] 0x9B + '31m' + [char] 0x202E + 'txet' + [char] 0x2066
    $unsafe = '[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]'

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

    It 'show none either after an object of another type' {
        # PowerShell has one list for what does not fit the first object.
        $other = if ($Type -eq 'Rule') { $found['Result'] } else { $found['Rule'] }
        $text = @($other, $spoiled) | Out-String -Width 4000
        [regex]::Matches($text, $unsafe).Count | Should -Be 0 -Because "$($text -replace $unsafe, '<!>')"
        $text | Should -Match '\\x1B\[2J' -Because $Type
    }
}

Describe 'The objects of these views' {
    It 'keep the text as it is' -Skip:$IsWindows {
        # No rule has such a character in it; the name of its file may.
        $file = Join-Path $TestDrive ('n' + [char] 27 + 'c' + [char] 0x202E + '.exrule')
        [System.IO.File]::WriteAllText($file, "rule nasty-path 'A' {`n  detect { when 'w' exchange.installed }`n  finding 'f'`n}`n")
        $rule = Get-ExTriageRule -Id nasty-path -RulePath $file
        $rule.Path | Should -BeExactly $file
        foreach ($shown in $rule, ($rule | Format-List), ($rule | Format-Table)) {
            $shown | Out-String -Width 400 | Should -Not -Match $unsafe
        }
    }

    It 'have no members but the promised ones' {
        ($found['Rule'] | Select-Object -Property *).PSObject.Properties.Name -join ' ' | Should -BeExactly ($found['Rule'].PSObject.Properties.Name -join ' ')
        ($found['Rule'] | ConvertTo-Json -Depth 6) | Should -Not -Match '"(Shown|Lines|PSTypeNames)"'
    }
}
