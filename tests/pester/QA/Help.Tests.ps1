BeforeDiscovery {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
    $commands = foreach ($command in Get-Command -Module ExTriage) {
        @{
            Name       = $command.Name
            Parameters = @($command.Parameters.Keys | Where-Object { $_ -notin $common } | ForEach-Object { @{ Parameter = $_ } })
        }
    }
    $topics = @('about_ExTriage', 'about_ExTriage_Rules', 'about_ExTriage_Facts', 'about_ExTriage_Errors', 'about_ExTriage_Language', 'about_ExTriage_Sources')
}

BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
}

Describe 'Help of <Name>' -ForEach $commands {
    BeforeAll {
        $help = Get-Help -Name $Name -Full
    }

    It 'says in one sentence what it is for' {
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match '^\s*\w+-\w+ \[' -Because 'the syntax is no synopsis'
        $help.Synopsis.Trim() | Should -Match '\.$'
    }

    It 'describes itself' {
        ($help.Description | Out-String).Trim().Length | Should -BeGreaterThan 100
    }

    It 'has two examples with a command and an explanation each' {
        $examples = @($help.Examples.Example)
        $examples.Count | Should -BeGreaterOrEqual 2
        foreach ($example in $examples) {
            $example.Code | Should -Match ([regex]::Escape($Name))
            ($example.Remarks | Out-String).Trim() | Should -Not -BeNullOrEmpty
        }
    }

    It 'shows one example with a pipeline' {
        @($help.Examples.Example.Code) -match '\|' | Should -Not -BeNullOrEmpty
    }

    It 'has examples that PowerShell can parse' {
        foreach ($example in $help.Examples.Example) {
            $errors = $null
            $null = [System.Management.Automation.Language.Parser]::ParseInput($example.Code, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty
        }
    }

    It 'describes -<Parameter>' -ForEach $Parameters {
        $text = (Get-Help -Name $Name -Parameter $Parameter).Description | Out-String
        $text.Trim().Length | Should -BeGreaterThan 20
    }

    It 'names the types of its objects' {
        $outputs = $help.ReturnValues | Out-String
        foreach ($type in (Get-Command -Name $Name).OutputType.Name) {
            $outputs | Should -Match ([regex]::Escape($type))
        }
    }

    It 'leads on' {
        $help.RelatedLinks.NavigationLink | Should -Not -BeNullOrEmpty
    }
}

Describe 'Topic <_>' -ForEach $topics {
    BeforeAll {
        $path = Join-Path $modulePath "en-US/$_.help.txt"
        $lines = [System.IO.File]::ReadAllLines($path)
    }

    It 'is in the built module and fits 80 columns' {
        # Examples of the codes keep their lines, as they stand in rule files.
        $prose = if ($_ -eq 'about_ExTriage_Errors') { $lines -notmatch '^ {6}' } else { $lines }
        ($prose | Measure-Object -Property Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }

    It 'has the headings that Get-Help looks for' {
        $lines[0] | Should -BeExactly 'TOPIC'
        $lines[1].Trim() | Should -BeExactly $_
        $lines | Should -Contain 'SHORT DESCRIPTION'
        $lines | Should -Contain 'SEE ALSO'
    }
}

Describe 'What the topics say' {
    It 'lists every error id of the module, and no other' {
        $source = [System.IO.File]::ReadAllText((Join-Path $root 'powershell/ExTriage/Private/New-ExTriageErrorRecord.ps1'))
        $set = [regex]::Match($source, 'ValidateSet\(([^)]*)\)').Groups[1].Value
        $known = [regex]::Matches($set, "'(\w+)'") | ForEach-Object { $_.Groups[1].Value }
        $topic = [System.IO.File]::ReadAllText((Join-Path $modulePath 'en-US/about_ExTriage.help.txt'))
        $listed = [regex]::Matches($topic, '(?m)^    ExTriage\.(\w+)') | ForEach-Object { $_.Groups[1].Value }
        # Stopped goes with the pipeline that was stopped.
        ($listed | Sort-Object) -join ' ' | Should -BeExactly ((@($known) -ne 'Stopped' | Sort-Object) -join ' ')
    }

    It 'names every fact that rules can name' {
        $topic = [System.IO.File]::ReadAllText((Join-Path $modulePath 'en-US/about_ExTriage_Facts.help.txt'))
        $facts = (& (Get-Module -Name ExTriage) { Initialize-ExTriageEngine; ConvertFrom-ExTriageJson ([ExTriage.Native.Engine]::Describe()) }).Facts
        $facts.Count | Should -BeGreaterThan 20
        foreach ($fact in $facts) {
            $topic | Should -Match ('\b' + $fact.Name.Split('.')[-1] + '\b') -Because "$($fact.Name) is a fact"
        }
    }

    It 'has a rule that works as it stands' {
        $topic = [System.IO.File]::ReadAllText((Join-Path $modulePath 'en-US/about_ExTriage_Rules.help.txt'))
        $blocks = [regex]::Matches($topic, '(?ms)^    (rule|test) .*?^    \}') | ForEach-Object { $_.Value }
        $blocks.Count | Should -Be 3
        $file = Join-Path $TestDrive 'topic.exrule'
        [System.IO.File]::WriteAllText($file, (($blocks -join "`n") -replace '(?m)^    ', ''))
        $output = @(Test-ExTriageRule -Path $file)
        $output | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.Diagnostic' } | Should -BeNullOrEmpty
        @($output | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.RuleTest' -and $_.Passed }).Count | Should -Be 2
    }
}
