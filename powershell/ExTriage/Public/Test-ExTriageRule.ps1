function Test-ExTriageRule {
    <#
    .SYNOPSIS
        Checks rule files and runs the tests that stand in them.

    .DESCRIPTION
        Compiles rule files, gives everything that is wrong with them, and runs the tests of the rules that are sound.
        Tests bring their own evidence, so that this works on any machine. Without -Path, the rules that come with the
        module are checked.

        Then it says how much of each rule its tests have seen: each 'when' must have been true and false, each row of a
        table that the rule asks must have been chosen, the plan must have been expected, and the rule must have been
        unknown at least once. The last object sums all of it up.

    .PARAMETER Path
        Rule files (.exrule), and folders that hold some. They may refer to the rules that come with the module, about
        which nothing is told then; a rule of the same id takes the place of the module's own.

    .PARAMETER Id
        Ids of the rules whose tests are run. Wildcards are allowed. An id that names no rule is an error. Diagnostics
        are given for all files.

    .PARAMETER CI
        Ends with an error when a file has an error or cannot be read, a test failed, there was no test at all, or the
        tests see less of a rule than -MinimumCoverage asks for. For build servers: after all results are given and
        -OutputFile is written, the error ends the script that called as well, and a powershell -File or -Command then
        ends with the exit code 1. -ErrorAction does not silence it; try and catch do.

    .PARAMETER MinimumCoverage
        With -CI: the least share of each rule, in percent, that its tests must have seen. 0 where it is not given. A
        rule without a test has seen nothing.

    .PARAMETER Fix
        Makes the fixes that are certain: in the files of -Path, what a diagnostic says to write is written, and what is
        still wrong is given after it. A fix that would leave a file with more errors, or with another error for
        the one that it mends, is not made. -WhatIf shows the fixes.

    .PARAMETER IncludeUnsafe
        With -Fix: makes the fixes as well that are a guess, or that change what a rule says.

    .PARAMETER OutputFile
        Writes the results to this file as well, for a build server. Errors in rule files are cases that failed, files
        that cannot be read are cases with an error. A file that is there is replaced.

    .PARAMETER OutputFormat
        The form of -OutputFile, by the names that Pester has for them: JUnitXml (the default), NUnit3, and NUnitXml or
        NUnit2.5 for the form of NUnit 2.5.

    .EXAMPLE
        Test-ExTriageRule

        Runs the tests of the rules that come with the module.

    .EXAMPLE
        Test-ExTriageRule -Path .\my-rules | Where-Object Passed -eq $false | Format-List

        Shows which tests of your own rules failed and why.

    .EXAMPLE
        Test-ExTriageRule -Path .\my-rules -CI

        The same on a build server: the step fails when something is wrong.

    .EXAMPLE
        Test-ExTriageRule -Path .\my-rules -CI -MinimumCoverage 90 -OutputFile results.xml -OutputFormat JUnitXml

        Fails also where the tests see less than 90 percent of a rule, and leaves the results for the build server.

    .EXAMPLE
        Test-ExTriageRule -Path .\my-rules -Fix -WhatIf

        Shows what would be replaced in your rule files. Without -WhatIf it is.

    .EXAMPLE
        Test-ExTriageRule -Path .\my-rules | Where-Object Missing | Select-Object -ExpandProperty Missing

        Lists what the tests have not seen, each with Path, Line and Message.

    .OUTPUTS
        ExTriage.RuleFix, one for each replacement of -Fix:

        Code      the code of what it mends
        Path      the rule file
        Line      where, when it was made
        Column    where, when it was made
        Old       what stood there
        New       what stands there now
        Message   what was wrong
        Applied   whether it was written

        ExTriage.Diagnostic, one for each problem in a rule file:

        Code      stable code such as XT0101
        Severity  Error (the item was left out), Warning or Information
        Message   what is wrong
        Path      the rule file
        Line      where, from 1
        Column    where, from 1
        Text      the problem as it is shown: the place with carets, and what to write instead
        Help      what to write instead
        Fix       a replacement that mends it, where there is one: its place, Text, and Applicability, which is Safe
                  (-Fix makes it), Unsafe (-Fix -IncludeUnsafe makes it) or DisplayOnly (its words are yours to choose)

        ExTriage.RuleTest, one for each test and each of its cases:

        RuleId    the rule
        Name      the test's name
        Passed    whether all that it expects holds
        Reason    what differs
        Path      the rule file
        Line      the test's line in it
        Seconds   how long it took

        ExTriage.RuleCoverage, one for each rule whose tests were run:

        RuleId        the rule
        Whens         how many conditions it has
        WhensCovered  how many of them were true and false
        Rows          how many rows the tables have that it asks
        RowsCovered   how many of them were chosen
        Plans         1 where it has a remedy
        PlansCovered  1 where a test expects its plan
        Outcomes      the outcomes that its tests saw
        Share         how much of all this they saw, in percent, rounded down to a tenth
        Missing       what they did not see, each with Path, Line and Message

        ExTriage.RuleTestSummary, at last: Rules, Tests, TestsPassed, TestsFailed, TestsNotRun (they, or what they refer
        to, have errors; such a rule has no coverage), Errors, Warnings, Unreadable, Empty,
        the sums of the coverage, Share and Seconds. Files that cannot be read count as errors, and stand in Unreadable
        with Path and Message; empty ones count as warnings, and Empty has their paths. A link below a folder is not
        followed and counts as unreadable. It has no Passed, so that Where-Object Passed chooses tests alone.

    .LINK
        Get-ExTriageRule

    .LINK
        Format-ExTriageRule

    .LINK
        about_ExTriage_Rules
    #>
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType('ExTriage.RuleFix', 'ExTriage.Diagnostic', 'ExTriage.RuleTest', 'ExTriage.RuleCoverage', 'ExTriage.RuleTestSummary')]
    param(
        [Parameter(Position = 0)]
        [Alias('RulePath')]
        [ValidateNotNullOrEmpty()]
        [string[]] $Path,

        [ValidateNotNullOrEmpty()]
        [SupportsWildcards()]
        [string[]] $Id,

        [switch] $CI,

        [ValidateRange(0, 100)]
        [double] $MinimumCoverage,

        [switch] $Fix,

        [switch] $IncludeUnsafe,

        [ValidateNotNullOrEmpty()]
        [string] $OutputFile,

        [ValidateSet('JUnitXml', 'NUnit3', 'NUnitXml', 'NUnit2.5')]
        [string] $OutputFormat = 'JUnitXml'
    )

    # By path, in the order in which they were met; the files are read twice where -Fix has changed some.
    $unreadable = New-Object System.Collections.Specialized.OrderedDictionary
    $told = 0
    $tell = {
        while ($told -lt $unreadable.Count) {
            $PSCmdlet.WriteError($unreadable[$told++].Record)
        }
    }
    try {
        if ($PSBoundParameters.ContainsKey('MinimumCoverage') -and -not $CI) {
            throw (New-ExTriageErrorRecord -Id InvalidArgument -Message '-MinimumCoverage is for -CI, which fails where the tests see less.')
        }
        if ($Fix -and -not $Path) {
            throw (New-ExTriageErrorRecord -Id InvalidArgument -Message '-Fix changes rule files: name yours by -Path. The rules that come with the module stay as they are.')
        }
        if ($IncludeUnsafe -and -not $Fix) {
            throw (New-ExTriageErrorRecord -Id InvalidArgument -Message '-IncludeUnsafe is for -Fix.')
        }
        $report = if ($OutputFile) { $PSCmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath($OutputFile) }
        $started = [datetime]::UtcNow
        $sources = @(Get-ExTriageRuleSource -RulePath $Path -Parameter '-Path' -WithoutShipped:([bool] $Path) -Unreadable $unreadable -Cmdlet $PSCmdlet)
        $library = @(if ($Path) { Get-ExTriageRuleSource -Cmdlet $PSCmdlet })
        if ($Fix) {
            $replacements = @(Update-ExTriageRuleFile -Source $sources -Library $library -IncludeUnsafe:$IncludeUnsafe -Cmdlet $PSCmdlet)
            foreach ($replacement in $replacements) {
                $replacement
            }
            if ($replacements | Where-Object { $_.Applied }) {
                $sources = @(Get-ExTriageRuleSource -RulePath $Path -Parameter '-Path' -WithoutShipped -Unreadable $unreadable -Cmdlet $PSCmdlet)
            }
        }
        $ruleSet = Get-ExTriageRuleSet -Source $sources -Library $library
        # Not one file may have been readable.
        $origins = @($sources | ForEach-Object { $_.origin })
        $own = @($ruleSet.Rules | Where-Object { $_.Path -in $origins })
        $ruleSet.Diagnostics
        $tests = New-Object System.Collections.Generic.List[object]
        $coverages = New-Object System.Collections.Generic.List[object]
        # The tests of a file may be of rules that come with the module; what they see of these is not all that is tested.
        $ownIds = @($own | ForEach-Object { $_.RuleId })
        if ($sources) {
            $ruleIds = [string[]] @(Select-ExTriageRule -Rule $ruleSet.Rules -Id $Id -LeftOut $ruleSet.LeftOut | ForEach-Object { $_.RuleId })
            $request = @{ kind = 'test'; select = @{ ids = $ruleIds } }
            Invoke-ExTriageJob -RuleSet $ruleSet -Request $request -Activity 'Tests of rules' | ForEach-Object {
                if ($_.Event -eq 'test') {
                    $test = $_.Test | Select-Object -Property RuleId, Name, Passed, Reason, Path, Line, Seconds | Add-ExTriageTypeName RuleTest | ConvertTo-ExTriagePrintableTree
                    $tests.Add($test)
                    $test
                } elseif ($_.Event -eq 'coverage' -and $_.Coverage.RuleId -in $ownIds) {
                    foreach ($gap in $_.Coverage.Missing) { $null = Add-ExTriageTypeName CoverageGap $gap }
                    $coverages.Add(($_.Coverage | Add-ExTriageTypeName RuleCoverage | ConvertTo-ExTriagePrintableTree))
                }
            }
        }
        $coverages
        $given = @{
            Diagnostic = @($ruleSet.Diagnostics)
            Test       = $tests.ToArray()
            TestNotRun = @(if (-not $Id) { $ruleSet.LeftOut | Where-Object { $_.Kind -eq 'test' } })
            Coverage   = $coverages.ToArray()
            Unreadable = @($unreadable.Values)
        }
        $summary = New-ExTriageTestSummary @given -EmptyFile @($sources | Where-Object { -not $_.text } | ForEach-Object { $_.origin })
        $summary
        if ($report) {
            Export-ExTriageTestReport -Path $report -Format $OutputFormat -Group @(ConvertTo-ExTriageTestCase @given) -Started $started
        }
        # After the report, which a session that stops at the first error wants all the same.
        . $tell
        if (-not $CI) {
            return
        }
        if ($summary.Errors -gt 0 -or $summary.TestsFailed -gt 0 -or $summary.Tests -eq 0) {
            $message = if ($summary.Tests -eq 0 -and $summary.Errors -eq 0) { 'There was no test to run.' } else { "$($summary.Errors) error(s) in rule files; $($summary.TestsFailed) of $($summary.Tests) test(s) failed$(if ($summary.TestsNotRun) { "; $($summary.TestsNotRun) could not be run" })." }
            if ($unreadable.Count -gt 0) {
                $message += " $($unreadable.Count) file(s) could not be read: $(@($unreadable.Keys | ForEach-Object { "'$_'" }) -join ', ')."
            }
            throw (New-ExTriageErrorRecord -Id RuleTestFailed -Message $message -TargetObject @($unreadable.Keys))
        }
        $short = @($coverages | Where-Object { $_.Share -lt $MinimumCoverage })
        if ($short) {
            $invariant = [cultureinfo]::InvariantCulture
            $lines = foreach ($coverage in $short) {
                "$($coverage.RuleId): $($coverage.Share.ToString('0.#', $invariant))%"
                foreach ($gap in $coverage.Missing) { "  $($gap.Path):$($gap.Line): $($gap.Message)" }
            }
            $message = "The tests see less than $($MinimumCoverage.ToString('0.#', $invariant))% of $($short.Count) rule(s):`n$($lines -join "`n")"
            throw (New-ExTriageErrorRecord -Id CoverageTooLow -Message $message -TargetObject $short)
        }
    } catch {
        $problem = $_
        . $tell
        if ($CI) {
            # This one ends the script that called, too, so that its process gives an exit code; the other would end
            # the statement alone. It is not to be silenced.
            $ErrorActionPreference = 'Stop'
            throw $problem
        }
        $PSCmdlet.ThrowTerminatingError($problem)
    }
}
