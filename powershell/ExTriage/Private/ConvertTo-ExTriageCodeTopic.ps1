function ConvertTo-ExTriageCodeTopic {
    <#
    .SYNOPSIS
        The topic of a code, from its page: a title, what is wrong, a wrong and a right example.
    #>
    [CmdletBinding()]
    param(
        # The page, in Markdown.
        [Parameter(Mandatory)]
        [string] $Text
    )

    $lines = New-Object System.Collections.Generic.List[string]
    $paragraph = New-Object System.Collections.Generic.List[string]
    $name, $title, $isExample = '', '', $false
    $example = New-Object System.Collections.Generic.List[string]
    $endParagraph = {
        if ($paragraph.Count) { $lines.Add($paragraph -join ' '); $paragraph.Clear() }
    }
    foreach ($line in $Text -split '\r?\n') {
        if ($line -match '^```') {
            # An example of a clause is indented as in its rule.
            $indent = ($example | Where-Object { $_ } | ForEach-Object { $_.Length - $_.TrimStart().Length } | Measure-Object -Minimum).Minimum
            $example | ForEach-Object { $lines.Add($(if ($_) { '    ' + $_.Substring($indent) } else { '' })) }
            $example.Clear()
            $isExample = -not $isExample
        } elseif ($isExample) {
            $example.Add($line.TrimEnd())
        } elseif ($line -match '^# (\S+) - (.*)$') {
            $name, $title = $Matches[1], $Matches[2]
        } elseif ($line -match '^## (.*)$') {
            . $endParagraph
            # The text begins with what is wrong; that needs no heading.
            if ($Matches[1] -notin 'What is wrong', 'More') { $lines.Add("$($Matches[1]):") }
        } elseif ($line) {
            $paragraph.Add($line)
        } else {
            . $endParagraph
            $lines.Add('')
        }
    }
    . $endParagraph
    [pscustomobject] @{
        Name    = $name
        Kind    = if ($name -like 'XT1*') { 'Lint' } else { 'Code' }
        Title   = $title
        Text    = (($lines -join "`n") -replace '\n{3,}', "`n`n").Trim("`n")
        Syntax  = @()
        Example = @()
        Link    = @('about_ExTriage_Errors')
    }
}
