# Windows PowerShell 5.1 runs the scripts of the module, and the first lines of those that build and test.
BeforeDiscovery {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $newer = @(
        @{ Case = 'a condition with ?:'; Text = '$a ? 1 : 2'; Says = '1: a condition with ?:' }
        @{ Case = '??'; Text = '$a ?? 1'; Says = '1: the operator ??' }
        @{ Case = '??='; Text = '$a ??= 1'; Says = '1: the operator ??=' }
        @{ Case = '?.'; Text = "`n`${a}?.Length"; Says = '2: the operator ?.' }
        @{ Case = '?[]'; Text = '${a}?[0]'; Says = '1: the operator ?`[`]' }
        @{ Case = '?? inside a text'; Text = '"a $($b ?? 1)"'; Says = '1: the operator ??' }
        @{ Case = '&&'; Text = 'Get-Item a && Get-Item b'; Says = '1: && or ||' }
        @{ Case = '||'; Text = 'Get-Item a || Get-Item b'; Says = '1: && or ||' }
        @{ Case = '& at the end'; Text = 'Get-Item a &'; Says = '1: & at the end' }
        @{ Case = 'a block clean'; Text = 'function f { process { } clean { } }'; Says = '1: a block clean' }
        @{ Case = 'an escape'; Text = '"`e[0m"'; Says = '1: the escapes*' }
        @{ Case = 'another escape'; Text = '"```u{2028}"'; Says = '1: the escapes*' }
        @{ Case = 'a binary number'; Text = '0b101'; Says = '1: the number 0b101' }
        @{ Case = 'an unsigned number'; Text = '10u'; Says = '1: the number 10u' }
        @{ Case = 'a variable'; Text = 'if ($IsWindows) { 1 }'; Says = '1: $IsWindows' }
        @{ Case = 'a variable beside the edition'; Text = 'if ($IsWindows -or $PSVersionTable.PSEdition -eq ''Desktop'') { 1 }'; Says = '1: $IsWindows' }
        @{ Case = 'a type behind another question'; Text = 'if ($a) { [semver] 1 }'; Says = '1: `[semver`]' }
        @{ Case = 'a type'; Text = '[semver] "1.0.0"'; Says = '1: `[semver`]' }
        @{ Case = 'an attribute'; Text = 'param([ArgumentCompletions(1)] $a)'; Says = '1: `[ArgumentCompletions`]' }
        @{ Case = 'a member'; Text = '[IO.Path]::GetRelativePath($a, $b)'; Says = '1: `[System.IO.Path`]::GetRelativePath' }
        @{ Case = 'a property'; Text = '[System.Environment]::ProcessId'; Says = '1: `[System.Environment`]::ProcessId' }
        @{ Case = 'an overload'; Text = '[IO.File]::Move($a, $b, $true)'; Says = '1: `[System.IO.File`]::Move' }
        @{ Case = 'a method'; Text = '$a.Contains("b", [StringComparison]::Ordinal)'; Says = '1: .Contains() with 2 arguments' }
        @{ Case = 'a character to join'; Text = '[string]::Join([char] 44, $a)'; Says = '1: `[string`]::Join with a character' }
        @{ Case = 'a text to split at'; Text = '$a.Split("ab")'; Says = '1: .Split() at a text*' }
        @{ Case = 'what does not parse'; Text = 'if ('; Says = '1: *' }
    )
    $sound = @(
        @{ Case = 'a wildcard'; Text = '$a -like "?.txt"; Get-Item ??.txt; $a | ? { $_ }' }
        @{ Case = 'a variable behind the edition'; Text = '$a = $PSVersionTable.PSEdition -eq ''Desktop'' -or $IsWindows' }
        @{ Case = 'a type for newer versions'; Text = 'if ($PSVersionTable.PSVersion.Major -ge 7) { [semver] 1 } else { 2 }' }
        @{ Case = 'a variable for the other edition'; Text = 'if ($PSVersionTable.PSEdition -eq ''Desktop'') { 1 } elseif ($IsLinux) { 2 } else { $IsMacOS }' }
        @{ Case = 'an escaped backtick'; Text = '"``e"; ''`e''' }
        @{ Case = 'numbers'; Text = '10kb; 0x1u; 1d; 10L; 1e3' }
        @{ Case = 'known overloads'; Text = '[IO.File]::Move($a, $b); $a.Contains("b"); [string]::Join(",", $a); $a.Split(","); $a.Replace("a", "b")' }
    )
    $commands = @(
        @{ Case = 'a command'; Text = 'Get-Uptime'; Says = '1: Get-Uptime is not in the list of commands' }
        @{ Case = 'a parameter'; Text = "`nConvertFrom-Json -AsHashtable"; Says = '2: ConvertFrom-Json -AsHashtable' }
        @{ Case = '-Parallel'; Text = '1 | ForEach-Object -Parallel { }'; Says = '1: ForEach-Object -Parallel' }
        @{ Case = 'a parameter inside a text'; Text = '"$(Get-Date -AsUTC)"'; Says = '1: Get-Date -AsUTC' }
        @{ Case = 'the short form of a parameter'; Text = 'Get-ChildItem -Rec'; Says = '1: Get-ChildItem -Rec' }
        @{ Case = 'Join-Path with three parts'; Text = 'Join-Path $a b c'; Says = '1: Join-Path with more than two parts' }
        @{ Case = 'Ignore on a function'; Text = 'Get-Own -ErrorAction Ignore'; Says = '1: -ErrorAction Ignore on the function Get-Own' }
        @{ Case = 'Ignore on a function of the script'; Text = 'function f { }; f -WarningAction:Ignore'; Says = '1: -WarningAction Ignore on the function f' }
    )
    $known = @(
        @{ Case = 'commands of 5.1'; Text = 'Get-ChildItem -LiteralPath a -Recurse -File -Verbose; ConvertFrom-Json -InputObject $a; Join-Path -Path $a -ChildPath b; 1 | ForEach-Object { $_ }' }
        @{ Case = 'a parameter for newer versions'; Text = 'if ($Version -ge [version] ''7.5'') { ConvertFrom-Json -InputObject $a -DateKind String }' }
        @{ Case = 'Ignore on a cmdlet'; Text = 'Get-Item -LiteralPath a -ErrorAction Ignore; Get-Own -ErrorAction SilentlyContinue' }
    )
}

BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    . (Join-Path $PSScriptRoot 'WindowsPowerShell/Compatibility.ps1')
    $list = Get-Content -LiteralPath (Join-Path $PSScriptRoot 'WindowsPowerShell/commands.json') -Raw | ConvertFrom-Json -AsHashtable
    # PowerShell does not tell upper from lower case.
    $commands = [System.Collections.Hashtable]::new($list, [System.StringComparer]::OrdinalIgnoreCase)
    $source = Join-Path $root 'powershell/ExTriage'
    $module = @(Get-ChildItem -LiteralPath $source -Recurse -Include '*.ps1', '*.psm1')
    # What builds and tries the module there. Another compiler is read in PowerShell 7 only.
    $builders = @(
        foreach ($name in 'build.ps1', 'demo.ps1') { Get-Item -LiteralPath (Join-Path $root "powershell/$name") }
        Get-ChildItem -LiteralPath (Join-Path $root 'powershell/build') -Filter '*.ps1' | Where-Object { $_.Name -ne 'Interop.Core.ps1' }
    )
}

Describe 'A script for Windows PowerShell 5.1' {
    It 'must not have <Case>' -ForEach $newer {
        Find-NewerSyntax -Text $Text | Select-Object -First 1 | Should -BeLike $Says
    }

    It 'may have <Case>' -ForEach $sound {
        Find-NewerSyntax -Text $Text | Should -BeNullOrEmpty
    }

    It 'must not use <Case>' -ForEach $commands {
        Find-NewerCommand -Text $Text -Known $commands -Own 'Get-Own' | Should -BeLike $Says
    }

    It 'may use <Case>' -ForEach $known {
        Find-NewerCommand -Text $Text -Known $commands -Own 'Get-Own' | Should -BeNullOrEmpty
    }
}

Describe 'The list of commands of 5.1' {
    It 'has the commands that scripts use and none that came later' {
        $commands.Count | Should -BeGreaterThan 200
        foreach ($name in 'Get-ChildItem', 'Import-Module', 'Get-FileHash', 'Select-String', 'Get-Acl', 'Get-WmiObject') {
            $commands.Contains($name) | Should -BeTrue -Because "$name is in 5.1"
        }
        foreach ($name in 'Get-Error', 'Test-Json', 'Remove-Service') {
            $commands.Contains($name) | Should -BeFalse -Because "$name is not in 5.1"
        }
        foreach ($name in $commands.Keys) {
            'AsHashtable' -in $commands[$name] -and $name -ne 'Group-Object' | Should -BeFalse
        }
    }
}

Describe 'The scripts of the module' {
    It 'are as Windows PowerShell 5.1 reads them' {
        $module.Count | Should -BeGreaterThan 30
        $findings = foreach ($file in $module) {
            Find-NewerSyntax -Text ([System.IO.File]::ReadAllText($file.FullName)) | ForEach-Object { "$($file.Name):$_" }
        }
        $findings -join "`n" | Should -BeNullOrEmpty
    }

    It 'use its commands' {
        $own = @($module | ForEach-Object { $_.BaseName })
        $findings = foreach ($file in $module) {
            Find-NewerCommand -Text ([System.IO.File]::ReadAllText($file.FullName)) -Known $commands -Own $own | ForEach-Object { "$($file.Name):$_" }
        }
        $findings -join "`n" | Should -BeNullOrEmpty
    }
}

Describe 'The scripts that build the module' {
    It 'are as Windows PowerShell 5.1 reads them' {
        $builders.Count | Should -BeGreaterThan 5
        $starts = @($builders) + (Get-Item -LiteralPath (Join-Path $root 'powershell/test.ps1'))
        $findings = foreach ($file in $starts) {
            $text = [System.IO.File]::ReadAllText($file.FullName)
            Find-NewerSyntax -Text $text | ForEach-Object { "$($file.Name):$_" }
            # A script without #requires may be read by another one only.
            if ($file.DirectoryName -eq (Join-Path $root 'powershell')) { $text | Should -Match '^#requires -Version 5\.1' }
            [regex]::Match($text, '[^\t\r\n\x20-\x7E].*').Value | Should -BeNullOrEmpty
        }
        $findings -join "`n" | Should -BeNullOrEmpty
    }

    It 'use its commands' {
        $own = @(foreach ($file in $builders) {
                $tree = [System.Management.Automation.Language.Parser]::ParseFile($file.FullName, [ref] $null, [ref] $null)
                $tree.FindAll({ param($node) $node -is [System.Management.Automation.Language.FunctionDefinitionAst] }, $true) | ForEach-Object { $_.Name }
            })
        $findings = foreach ($file in $builders) {
            Find-NewerCommand -Text ([System.IO.File]::ReadAllText($file.FullName)) -Known $commands -Own $own | ForEach-Object { "$($file.Name):$_" }
        }
        $findings -join "`n" | Should -BeNullOrEmpty
    }
}
