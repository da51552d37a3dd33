function Get-ExTriageHelpTopic {
    <#
    .SYNOPSIS
        Everything that there is help for: codes and words from the module's files, the others from the engine.
    .DESCRIPTION
        What does not depend on rule files is read once in a session. Where the engine cannot be loaded, the codes and
        words are there all the same, and a warning says why the others are not.
    #>
    [CmdletBinding()]
    param(
        [AllowNull()]
        [string[]] $RulePath,

        # The command on whose behalf errors and warnings are written.
        [Parameter(Mandatory)]
        [System.Management.Automation.PSCmdlet] $Cmdlet
    )

    if ($null -eq $script:HelpPages) {
        $folder = Get-ExTriageHelpFolder
        $script:HelpPages = @(
            Get-ChildItem -LiteralPath (Join-Path $folder 'codes') -Filter 'XT*.md' -File | Sort-Object -Property Name -Culture '' |
                ForEach-Object { ConvertTo-ExTriageCodeTopic -Text ([System.IO.File]::ReadAllText($_.FullName)) }
            foreach ($topic in (ConvertFrom-ExTriageJson ([System.IO.File]::ReadAllText((Join-Path $folder 'ExTriage.Language.json'))))) {
                $topic
            }
        )
    }
    $script:HelpPages
    try {
        if ($null -eq $script:HelpSources) {
            Initialize-ExTriageEngine
            $script:HelpSources = ConvertFrom-ExTriageJson ([ExTriage.Native.Engine]::Describe())
        }
        $description = $script:HelpSources
        $ruleSet = Get-ExTriageRuleSet -Source @(Get-ExTriageRuleSource -RulePath $RulePath -Cmdlet $Cmdlet)
    } catch {
        if ($RulePath) {
            throw
        }
        $Cmdlet.WriteWarning((ConvertTo-ExTriagePrintable "There is help for codes and words of the language alone: $($_.Exception.Message)"))
        return
    }
    foreach ($source in $description.Sources) {
        ConvertTo-ExTriageSourceTopic -Source $source
    }
    foreach ($fact in $description.Facts) {
        ConvertTo-ExTriageFactTopic -Fact $fact
    }
    foreach ($rule in $ruleSet.Rules) {
        ConvertTo-ExTriageRuleTopic -Rule $rule -Source $description.Sources
    }
}
