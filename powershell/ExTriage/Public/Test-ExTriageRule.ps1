function Test-ExTriageRule {
    <#
    .SYNOPSIS
        Checks rule files and runs the tests that stand in them.

    .DESCRIPTION
        Compiles rule files, gives everything that is wrong with them, and runs the tests of the rules that are sound.
        Tests bring their own evidence, so that this works on any machine. Without -Path, the rules that come with the
        module are checked.

    .PARAMETER Path
        Rule files (.exrule), and folders that hold some. They may refer to the rules that come with the module, about
        which nothing is told then; a rule of the same id takes the place of the module's own.

    .PARAMETER Id
        Ids of the rules whose tests are run. Wildcards are allowed. An id that names no rule is an error. Diagnostics
        are given for all files.

    .PARAMETER CI
        Ends with an error when a file has an error, a test failed, or there was no test at all. For build servers.

    .EXAMPLE
        Test-ExTriageRule

        Runs the tests of the rules that come with the module.

    .EXAMPLE
        Test-ExTriageRule -Path .\my-rules | Where-Object Passed -eq $false | Format-List

        Shows which tests of your own rules failed and why.

    .EXAMPLE
        Test-ExTriageRule -Path .\my-rules -CI

        The same on a build server: the step fails when something is wrong.

    .OUTPUTS
        ExTriage.Diagnostic, one for each problem in a rule file:

        Code      stable code such as XT0101
        Severity  Error (the item was left out), Warning or Information
        Message   what is wrong
        Path      the rule file
        Line      where, from 1
        Column    where, from 1
        Text      the problem as it is shown: the place with carets, and what to write instead
        Help      what to write instead
        Fix       a replacement that mends it, where there is one

        ExTriage.RuleTest, one for each test and each of its cases:

        RuleId    the rule
        Name      the test's name
        Passed    whether all that it expects holds
        Reason    what differs
        Path      the rule file
        Line      the test's line in it

    .LINK
        Get-ExTriageRule

    .LINK
        about_ExTriage_Rules
    #>
    [CmdletBinding()]
    [OutputType('ExTriage.Diagnostic', 'ExTriage.RuleTest')]
    param(
        [Parameter(Position = 0)]
        [Alias('RulePath')]
        [ValidateNotNullOrEmpty()]
        [string[]] $Path,

        [ValidateNotNullOrEmpty()]
        [SupportsWildcards()]
        [string[]] $Id,

        [switch] $CI
    )

    try {
        $sources = @(Get-ExTriageRuleSource -RulePath $Path -Parameter '-Path' -WithoutShipped:([bool] $Path) -Cmdlet $PSCmdlet)
        $library = @(if ($Path) { Get-ExTriageRuleSource -Cmdlet $PSCmdlet })
        $ruleSet = Get-ExTriageRuleSet -Source $sources -Library $library
        $own = @($ruleSet.Rules | Where-Object { $_.Path -in $sources.origin })
        $ruleSet.Diagnostics
        $tests = 0
        $failed = 0
        if ($own.Count -gt 0) {
            $ruleIds = [string[]] @(Select-ExTriageRule -Rule $own -Id $Id | ForEach-Object { $_.RuleId })
            $request = @{ kind = 'test'; select = @{ ids = $ruleIds } }
            Invoke-ExTriageJob -RuleSet $ruleSet -Request $request -Activity 'Tests of rules' | Where-Object { $_.Event -eq 'test' } | ForEach-Object {
                $tests++
                $failed += [int] (-not $_.Test.Passed)
                $_.Test | Select-Object -Property RuleId, Name, Passed, Reason, Path, Line | Add-ExTriageTypeName RuleTest
            }
        }
        $errors = @($ruleSet.Diagnostics | Where-Object { $_.Severity -eq 'Error' }).Count
        if ($CI -and ($errors -gt 0 -or $failed -gt 0 -or $tests -eq 0)) {
            $message = if ($tests -eq 0 -and $errors -eq 0) { 'There was no test to run.' } else { "$errors error(s) in rule files; $failed of $tests test(s) failed." }
            throw (New-ExTriageErrorRecord -Id RuleTestFailed -Message $message)
        }
    } catch {
        $PSCmdlet.ThrowTerminatingError($_)
    }
}
