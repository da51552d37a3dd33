# ExTriage: finds known issues around Exchange updates. The engine beside it judges; this module asks and shows.

# First of all, since almost everything below is refused in such a session, with words that help nobody.
if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    throw "ExTriage cannot be imported: this session runs in $($ExecutionContext.SessionState.LanguageMode) mode, which does not let modules load code. Allow the module in the application control policy, or use a session in FullLanguage mode."
}

Set-StrictMode -Version 3.0

$script:ModuleRoot = $PSScriptRoot

# The functions, one a file. In a built module they stand here in place of these lines.
foreach ($folder in 'Private', 'Public') {
    foreach ($file in Get-ChildItem -LiteralPath (Join-Path $PSScriptRoot $folder) -Filter '*.ps1' -Recurse) {
        . $file.FullName
    }
}

# What the module keeps for the session: whether the engine is loaded, help that was read, and compiled rules by the
# text of their files.
$script:EngineIsLoaded = $false
$script:HelpPages = $null
$script:HelpSources = $null
# [ordered] @{} would take texts that differ in case alone, such as '\d' and '\D', for the same.
$script:RuleSets = [System.Collections.Specialized.OrderedDictionary]::new([System.StringComparer]::Ordinal)

Import-ExTriageView

$ExecutionContext.SessionState.Module.OnRemove = {
    # The library itself stays: neither edition of PowerShell can unload it.
    foreach ($ruleSet in $script:RuleSets.Values) {
        $ruleSet.Handle.Dispose()
    }
    $script:RuleSets.Clear()
}

Initialize-ExTriageSession
