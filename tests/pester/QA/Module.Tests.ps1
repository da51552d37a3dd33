BeforeDiscovery {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $analyzer = Get-Module -ListAvailable -Name PSScriptAnalyzer | Select-Object -First 1
}

BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $source = Join-Path $root 'powershell/ExTriage'
    $scripts = @(Get-ChildItem -LiteralPath $source -Recurse -Include '*.ps1', '*.psm1')
}

Describe 'The manifest' {
    BeforeAll {
        $manifest = Import-PowerShellDataFile -LiteralPath (Join-Path $source 'ExTriage.psd1')
    }

    It 'is valid' {
        Test-ModuleManifest -Path (Join-Path $modulePath 'ExTriage.psd1') -ErrorAction Stop | Should -Not -BeNullOrEmpty
    }

    It 'has the version of the engine' {
        $cargo = [System.IO.File]::ReadAllText((Join-Path $root 'Cargo.toml'))
        $cargo | Should -Match "(?m)^version = `"$([regex]::Escape($manifest.ModuleVersion))`"`$"
    }

    It 'is for both editions' {
        $manifest.CompatiblePSEditions | Should -Contain 'Desktop'
        $manifest.CompatiblePSEditions | Should -Contain 'Core'
        $manifest.PowerShellVersion | Should -Be '5.1'
        $manifest.DotNetFrameworkVersion | Should -Be '4.6.2'
        $manifest.ContainsKey('ProcessorArchitecture') | Should -BeFalse -Because 'not every platform reads it'
    }

    It 'exports the public functions by name and nothing else' {
        $public = Get-ChildItem -LiteralPath (Join-Path $source 'Public') -Filter '*.ps1' | ForEach-Object { $_.BaseName } | Sort-Object
        ($manifest.FunctionsToExport | Sort-Object) -join ' ' | Should -BeExactly ($public -join ' ')
        ((Get-Module -Name ExTriage).ExportedCommands.Keys | Sort-Object) -join ' ' | Should -BeExactly ($public -join ' ')
        foreach ($kind in 'CmdletsToExport', 'VariablesToExport', 'AliasesToExport') {
            $manifest[$kind].Count | Should -Be 0
        }
    }
}

Describe 'The shipped files' {
    It 'are pure ASCII' {
        $files = Get-ChildItem -LiteralPath $modulePath -Recurse -Include '*.ps1', '*.psm1', '*.psd1', '*.ps1xml', '*.txt', '*.exrule', '*.json', '*.md'
        $files += Get-ChildItem -LiteralPath $source -Recurse -File -Include '*.ps1', '*.psm1', '*.psd1', '*.ps1xml', '*.txt', '*.cs'
        @($files).Count | Should -BeGreaterThan 10
        foreach ($file in $files) {
            $text = [System.Text.Encoding]::GetEncoding('iso-8859-1').GetString([System.IO.File]::ReadAllBytes($file.FullName))
            [regex]::Match($text, '[^\t\r\n\x20-\x7E].*').Value | Should -BeNullOrEmpty -Because "$($file.FullName) is read by Windows PowerShell in the code page of the server"
        }
    }

    It 'hold one function a file, with the name of the file' {
        foreach ($file in $scripts | Where-Object { $_.Extension -eq '.ps1' }) {
            $tree = [System.Management.Automation.Language.Parser]::ParseFile($file.FullName, [ref] $null, [ref] $null)
            $functions = @($tree.EndBlock.Statements | ForEach-Object { $_.Name })
            $functions -join ' ' | Should -BeExactly $file.BaseName
        }
    }

    It 'use no wildcard export, no Write-Host and no Import-Clixml' {
        foreach ($file in $scripts) {
            $text = [System.IO.File]::ReadAllText($file.FullName)
            $text | Should -Not -Match 'Write-Host|Import-Clixml|Invoke-Expression|Export-ModuleMember'
        }
    }

    It 'are made into a module that does not dot-source its functions' {
        $merged = Join-Path $modulePath 'ExTriage.psm1'
        $tree = [System.Management.Automation.Language.Parser]::ParseFile($merged, [ref] $null, [ref] $null)
        $dotted = $tree.EndBlock.Statements.FindAll({ param($node) $node -is [System.Management.Automation.Language.CommandAst] -and $node.InvocationOperator -eq 'Dot' -and $node.CommandElements[0].Extent.Text -match '\.ps1|FullName' }, $true)
        @($dotted).Count | Should -Be 0
        @($tree.EndBlock.Statements | Where-Object { $_ -is [System.Management.Automation.Language.FunctionDefinitionAst] }).Count |
            Should -Be @($scripts | Where-Object { $_.Extension -eq '.ps1' }).Count
    }
}

Describe 'The analyzer' {
    It 'finds nothing' -Skip:(-not $analyzer) {
        Import-Module -Name PSScriptAnalyzer
        $settings = Join-Path $root 'powershell/PSScriptAnalyzerSettings.psd1'
        $findings = foreach ($folder in 'powershell', 'tests/servers', 'tests/windows') {
            # The analyzer runs its rules side by side and now and then trips over itself; findings are never lost by
            # asking again.
            for ($try = 1; ; $try++) {
                try {
                    Invoke-ScriptAnalyzer -Path (Join-Path $root $folder) -Recurse -Settings $settings -ErrorAction Stop
                    break
                } catch [System.NullReferenceException] {
                    if ($try -eq 3) { throw }
                }
            }
        }
        ($findings | ForEach-Object { "$($_.ScriptName):$($_.Line) $($_.RuleName): $($_.Message)" }) -join "`n" | Should -BeNullOrEmpty
    }
}
