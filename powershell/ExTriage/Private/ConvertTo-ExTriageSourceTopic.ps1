function ConvertTo-ExTriageSourceTopic {
    <#
    .SYNOPSIS
        The topic of a source, from the engine's description of it.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [psobject] $Source
    )

    $argument = switch ($Source.Argument) {
        'None' { 'nothing' }
        'Path' { 'a full Windows path' }
        'OptionalPath' { "a full Windows path; $($Source.Default) without one" }
        default { 'a name; all of them without one' }
    }
    $limits = @(
        if ($Source.Limits.Rows -gt 1) { "$($Source.Limits.Rows) rows"; "$($Source.Limits.RowBytes / 1MB) MiB in them" }
        if ($Source.Limits.TextBytes) { "$($Source.Limits.TextBytes / 1KB) KiB of a line or record" }
        if ($Source.Limits.FileBytes) { "$($Source.Limits.FileBytes / 1MB) MiB of a file that is read whole" }
    )
    $lines = @(
        $Source.Help
        ''
        "Argument: $argument"
        "Pattern: $(if ($Source.TakesPattern) { 'yes' } else { 'no' })"
        "Live: $(if ($Source.NeedsElevation) { 'needs an elevated session' } else { 'needs no elevation' })"
        "Offline: $($Source.Offline)"
        "At most: $($limits -join ', ')"
        ''
        foreach ($column in $Source.Columns) {
            $text = "$($column.Name): $($column.Type)"
            if ($column.Unit) { $text += ", $($column.Unit)" }
            $text += ". $($column.Help)"
            if (@($column.Values).Count) { $text += " One of $($column.Values -join ', ')." }
            if ($column.Localized) { $text += ' In the language of the server.' }
            $text
        }
    )
    [pscustomobject] @{
        Name    = $Source.Name
        Kind    = 'Source'
        Title   = ($Source.Help -split '(?<=\.) ')[0].TrimEnd('.')
        Text    = $lines -join "`n"
        Syntax  = @()
        Example = @()
        Link    = @('about_ExTriage_Sources')
        # setuplog is what a test is given; whoever asks for a column wants the sources that have it.
        Also    = @(($Source.Name -split '\.')[0]) + @($Source.Columns | ForEach-Object { $_.Name })
    }
}
