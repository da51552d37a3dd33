BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
}

Describe 'Rules that are nested deeply' {
    # PowerShell for Windows runs the same script: see powershell/test.ps1.
    It 'are compiled or refused on any stack, and the process lives on' {
        $output = Join-Path $TestDrive 'depth.json'
        $shell = (Get-Process -Id $PID).Path
        $said = & $shell -NoProfile -File (Join-Path $root 'tests/windows/depth.ps1') -Root $root -Module $modulePath -Output $output 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$said"
        $answers = Get-Content -LiteralPath $output -Raw | ConvertFrom-Json
        $answers.'parentheses, 64 deep' | Should -Match '^Ok 1 rules'
        $answers.'parentheses, 100,000 deep' | Should -Be 'RulesRejected 0 rules XT0701'
        $answers.'after all of them' | Should -Match 'security-update-missing'
    }
}
