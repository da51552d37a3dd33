BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $squeezed = "fixture one{exchange.installed=`$true}`n"
    $formatted = "fixture one {`n  exchange.installed = `$true`n}`n"

    function Set-RuleFile([string] $Path, [string] $Text, [System.Text.Encoding] $Encoding = [System.Text.UTF8Encoding]::new($false)) {
        $null = New-Item -ItemType Directory -Force -Path (Split-Path -Parent $Path)
        [System.IO.File]::WriteAllText($Path, $Text, $Encoding)
    }

    function Get-Digest([string] $Path) {
        (Get-FileHash -LiteralPath $Path).Hash
    }
}

Describe 'Format-ExTriageRule' {
    It 'formats files and folders, and says which it changed' {
        $folder = Join-Path $TestDrive 'some'
        Set-RuleFile -Path (Join-Path $folder 'a.exrule') -Text $squeezed
        Set-RuleFile -Path (Join-Path $folder 'deep/b.exrule') -Text $formatted
        Set-RuleFile -Path (Join-Path $folder 'c.txt') -Text $squeezed
        $files = @(Format-ExTriageRule -Path $folder)
        $files.Path | Should -Be @((Join-Path $folder 'a.exrule'), (Join-Path $folder 'deep/b.exrule'))
        $files.Changed | Should -Be @($true, $false)
        $files[0].Line | Should -Be 1
        $files[0].PSObject.TypeNames[0] | Should -BeExactly 'ExTriage.FormattedRule'
        [System.IO.File]::ReadAllText((Join-Path $folder 'a.exrule')) | Should -BeExactly $formatted
        [System.IO.File]::ReadAllText((Join-Path $folder 'c.txt')) | Should -BeExactly $squeezed
        @(Format-ExTriageRule -Path $folder).Changed | Should -Be @($false, $false)
        @(Get-ChildItem -LiteralPath $folder -Recurse -File).Count | Should -Be 3 -Because 'nothing else is left there'
    }

    It 'keeps encoding, byte order mark and line ends' -ForEach @(
        @{ Encoding = [System.Text.UTF8Encoding]::new($false) }
        @{ Encoding = [System.Text.UTF8Encoding]::new($true) }
        @{ Encoding = [System.Text.UnicodeEncoding]::new($false, $true) }
        @{ Encoding = [System.Text.UnicodeEncoding]::new($true, $true) }
    ) {
        foreach ($lineEnd in "`n", "`r`n") {
            $file = Join-Path $TestDrive 'encodings/a.exrule'
            $comment = "# " + [char] 0xE4 + [char] 0x65E5 + "`n"
            Set-RuleFile -Path $file -Text ($comment + $squeezed).Replace("`n", $lineEnd) -Encoding $Encoding
            (Format-ExTriageRule -Path $file).Changed | Should -BeTrue
            $expected = [byte[]] ($Encoding.GetPreamble() + $Encoding.GetBytes(($comment + $formatted).Replace("`n", $lineEnd)))
            [System.Convert]::ToHexString([System.IO.File]::ReadAllBytes($file)) | Should -BeExactly ([System.Convert]::ToHexString($expected))
        }
    }

    It 'writes nothing with -Check, and ends with an error where a file is not formatted' {
        $file = Join-Path $TestDrive 'check/a.exrule'
        Set-RuleFile -Path $file -Text "# One.`n$squeezed"
        $before = Get-Digest $file
        { Format-ExTriageRule -Path $file -Check } | Should -Throw -ErrorId 'ExTriage.NotFormatted,Format-ExTriageRule' -ExpectedMessage '1 of 1 *a.exrule*line 2*'
        $output = @(try { Format-ExTriageRule -Path $file -Check } catch { $_ })
        $seen = @($output | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.FormattedRule' })
        $seen[0].Changed | Should -BeTrue
        $seen[0].Line | Should -Be 2
        Get-Digest $file | Should -Be $before
        $null = Format-ExTriageRule -Path $file
        @(Format-ExTriageRule -Path $file -Check).Changed | Should -Be $false
    }

    It 'puts a brace on the line of what it opens, and the comment that kept it from there behind it' {
        $text = "rule g-a 'A' # t1`n{`n  detect # t2`n  {`n    when exchange.installed`n  }`n  finding 'f'`n}"
        $expected = "rule g-a 'A' { # t1`n  detect { # t2`n    when exchange.installed`n  }`n  finding 'f'`n}"
        $formatted = $text | Format-ExTriageRule
        $formatted | Should -BeExactly $expected
        $formatted | Format-ExTriageRule | Should -BeExactly $expected
    }

    It 'finds the rules of the module formatted' {
        @(Format-ExTriageRule -Path (Join-Path $modulePath 'rules') -Check | Where-Object Changed).Count | Should -Be 0
    }

    It 'asks first' {
        $file = Join-Path $TestDrive 'asks/a.exrule'
        Set-RuleFile -Path $file -Text $squeezed
        (Format-ExTriageRule -Path $file -WhatIf).Changed | Should -BeFalse
        [System.IO.File]::ReadAllText($file) | Should -BeExactly $squeezed
    }

    It 'formats text that is piped in, whole or line by line' {
        $squeezed | Format-ExTriageRule | Should -BeExactly $formatted.TrimEnd()
        'fixture one{', 'exchange.installed=$true', '}' | Format-ExTriageRule | Should -BeExactly $formatted.TrimEnd()
        { $squeezed | Format-ExTriageRule -Check } | Should -Throw -ErrorId 'ExTriage.NotFormatted*'
        { $formatted | Format-ExTriageRule -Check } | Should -Not -Throw
    }

    It 'takes files of Get-ChildItem' {
        $folder = Join-Path $TestDrive 'piped'
        Set-RuleFile -Path (Join-Path $folder 'a.exrule') -Text $squeezed
        (Get-ChildItem -LiteralPath $folder -Filter '*.exrule' | Format-ExTriageRule).Changed | Should -BeTrue
        { 5 | Format-ExTriageRule } | Should -Throw -ErrorId 'ExTriage.InvalidArgument*'
    }

    It 'leaves what cannot be read and tells why, with the place in the file as it is now' {
        $file = Join-Path $TestDrive 'broken/a.exrule'
        $broken = "test 'x' for y {`n    expect`n}`n"
        Set-RuleFile -Path $file -Text ($squeezed + $broken)
        $result = Format-ExTriageRule -Path $file -ErrorVariable errors -ErrorAction SilentlyContinue
        $result.Changed | Should -BeTrue
        [System.IO.File]::ReadAllText($file) | Should -BeExactly "$formatted`n$broken"
        $errors.Count | Should -Be 1
        $errors[0].FullyQualifiedErrorId | Should -Be 'ExTriage.RuleRejected,Format-ExTriageRule'
        $errors[0].TargetObject.Line | Should -Be 6
    }

    It 'needs a path or text' {
        (Get-Command -Name Format-ExTriageRule).Parameters['Path'].Attributes.Where({ $_ -is [Parameter] }).Mandatory | Should -Be $true
        { Format-ExTriageRule -Path (Join-Path $TestDrive 'nowhere') } | Should -Throw -ErrorId 'ExTriage.PathNotFound*'
    }
}

Describe 'A rule file that cannot be written' {
    BeforeEach {
        $file = Join-Path $TestDrive 'unwritable/a.exrule'
        Set-RuleFile -Path $file -Text $squeezed
        $before = Get-Digest $file
    }

    AfterEach {
        (Get-Item -LiteralPath $file).IsReadOnly = $false
        @(Get-ChildItem -LiteralPath (Split-Path -Parent $file) -Filter '*.tmp').Count | Should -Be 0
    }

    It 'is left alone when it is read-only, and the others are written' {
        $other = Join-Path $TestDrive 'unwritable/b.exrule'
        Set-RuleFile -Path $other -Text $squeezed
        (Get-Item -LiteralPath $file).IsReadOnly = $true
        $files = Format-ExTriageRule -Path (Split-Path -Parent $file) -ErrorVariable errors -ErrorAction SilentlyContinue
        $files.Changed | Should -Be @($false, $true)
        $errors[0].FullyQualifiedErrorId | Should -Be 'ExTriage.FileNotWritten,Format-ExTriageRule'
        $errors[0].Exception.Message | Should -Match 'a\.exrule.*read-only'
        Get-Digest $file | Should -Be $before
        Remove-Item -LiteralPath $other
    }

    It 'is left alone when it is a link' -Skip:($IsWindows) {
        $link = Join-Path $TestDrive 'unwritable/link.exrule'
        $null = New-Item -ItemType SymbolicLink -Path $link -Target $file
        (Format-ExTriageRule -Path $link -ErrorVariable errors -ErrorAction SilentlyContinue).Changed | Should -BeFalse
        $errors[0].Exception.Message | Should -Match 'link\.exrule.*is a link'
        (Get-Item -LiteralPath $link).LinkType | Should -Be 'SymbolicLink'
        Get-Digest $file | Should -Be $before
        Remove-Item -LiteralPath $link
    }

    It 'is left alone when it is no rule file' {
        $text = Join-Path $TestDrive 'unwritable/notes.txt'
        Set-RuleFile -Path $text -Text $squeezed
        $null = Format-ExTriageRule -Path $text -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].Exception.Message | Should -Match 'exrule'
        [System.IO.File]::ReadAllText($text) | Should -BeExactly $squeezed
    }

    It 'is left alone when somebody changed it meanwhile' {
        & (Get-Module -Name ExTriage) {
            param($file)
            function Test-Save {
                [CmdletBinding()]
                param($Path)
                Save-ExTriageRuleFile -Path $Path -Old 'what was read' -New 'what would be written' -Cmdlet $PSCmdlet
            }
            Test-Save -Path $file -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeFalse
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'ExTriage.FileNotWritten*'
            $errors[0].Exception.Message | Should -Match 'changed while'
        } $file
        Get-Digest $file | Should -Be $before
    }

    It 'keeps its permissions when it is written' -Skip:($IsWindows) {
        chmod 640 $file
        (Format-ExTriageRule -Path $file).Changed | Should -BeTrue
        (Get-Item -LiteralPath $file).UnixMode | Should -Be '-rw-r-----'
    }
}

Describe 'Test-ExTriageRule -Fix' {
    BeforeEach {
        $file = Join-Path $TestDrive 'fix/a.exrule'
        $text = @(
            "rule some-rule 'A rule' {"
            '  severity hihg'
            '  detect {'
            "    when server.name == 'EX01'"
            "    when 'too old' exchange.build -lt 15.2"
            '  }'
            "  finding 'f'"
            '}'
            ''
            'rule without-a-title {'
            '  detect { when exchange.installed }'
            "  finding 'f'"
            '}'
            ''
        ) -join "`r`n"
        Set-RuleFile -Path $file -Text $text -Encoding ([System.Text.UTF8Encoding]::new($true))
    }

    It 'writes what is certain, says what it replaced, and gives what is still wrong' {
        $output = @(Test-ExTriageRule -Path $file -Fix)
        $fixes = @($output | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.RuleFix' })
        ($fixes | ForEach-Object { "$($_.Code) $($_.Line):$($_.Column) $($_.Old) $($_.New) $($_.Applied)" }) | Should -Be @('XT0413 2:12 hihg high True', 'XT0201 4:22 == -eq True')
        $fixes.Path | Sort-Object -Unique | Should -Be $file
        $errors = @($output | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.Diagnostic' -and $_.Severity -eq 'Error' })
        $errors.Code | Should -Be @('XT0302', 'XT0414')
        $errors.Fix.Applicability | Should -Be @('Unsafe', 'DisplayOnly')
        [System.IO.File]::ReadAllText($file) | Should -BeExactly $text.Replace('hihg', 'high').Replace('==', '-eq')
        [System.IO.File]::ReadAllBytes($file)[0] | Should -Be 0xEF
        @(Test-ExTriageRule -Path $file -Fix | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.RuleFix' }).Count | Should -Be 0
    }

    It 'makes guesses when they are asked for, and never a placeholder' {
        $output = @(Test-ExTriageRule -Path $file -Fix -IncludeUnsafe)
        @($output | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.Diagnostic' -and $_.Severity -eq 'Error' }).Code | Should -Be 'XT0414'
        [System.IO.File]::ReadAllText($file) | Should -Match '-lt 15\.2\.0'
    }

    It 'writes nothing with -WhatIf, and shows what it would' {
        $output = @(Test-ExTriageRule -Path $file -Fix -WhatIf)
        @($output | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.RuleFix' }).Applied | Should -Be @($false, $false)
        @($output | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.Diagnostic' -and $_.Severity -eq 'Error' }).Code | Should -Be @('XT0413', 'XT0201', 'XT0302', 'XT0414')
        [System.IO.File]::ReadAllText($file) | Should -BeExactly $text
    }

    It 'mends all foreign operators of a line, also where -and and -or are mixed' {
        $file = Join-Path $TestDrive 'operators.exrule'
        $rule = "rule a 'b' {`n  detect {`n    `$a = first of service 'X'`n    `$c = first of service 'Y'`n    `$e = rows of service where Name -eq 'Z'`n    when {0}`n  }`n  finding 'f'`n}`n".Replace('{0}', '<0>')
        [System.IO.File]::WriteAllText($file, $rule.Replace('<0>', "`$a.Name == 'b' && `$c.Name != 'd' or exists `$e"))
        $given = @(Test-ExTriageRule -Path $file -Fix)
        [System.IO.File]::ReadAllText($file) | Should -BeExactly $rule.Replace('<0>', "`$a.Name -eq 'b' -and `$c.Name -ne 'd' -or exists `$e")
        @($given | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.RuleFix' }).New | Should -Be @('-eq', '-and', '-ne', '-or')
        @($given | Where-Object Severity -eq 'Error').Code | Should -Be 'XT0203'
    }

    It 'gives no error for another' {
        # The id in the right form would leave the test without its rule.
        $file = Join-Path $TestDrive 'traded.exrule'
        $text = "rule My_Rule 'b' {`n  severity high`n  detect {`n    when exchange.installed`n  }`n  finding 'f'`n}`n`ntest 'one' for My_Rule {`n  given exchange.installed = `$true`n  expect detected`n}`n"
        [System.IO.File]::WriteAllText($file, $text)
        $given = @(Test-ExTriageRule -Path $file -Fix)
        [System.IO.File]::ReadAllText($file) | Should -BeExactly $text
        $given | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.RuleFix' } | Should -BeNullOrEmpty
    }

    It 'leaves the rules of the module alone' {
        { Test-ExTriageRule -Fix } | Should -Throw -ErrorId 'ExTriage.InvalidArgument*' -ExpectedMessage '*-Path*'
        { Test-ExTriageRule -Path $file -IncludeUnsafe } | Should -Throw -ErrorId 'ExTriage.InvalidArgument*' -ExpectedMessage '*-Fix*'
    }

    It 'tells a file that cannot be written, and what is wrong in it all the same' {
        (Get-Item -LiteralPath $file).IsReadOnly = $true
        $output = @(Test-ExTriageRule -Path $file -Fix -ErrorVariable errors -ErrorAction SilentlyContinue)
        (Get-Item -LiteralPath $file).IsReadOnly = $false
        $errors[0].FullyQualifiedErrorId | Should -Be 'ExTriage.FileNotWritten,Test-ExTriageRule'
        @($output | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.Diagnostic' -and $_.Severity -eq 'Error' }).Count | Should -Be 4
        [System.IO.File]::ReadAllText($file) | Should -BeExactly $text
    }

    It 'shows both in their views' {
        $lines = Test-ExTriageRule -Path $file -Fix | Out-String -Width 100 -Stream
        $lines | Should -Contain 'fixed   XT0413: `hihg` is no severity'
        $lines | Should -Contain "        'hihg' becomes 'high'"
        (Format-ExTriageRule -Path $file | Out-String -Width 200) | Should -Match 'Changed\s+Line\s+Path'
    }
}
