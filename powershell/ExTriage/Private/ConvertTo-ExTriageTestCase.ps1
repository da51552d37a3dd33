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

    $errors = @($Diagnostic | Where-Object { $_.Severity -eq 'Error' })
    if ($errors -or $Unreadable -or $TestNotRun) {
        $cases = @(
            foreach ($file in $Unreadable) {
                [pscustomobject] @{
                    Name    = "$([System.IO.Path]::GetFileName($file.Path)) cannot be read"
                    Seconds = 0
                    IsError = $true
                    Message = $file.Message
                    Text    = $file.Path
                }
            }
            foreach ($one in $TestNotRun) {
                [pscustomobject] @{
                    Name    = $one.Name
                    Seconds = 0
                    IsError = $true
                    Message = 'The test could not be run, because it, or what it refers to, has errors.'
                    Text    = "$($one.Path):$($one.Line)"
                }
            }
            foreach ($found in $errors) {
                [pscustomobject] @{
                    Name    = "$($found.Code) in $([System.IO.Path]::GetFileName($found.Path)), line $($found.Line)"
                    Seconds = 0
                    IsError = $false
                    Message = $found.Message
                    Text    = $found.Text
                }
            }
        )
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
    foreach ($ruleId in @($Coverage | ForEach-Object { $_.RuleId }) + @($testsOf.Keys | Where-Object { -not $seenOf[$_] } | Sort-Object)) {
        $cases = foreach ($one in $testsOf[$ruleId]) {
            [pscustomobject] @{
                Name    = $one.Name
                Seconds = $one.Seconds
                IsError = $false
                Message = if ($one.Passed) { '' } else { $one.Reason }
                Text    = "$($one.Path):$($one.Line)"
            }
        }
        [pscustomobject] @{ Name = $ruleId; Coverage = $seenOf[$ruleId]; Cases = @($cases) }
    }
}
