function ConvertTo-ExTriageTestCase {
    <#
    .SYNOPSIS
        Diagnostics and tests as the cases of a test report, in groups: one for each rule, and one for the rule files.
    .DESCRIPTION
        Gives objects with Name, Coverage and Cases, each of which has Name, Seconds, Message (empty where it
        passed) and Text. Each error in a rule file is a case that failed.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [object[]] $Diagnostic,

        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [object[]] $Test,

        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [object[]] $Coverage
    )

    $errors = @($Diagnostic | Where-Object { $_.Severity -eq 'Error' })
    if ($errors) {
        $cases = foreach ($found in $errors) {
            [pscustomobject] @{
                Name    = "$($found.Code) in $([System.IO.Path]::GetFileName($found.Path)), line $($found.Line)"
                Seconds = 0
                Message = $found.Message
                Text    = $found.Text
            }
        }
        [pscustomobject] @{ Name = 'rule files'; Coverage = $null; Cases = @($cases) }
    }
    # A rule without a test has no case; what its tests have not seen is told all the same.
    $testsOf = @{}
    foreach ($group in $Test | Group-Object -Property RuleId) {
        $testsOf[$group.Name] = $group.Group
    }
    foreach ($rule in $Coverage) {
        $cases = foreach ($one in $testsOf[$rule.RuleId]) {
            [pscustomobject] @{
                Name    = $one.Name
                Seconds = $one.Seconds
                Message = if ($one.Passed) { '' } else { $one.Reason }
                Text    = "$($one.Path):$($one.Line)"
            }
        }
        [pscustomobject] @{ Name = $rule.RuleId; Coverage = $rule; Cases = @($cases) }
    }
}
