function Get-ExTriageHelp {
    <#
    .SYNOPSIS
        Explains a code, a rule, a source, a fact, an outcome or a word of the rule language.

    .DESCRIPTION
        Says what a code such as XT0203 means and what to write instead, what a rule looks for and advises, which
        columns a source of evidence has and in which units, what a fact holds, and what a word or an operator of the
        rule language does, with examples.

        Without -Name, lists everything that there is help for.

    .PARAMETER Name
        What to explain: XT0203, services-left-disabled, setuplog.errors, exchange.build, within, -like, 'for each',
        suppress, Unknown ... What another language calls it leads there too: ==, waiver, regex. Wildcards are allowed. Upper and lower case do not matter. The codes of diagnostics and the ids of
        rules and results can be piped in.

    .PARAMETER RulePath
        Rule files (.exrule), and folders that hold some, whose rules are explained beside those of the module.

    .EXAMPLE
        Get-ExTriageHelp XT0203

        Says what is wrong when a rule file has this code, with a wrong and a right example.

    .EXAMPLE
        Get-ExTriageHelp setuplog.errors

        The columns of a source, with their types and units.

    .EXAMPLE
        Test-ExTriageRule -Path .\my-rules | Where-Object Code | Sort-Object -Property Code -Unique | Get-ExTriageHelp

        Explains whatever is wrong with your own rules.

    .EXAMPLE
        Get-ExTriageHelp -Name exchange.*

        Lists the facts about Exchange.

    .INPUTS
        ExTriage.Diagnostic, ExTriage.Rule, ExTriage.Result. Objects with a Code or a RuleId.

    .OUTPUTS
        ExTriage.Help, one for each topic:

        Name     the code, id or word
        Kind     Code, Lint, Rule, Source, Fact, Outcome, Keyword, Operator, Setting, Type, Function or Comment
        Title    what it is, in one sentence
        Text     all that is to be said about it
        Syntax   how a word of the language is written, in the notation of about_ExTriage_Language
        Example  lines of rule files that use it
        Link     where to read on

    .LINK
        Test-ExTriageRule

    .LINK
        Get-ExTriageRule

    .LINK
        about_ExTriage_Errors

    .LINK
        about_ExTriage_Language

    .LINK
        about_ExTriage_Sources
    #>
    [CmdletBinding()]
    [OutputType('ExTriage.Help')]
    param(
        [Parameter(Position = 0, ValueFromPipelineByPropertyName)]
        [Alias('Code', 'RuleId')]
        [ValidateNotNullOrEmpty()]
        [SupportsWildcards()]
        [ArgumentCompleter({ & (Get-Module -Name ExTriage) { Complete-ExTriageHelpName $args[0] } $args[2] })]
        [string[]] $Name,

        [ValidateNotNullOrEmpty()]
        [string[]] $RulePath
    )

    begin {
        try {
            $topics = @(Get-ExTriageHelpTopic -RulePath $RulePath -Cmdlet $PSCmdlet)
        } catch {
            $PSCmdlet.ThrowTerminatingError($_)
        }
        if (-not $Name -and -not $MyInvocation.ExpectingInput) {
            $topics | ConvertTo-ExTriageHelp -Short
        }
    }

    process {
        foreach ($wanted in $Name) {
            $found = @(Select-ExTriageHelpTopic -Topic $topics -Name $wanted -Cmdlet $PSCmdlet)
            # Many are a list to choose from; several meanings of one word are told in full.
            $isList = $found.Count -gt 1 -and [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($wanted)
            $found | ConvertTo-ExTriageHelp -Short:$isList
        }
    }
}
