# The tests that stand in the rules.
[CmdletBinding()]
param([switch] $CI)

. (Join-Path $PSScriptRoot 'Part.ps1')
Import-Module -Name (Join-Path $module 'ExTriage.psd1')
try {
    $tests = @(Test-ExTriageRule -CI -ErrorAction Stop | Tee-Object -Variable seen | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.RuleTest' })
    Add-Outcome -Kind passed -Number $tests.Count
} catch {
    $seen | Where-Object { $_.PSObject.Properties['Passed'] -and -not $_.Passed } | Format-List -Property RuleId, Name, Reason, Path, Line | Out-String -Width 160
    $seen | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.Diagnostic' } | Out-String -Width 160
    $good = @($seen | Where-Object { $_.PSObject.Properties['Passed'] -and $_.Passed }).Count
    $bad = @($seen | Where-Object { $_.PSObject.Properties['Passed'] -and -not $_.Passed }).Count
    Add-Outcome -Kind passed -Number $good
    Add-Outcome -Kind failed -Number ([Math]::Max(1, $bad)) -What $_.Exception.Message
}
Complete-Part
