function New-ExTriageTestSummary {
    <#
    .SYNOPSIS
        What a run of tests gives in all: counts of diagnostics, tests and of what the tests have seen.
    #>
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Makes an object and changes nothing.')]
    [CmdletBinding()]
    [OutputType('ExTriage.RuleTestSummary')]
    param(
        # Files that could not be read, as Write-ExTriageFileProblem keeps them.
        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [object[]] $Unreadable,

        # The paths of files that are empty.
        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [string[]] $EmptyFile,

        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [object[]] $Diagnostic,

        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [object[]] $Test,

        # Tests that could not be loaded, as the engine's report of compiling has them.
        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [object[]] $TestNotRun,

        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [object[]] $Coverage
    )

    # Measure-Object gives nothing for nothing.
    $sum = {
        param($objects, $name)
        $total = 0
        foreach ($each in $objects) { $total += $each.$name }
        $total
    }
    $whens = & $sum $Coverage Whens
    $rows = & $sum $Coverage Rows
    $plans = & $sum $Coverage Plans
    $seen = (& $sum $Coverage WhensCovered) + (& $sum $Coverage RowsCovered) + (& $sum $Coverage PlansCovered)
    $unknown = @($Coverage | Where-Object { $_.Outcomes -contains 'Unknown' }).Count
    $all = $whens + $rows + $plans + $Coverage.Count
    [pscustomobject] @{
        Rules        = $Coverage.Count
        Tests        = $Test.Count
        TestsPassed  = @($Test | Where-Object { $_.Passed }).Count
        TestsFailed  = @($Test | Where-Object { -not $_.Passed }).Count
        TestsNotRun  = $TestNotRun.Count
        Errors       = @($Diagnostic | Where-Object { $_.Severity -eq 'Error' }).Count + $Unreadable.Count
        Warnings     = @($Diagnostic | Where-Object { $_.Severity -eq 'Warning' }).Count + $EmptyFile.Count
        Unreadable   = @($Unreadable | ForEach-Object { Add-ExTriageTypeName RuleFileProblem ([pscustomobject] @{ Path = $_.Path; Message = $_.Message }) })
        Empty        = $EmptyFile
        Whens        = $whens
        WhensCovered = & $sum $Coverage WhensCovered
        Rows         = $rows
        RowsCovered  = & $sum $Coverage RowsCovered
        Plans        = $plans
        PlansCovered = & $sum $Coverage PlansCovered
        # Rounded down, so that 100 means all.
        Share        = if ($all) { [Math]::Floor(1000 * ($seen + $unknown) / $all) / 10 } else { 0 }
        Seconds      = [Math]::Round((& $sum $Test Seconds), 3)
    } | Add-ExTriageTypeName RuleTestSummary | ConvertTo-ExTriagePrintableTree
}
