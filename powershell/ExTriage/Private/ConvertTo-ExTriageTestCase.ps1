function ConvertTo-ExTriageTestCase {
    <#
    .SYNOPSIS
        Diagnostics and tests as the cases of a test report, in groups: one for each rule, and one for the rule files.
    .DESCRIPTION
        Gives objects with Name, Coverage and Cases, each of which has Name, Seconds, Message (empty where it
        passed), Text, and IsError where it could not be run. Each error in a rule file is a case that failed; each
        file that cannot be read is one that could not be run.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        # Files that could not be read, as Write-ExTriageFileProblem keeps them.
        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [object[]] $Unreadable,

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

    $case = {
        param([string] $name, [string] $message, [string] $text, [double] $seconds = 0, [switch] $isError)
        [pscustomobject] @{ Name = $name; Seconds = $seconds; IsError = [bool] $isError; Message = $message; Text = $text }
    }
    $cases = @(
        foreach ($file in $Unreadable) {
            & $case "$([System.IO.Path]::GetFileName($file.Path)) cannot be read" $file.Message $file.Path -isError
        }
        foreach ($one in $TestNotRun) {
            & $case $one.Name 'The test could not be run, because it, or what it refers to, has errors.' "$($one.Path):$($one.Line)" -isError
        }
        foreach ($found in $Diagnostic | Where-Object { $_.Severity -eq 'Error' }) {
            & $case "$($found.Code) in $([System.IO.Path]::GetFileName($found.Path)), line $($found.Line)" $found.Message $found.Text
        }
    )
    if ($cases) {
        [pscustomobject] @{ Name = 'rule files'; Coverage = $null; Cases = $cases }
    }
    # A rule without a test has no case; what its tests have not seen is told all the same. A rule of the module, and one
    # that has tests which could not be run, has no coverage.
    $testsOf = @{}
    foreach ($group in $Test | Group-Object -Property RuleId) {
        $testsOf[$group.Name] = $group.Group
    }
    $seenOf = @{}
    foreach ($one in $Coverage) {
        $seenOf[$one.RuleId] = $one
    }
    foreach ($ruleId in @($Coverage | ForEach-Object { $_.RuleId }) + @($testsOf.Keys | Where-Object { -not $seenOf[$_] } | Sort-Object -Culture '')) {
        $cases = foreach ($one in $testsOf[$ruleId]) {
            & $case $one.Name $(if (-not $one.Passed) { $one.Reason }) "$($one.Path):$($one.Line)" $one.Seconds
        }
        [pscustomobject] @{ Name = $ruleId; Coverage = $seenOf[$ruleId]; Cases = @($cases) }
    }
}
