function Invoke-ExTriage {
    <#
    .SYNOPSIS
        Finds known issues around Exchange updates on a server, on a copy of one, or in a setup log.

    .DESCRIPTION
        Evaluates every rule over one target and gives one result a rule. A result says whether the issue was
        detected, with the evidence for it, or why it was not, or what could not be examined: evidence that is
        missing or cannot be read gives the outcome Unknown and never Clear.

        The target is this server, unless -Path names a folder that holds a copied or mounted system drive, or
        -SetupLog or -Map name single files. Nothing is written to the target, and no network connection is opened.

        The rules come with the module. -RulePath adds your own; see about_ExTriage_Rules.

    .PARAMETER Path
        A folder that holds the content of a server's system drive: either the folders C, D, ... of its drives, or what
        the drive itself holds (ExchangeSetupLogs, Program Files, ...). A file facts.json beside them says what is not
        in files, such as the services; see about_ExTriage_Facts. Works on any machine.

    .PARAMETER Map
        Files of this machine that stand for files of the server: a table of Windows paths and file names, such as
        @{ 'C:\ExchangeSetupLogs\ExchangeSetup.log' = './setup.log' }. With -Path, they come before the folder's own.

    .PARAMETER SetupLog
        One or more ExchangeSetup.log, also by pipeline; each is a target of its own. The same as -Map with
        C:\ExchangeSetupLogs\ExchangeSetup.log.

    .PARAMETER RulePath
        Rule files (.exrule), and folders that hold some, to be used beside the rules that come with the module.

    .PARAMETER Id
        Ids of the rules to evaluate. Wildcards are allowed. An id that names no rule is an error.

    .PARAMETER Tag
        Evaluates only rules that have one of these tags. Wildcards are allowed.

    .PARAMETER Severity
        Evaluates only rules of these severities.

    .PARAMETER Phase
        Evaluates only rules that are for the time before, or after, an update.

    .PARAMETER Profile
        The name of a profile, which stands in a rule file that -RulePath names: it chooses rules and sets their
        parameters. A rule that it leaves out gives NotApplicable with the reason. Restricts what -Id, -Tag, -Severity
        and -Phase choose.

    .PARAMETER Parameter
        Values of the rules' parameters: a table of rules and of their parameters, such as
        @{ 'services-left-disabled' = @{ OffByDefault = 'MSExchangePOP3', 'MSExchangeIMAP4' } }. Get-ExTriageRule lists
        the parameters. Has the last word before a profile and the rule's own default. A value of another kind than the
        default, or one that nothing can be equal to, is an error.

    .PARAMETER Outcome
        Gives only results with these outcomes. All rules are evaluated all the same.

    .EXAMPLE
        Invoke-ExTriage

        Triages this server. Run it elevated, so that every log can be read.

    .EXAMPLE
        Invoke-ExTriage -Path D:\copy-of-ex01 -Outcome Detected | Format-List

        Shows in full what was detected on a copied system drive.

    .EXAMPLE
        Get-ChildItem \\share\logs -Recurse -Filter ExchangeSetup*.log | Invoke-ExTriage -Id setup-* -Outcome Detected, Unknown

        Looks through many setup logs; Target says which log a result is about.

    .EXAMPLE
        Invoke-ExTriage -RulePath .\contoso.exrule -Profile triage-only -Phase After

        Evaluates the rules that the organisation's own profile chooses for the time after an update. The waivers of
        the file count as well: what they waive has the outcome Waived, with the day and the reason.

    .EXAMPLE
        (Invoke-ExTriage -SetupLog .\ExchangeSetup.log -Outcome Detected).Findings.Evidence | Select-Object Path, Line, Time, Text

        The lines of the log that speak for what was detected.

    .INPUTS
        System.String, System.IO.FileInfo. Setup logs.

    .OUTPUTS
        ExTriage.Result, one for each rule and target:

        RuleId       the rule's id, stable for ever
        Title        what the rule is about
        Outcome      Detected, Clear, Unknown, NotApplicable, Blocked, Waived or Error
        Severity     Critical, High, Medium, Low or Information
        Target       what was looked at: a server's name, a folder or a file
        Findings     what was found, each with Message, Grade, EvidenceTotal and Evidence, each of which has
                     Path, ServerPath, Line, Offset, Time (UTC), Text and Values
        Reason       why the outcome is what it is, in one sentence
        Explanation  the deciding clauses of the rule, and the values that they saw
        Remedy       what to do: Title, Impact, Safety, Confirm, Steps, Undo, Otherwise; nothing unless detected

    .LINK
        Get-ExTriageRule

    .LINK
        about_ExTriage
    #>
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidAssignmentToAutomaticVariable', 'Profile', Justification = 'The parameter is called as users expect it; nothing here reads the automatic variable.')]
    [CmdletBinding()]
    [OutputType('ExTriage.Result')]
    param(
        [Parameter(Position = 0)]
        [ValidateNotNullOrEmpty()]
        [string] $Path,

        [ValidateNotNull()]
        [System.Collections.IDictionary] $Map,

        [Parameter(ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('FullName')]
        [ValidateNotNullOrEmpty()]
        [string[]] $SetupLog,

        [ValidateNotNullOrEmpty()]
        [string[]] $RulePath,

        [ValidateNotNullOrEmpty()]
        [SupportsWildcards()]
        [string[]] $Id,

        [ValidateNotNullOrEmpty()]
        [SupportsWildcards()]
        [string[]] $Tag,

        [ValidateSet('Information', 'Low', 'Medium', 'High', 'Critical')]
        [string[]] $Severity,

        [ValidateSet('Before', 'After')]
        [string] $Phase,

        [ValidateNotNullOrEmpty()]
        [Alias('RuleProfile')]
        [string] $Profile,

        [ValidateNotNull()]
        [System.Collections.IDictionary] $Parameter,

        [ValidateSet('Detected', 'Clear', 'Unknown', 'NotApplicable', 'Blocked', 'Waived', 'Error')]
        [string[]] $Outcome
    )

    begin {
        $setupLogPath = 'C:\ExchangeSetupLogs\ExchangeSetup.log'
        $takesMany = $MyInvocation.ExpectingInput -or @($SetupLog).Count -gt 1
        $folder = ''
        $mapped = [ordered] @{}
        try {
            # Files and folders first: a wrong path is told before rules are compiled.
            if ($Path) {
                $folder = Resolve-ExTriagePath -Path $Path -Kind Folder -Parameter '-Path' -Expected 'a folder that holds a copied or mounted system drive; a single setup log goes to -SetupLog' -Cmdlet $PSCmdlet
            }
            if ($PSBoundParameters.ContainsKey('Map')) {
                # An empty map is a script's mistake, and must not become a triage of this computer.
                if ($Map.Count -eq 0 -or $Map.Values -contains $null) {
                    throw (New-ExTriageErrorRecord -Id InvalidArgument -Message "-Map is empty, or has a Windows path without a file. -Map takes Windows paths and the files that stand for them: @{ 'C:\ExchangeSetupLogs\ServiceControl.log' = './ServiceControl.log' }." -TargetObject $Map)
                }
                foreach ($entry in $Map.GetEnumerator()) {
                    $mapped[[string] $entry.Key] = Resolve-ExTriagePath -Path ([string] $entry.Value) -Kind File -Parameter "-Map @{ '$($entry.Key)' }" -Expected 'a file of this machine for each Windows path' -Cmdlet $PSCmdlet
                }
            }
            $ruleSet = Import-ExTriageRuleSet -RulePath $RulePath -Cmdlet $PSCmdlet
            Assert-ExTriageProfileName -RuleSet $ruleSet -Name $Profile
            $isChosen = $Id -or $Tag -or $Severity -or $Phase
            $chosen = @(if ($isChosen) { Select-ExTriageRule -Rule $ruleSet.Rules -Id $Id -Tag $Tag -Severity $Severity -Phase $Phase -LeftOut $ruleSet.LeftOut })
            if ($isChosen -and -not $chosen.Count) {
                throw (New-ExTriageErrorRecord -Id RuleNotFound -Message 'No rule has all of what -Id, -Tag, -Severity and -Phase ask for. Get-ExTriageRule lists the rules.')
            }
            $triage = @{
                RuleSet     = $ruleSet
                RuleId      = [string[]] @($chosen | ForEach-Object { $_.RuleId })
                Folder      = $folder
                RuleProfile = $Profile
                Parameter   = @(ConvertTo-ExTriageParameterValue -Parameter $Parameter)
                Outcome     = $Outcome
            }
        } catch {
            $PSCmdlet.ThrowTerminatingError($_)
        }
    }

    process {
        try {
            if (-not $SetupLog) {
                # Without pipeline input this block runs once, for the target that the parameters name.
                if (-not $takesMany) {
                    $name = if ($folder) { $folder } elseif ($mapped.Count) { 'the given files' } else { 'this computer' }
                    Get-ExTriageResult @triage -Map $mapped -Name $name
                }
                return
            }
            foreach ($log in $SetupLog) {
                # One of many that is wrong is told and left out.
                $file = Resolve-ExTriagePath -Path $log -Kind File -Parameter '-SetupLog' -Expected 'an ExchangeSetup.log; a folder with a copy of a server goes to -Path' -Cmdlet $PSCmdlet -OneOfMany:$takesMany
                if (-not $file) {
                    continue
                }
                $files = [ordered] @{}
                foreach ($key in $mapped.Keys) {
                    $files[$key] = $mapped[$key]
                }
                $files[$setupLogPath] = $file
                Get-ExTriageResult @triage -Map $files -Name $file
            }
        } catch {
            $PSCmdlet.ThrowTerminatingError($_)
        }
    }
}
