BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $kept = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    $description = & (Get-Module -Name ExTriage) { Initialize-ExTriageEngine; ConvertFrom-ExTriageJson ([ExTriage.Native.Engine]::Describe()) }

    function Get-Page([string] $Name) {
        Get-ExTriageHelp -Name $Name -ErrorAction Stop | Out-String -Width 100
    }
}

AfterAll {
    $PSStyle.OutputRendering = $kept
}

Describe 'Get-ExTriageHelp' {
    It 'explains a code with a wrong and a right example' {
        $help = Get-ExTriageHelp xt0203
        $help.Name | Should -BeExactly 'XT0203'
        $help.Kind | Should -BeExactly 'Code'
        $help.Title | Should -Match 'parentheses'
        $help.Text | Should -Match '(?s)Wrong:.*-or.*Right:.*\(.*-or.*\)'
        $help.Text | Should -Not -Match '```|^#'
        $help.Link | Should -Contain 'about_ExTriage_Errors'
    }

    It 'has a page for every code that the engine can give' {
        $codes = [regex]::Matches([System.IO.File]::ReadAllText((Join-Path $root 'src/diagnostic/code.rs')), '"(XT\d{4})"') | ForEach-Object { $_.Groups[1].Value }
        $codes.Count | Should -BeGreaterThan 50
        $pages = Get-ExTriageHelp | Where-Object { $_.Kind -in 'Code', 'Lint' }
        $pages.Name -join ' ' | Should -BeExactly (($codes | Sort-Object) -join ' ')
        foreach ($page in $pages) {
            $page.Title.Length | Should -BeGreaterThan 10
            $page.Text | Should -Match '(?s)\S.*Wrong:.*Right:' -Because $page.Name
        }
    }

    It 'explains every source with columns, types, units, words, argument, elevation, offline form and limits' {
        foreach ($source in $description.Sources) {
            $help = Get-ExTriageHelp $source.Name | Where-Object Kind -eq 'Source'
            foreach ($column in $source.Columns) {
                $expected = "$($column.Name): $($column.Type)"
                if ($column.Unit) { $expected += ", $($column.Unit)" }
                $help.Text | Should -Match ('(?m)^' + [regex]::Escape("$expected. "))
            }
            foreach ($part in 'Argument', 'Pattern', 'Live', 'Offline', 'At most') {
                $help.Text | Should -Match "(?m)^${part}: \S" -Because $source.Name
            }
        }
        (Get-ExTriageHelp file).Text | Should -Match 'Size: Size, bytes\.'
        (Get-ExTriageHelp service).Text | Should -Match 'One of Automatic, Manual, Disabled'
        (Get-ExTriageHelp setuplog.errors).Text | Should -Match 'ExchangeSetup\.log without one'
        (Get-ExTriageHelp textlog).Text | Should -Match '100000 rows, 64 MiB in them, 64 KiB of a line'
    }

    It 'explains every fact' {
        foreach ($fact in $description.Facts) {
            $help = Get-ExTriageHelp $fact.Name
            $help.Kind | Should -BeExactly 'Fact'
            $help.Text | Should -Match "Type: $($fact.Type)"
        }
        (Get-ExTriageHelp exchange.generation).Text | Should -Match 'Type: Number, year'
    }

    It 'explains a rule with all that it says about itself' {
        $help = Get-ExTriageHelp SERVICES-left-disabled
        $rule = Get-ExTriageRule -Id services-left-disabled
        $help.Kind | Should -BeExactly 'Rule'
        $help.Title | Should -BeExactly $rule.Title
        foreach ($part in $rule.Help, $rule.Severity, $rule.Tags[0], "`$$($rule.Parameters[0].Name)", $rule.Remedy.Title, "($($rule.Remedy.Safety))", $rule.Sources[0], "Pack: $($rule.Pack.Name)", "Tests: $($rule.Tests)", $rule.Path) {
            $help.Text | Should -Match ([regex]::Escape($part))
        }
        $help.Link | Should -Contain $rule.References[0].Url
        (Get-ExTriageHelp security-update-missing).Text | Should -Match 'CVEs: .*CVE-2021-26855'
    }

    It 'explains rules of the user' {
        $file = Join-Path $TestDrive 'my.exrule'
        [System.IO.File]::WriteAllText($file, "rule my-own 'My own rule' {`n  formerly my-old`n  detect { when 'it is there' exchange.installed }`n  finding 'found'`n}`n")
        (Get-ExTriageHelp my-own -RulePath $file).Title | Should -BeExactly 'My own rule'
        (Get-ExTriageHelp my-old -RulePath $file).Name | Should -BeExactly 'my-own'
    }

    It 'explains <Name>, a word of the language' -ForEach @(
        @{ Name = 'within'; Kind = 'Keyword'; Shows = '7d' }
        @{ Name = 'for each'; Kind = 'Keyword'; Shows = 'in \$stuck' }
        @{ Name = 'rows of'; Kind = 'Keyword'; Shows = 'rows of service' }
        @{ Name = 'waive'; Kind = 'Keyword'; Shows = 'until 2027-06-30' }
        @{ Name = 'reboot'; Kind = 'Keyword'; Shows = 'step reboot' }
    ) {
        $help = Get-ExTriageHelp -Name $Name
        $help.Kind | Should -BeExactly $Kind
        $help.Example -join "`n" | Should -Match $Shows
        $help.Syntax | Should -Not -BeNullOrEmpty
        $help.Text | Should -Not -BeNullOrEmpty
    }

    It 'explains operators, outcomes, settings, types and functions' {
        (Get-ExTriageHelp '-like').Kind | Should -BeExactly 'Operator'
        (Get-ExTriageHelp '-like').Text | Should -Match 'version with version pattern'
        (Get-ExTriageHelp '??').Kind | Should -BeExactly 'Operator'
        (Get-ExTriageHelp NotApplicable).Kind | Should -BeExactly 'Outcome'
        (Get-ExTriageHelp severity).Text | Should -Match 'critical: '
        (Get-ExTriageHelp versions).Kind | Should -BeExactly 'Type'
        (Get-ExTriageHelp lookup).Kind | Should -BeExactly 'Function'
    }

    It 'has an answer for every keyword of the grammar' {
        $grammar = [System.IO.File]::ReadAllText((Join-Path $root 'grammar/extriage.pest'))
        $keywords = foreach ($line in [regex]::Matches($grammar, '(?m)^[KA]_\w+ *= *@\{(.*)\}')) {
            [regex]::Matches($line.Groups[1].Value, '"([^"]+)"') | ForEach-Object { $_.Groups[1].Value }
        }
        $keywords = @($keywords | Sort-Object -Unique)
        $keywords.Count | Should -BeGreaterThan 65
        foreach ($keyword in $keywords) {
            $help = @(Get-ExTriageHelp $keyword -ErrorAction Stop)
            $help.Name | Should -Contain $keyword
            $help[0].Text | Should -Not -BeNullOrEmpty -Because $keyword
        }
    }

    It 'leads from <Word> to <Name>' -ForEach @(
        @{ Word = 'suppress'; Name = 'suppress' }
        @{ Word = 'suppression'; Name = 'suppress' }
        @{ Word = '# suppress:'; Name = 'suppress' }
        @{ Word = '#'; Name = 'comment' }
        @{ Word = 'tests'; Name = 'test' }
        @{ Word = 'waiver'; Name = 'waive' }
        @{ Word = 'profiles'; Name = 'profile' }
        @{ Word = 'Parameter'; Name = 'param' }
        @{ Word = 'case'; Name = 'cases' }
        @{ Word = 'foreach'; Name = 'for each' }
        @{ Word = 'critical'; Name = 'severity' }
        @{ Word = 'before'; Name = 'phase' }
        @{ Word = 'compromise'; Name = 'grade' }
        @{ Word = 'always'; Name = 'confirm' }
        @{ Word = '=='; Name = '-eq' }
        @{ Word = '&&'; Name = '-and' }
        @{ Word = '!'; Name = '-not' }
        @{ Word = '$null'; Name = 'exists' }
        @{ Word = '$true'; Name = 'bool' }
        @{ Word = 'here-string'; Name = 'string' }
        @{ Word = 'regex'; Name = '-match' }
    ) {
        (Get-ExTriageHelp $Word -ErrorAction Stop).Name | Should -BeExactly $Name
    }

    It 'leads from a family of sources and from a column to the sources' {
        (Get-ExTriageHelp setuplog).Name | Should -Contain 'setuplog.runs'
        (Get-ExTriageHelp StartType).Name | Should -Be @('service', 'servicecontrol')
    }

    It 'has none for blanks, and says so' {
        Get-ExTriageHelp ' ' -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -Be 'ExTriage.HelpNotFound,Get-ExTriageHelp'
    }

    It 'says how a lint is suppressed' {
        $help = Get-ExTriageHelp suppress
        $help.Kind | Should -BeExactly 'Comment'
        $help.Text | Should -Match 'because'
        $help.Example -join "`n" | Should -Match '# suppress: XT1004 because'
    }

    It 'tells every meaning of a word, and the words of a phrase' {
        (Get-ExTriageHelp unknown).Kind | Sort-Object | Should -Be @('Keyword', 'Outcome')
        (Get-ExTriageHelp 'undo  automatic').Name | Should -Be @('undo', 'automatic')
    }

    It 'lists all topics without a name, and the ones that a wildcard finds' {
        $all = @(Get-ExTriageHelp)
        $all.Count | Should -BeGreaterThan 200
        $all | ForEach-Object { $_.PSObject.TypeNames[1] } | Sort-Object -Unique | Should -BeExactly 'ExTriage.Help'
        ($all.Kind | Sort-Object -Unique) -join ' ' | Should -Match '^Code Comment Fact Function Keyword (Lint )?Operator Outcome Rule Setting Source Type$'
        $views = @(Get-ExTriageHelp -Name 'setuplog.*')
        $views.Kind | Sort-Object -Unique | Should -BeExactly 'Source'
        $views.Count | Should -Be 9
        $lines = $views | Out-String -Stream -Width 100
        $lines -match '^setuplog\.errors\s+Source\s+\S' | Should -HaveCount 1
    }

    It 'takes codes of diagnostics and ids of rules from the pipeline' {
        $file = Join-Path $TestDrive 'wrong.exrule'
        [System.IO.File]::WriteAllText($file, "rule my-own 'x' {`n  detect { when 'a' exchange.generation == 2019 }`n  finding 'found'`n}`n")
        $codes = Test-ExTriageRule -Path $file | Where-Object { $_.PSObject.Properties['Code'] } | Sort-Object -Property Code -Unique
        ($codes | Get-ExTriageHelp).Name | Should -Contain 'XT0201'
        (Get-ExTriageRule -Id setup-pending-reboot | Get-ExTriageHelp).Name | Should -BeExactly 'setup-pending-reboot'
    }

    It 'says what was probably meant, and goes on with the other names' {
        $help = Get-ExTriageHelp -Name setuplog.erors, until -ErrorVariable errors -ErrorAction SilentlyContinue
        $help.Name | Should -BeExactly 'until'
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'ExTriage.HelpNotFound,Get-ExTriageHelp'
        $errors[0].Exception.Message | Should -Match "Did you mean 'setuplog\.errors'"
        { Get-ExTriageHelp -Name 'zz*' -ErrorAction Stop } | Should -Throw -ErrorId 'ExTriage.HelpNotFound*'
        { Get-ExTriageHelp -Name 'XT[' -ErrorAction Stop } | Should -Throw -ErrorId 'ExTriage.InvalidArgument*'
    }

    It 'completes names' {
        $names = (TabExpansion2 -inputScript 'Get-ExTriageHelp setuplog.e' -cursorColumn 27).CompletionMatches.CompletionText
        $names | Should -Be @('setuplog.errors')
        (TabExpansion2 -inputScript 'Get-ExTriageHelp for' -cursorColumn 20).CompletionMatches.CompletionText | Should -Contain "'for each'"
        (TabExpansion2 -inputScript 'Get-ExTriageHelp xt0' -cursorColumn 20).CompletionMatches.Count | Should -BeGreaterThan 50
    }

    It 'gives copies' {
        (Get-ExTriageHelp within).Title = 'changed'
        (Get-ExTriageHelp within).Title | Should -Not -Be 'changed'
    }
}

Describe 'The page of a topic' {
    It 'reads as a page: name, title, text, examples as they stand, where to read on' {
        $page = Get-Page XT0102
        $page | Should -Match '(?m)^XT0102 \(code\)\r?$'
        $page | Should -Match '(?m)^          detect \{\r?$'
        $page | Should -Match 'More: about_ExTriage_Errors'
        Get-Page within | Should -Match '(?s)Syntax:.*"within".*Example:.*within 7d'
    }

    It 'fits 80 columns but for lines of rule files' {
        foreach ($name in 'XT0203', 'setuplog.runs', 'services-left-disabled', 'exchange.build', '-like') {
            $long = (Get-Page $name) -split '\r?\n' | Where-Object { $_.Length -gt 80 -and $_ -notmatch '^ {8}' -and $_ -notmatch '[\\/]rules[\\/]|https://' }
            $long | Should -BeNullOrEmpty -Because $name
        }
    }

    It 'is led to by a diagnostic' {
        $file = Join-Path $TestDrive 'list.exrule'
        [System.IO.File]::WriteAllText($file, "rule my-own 'x' {`n  detect { when 'a' exchange.generation == 2019 }`n  finding 'found'`n}`n")
        Test-ExTriageRule -Path $file | Format-List | Out-String -Width 100 | Should -Match 'More\s+: Get-ExTriageHelp XT0201'
    }
}

Describe 'Help in another language' {
    It 'comes from the folder of that language, and from en-US where there is none' {
        $module = Get-Module -Name ExTriage
        $folder = Join-Path $TestDrive 'module'
        $null = New-Item -ItemType Directory -Path (Join-Path $folder 'de/codes'), (Join-Path $folder 'en-US/codes')
        $found = & $module {
            param($folder)
            $kept = $script:ModuleRoot
            try {
                $script:ModuleRoot = $folder
                Get-ExTriageHelpFolder -Culture 'de-AT', 'de'
                Get-ExTriageHelpFolder -Culture 'fr-FR', 'fr'
                Get-ExTriageHelpFolder
            } finally {
                $script:ModuleRoot = $kept
            }
        } $folder
        $found | Split-Path -Leaf | Should -Be @('de', 'en-US', 'en-US')
    }
}
