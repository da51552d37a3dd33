function Format-ExTriageRule {
    <#
    .SYNOPSIS
        Writes rule files in the one form that rule files have.

    .DESCRIPTION
        Two blanks for each level, one clause a line, values and the bars of tables aligned, lines of at most 100
        columns where they can be broken. Comments, text in quotes and here-strings stay as they are, and so do line
        ends, encoding and byte order mark. What a rule says does not change.

        An item that cannot be read stays as it is, with an error that says why; the others are formatted.

    .PARAMETER Path
        Rule files (.exrule), and folders that hold some. Links below a folder are not followed.

    .PARAMETER InputObject
        The text of one rule file, whole or line by line; its formatted text is given back and no file is written. Files
        of Get-ChildItem are taken as if they were given to -Path.

    .PARAMETER Check
        Writes nothing, and ends with an error where a file is not formatted. For build servers.

    .EXAMPLE
        Format-ExTriageRule -Path .\my-rules

        Formats every rule file below a folder.

    .EXAMPLE
        Format-ExTriageRule -Path .\my-rules -Check | Where-Object Changed

        Lists the files that are not formatted, each with its first line that differs, and fails where there is one.

    .EXAMPLE
        Get-Clipboard | Format-ExTriageRule | Set-Clipboard

        Formats a rule on the clipboard.

    .INPUTS
        System.String, System.IO.FileInfo

    .OUTPUTS
        ExTriage.FormattedRule, one for each file:

        Path     the rule file
        Changed  whether its text was changed; with -Check, whether it would be
        Line     the first line that differs; empty where none does

        System.String, the formatted text, for text that was piped in.

    .LINK
        Test-ExTriageRule

    .LINK
        about_ExTriage_Rules
    #>
    [CmdletBinding(DefaultParameterSetName = 'Path', SupportsShouldProcess)]
    [OutputType('ExTriage.FormattedRule', [string])]
    param(
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Path')]
        [Alias('RulePath')]
        [ValidateNotNullOrEmpty()]
        [string[]] $Path,

        [Parameter(Mandatory, ValueFromPipeline, ParameterSetName = 'InputObject')]
        [AllowEmptyString()]
        [object] $InputObject,

        [switch] $Check
    )

    begin {
        $paths = New-Object System.Collections.Generic.List[string]
        $lines = New-Object System.Collections.Generic.List[string]
        if ($Path) {
            $paths.AddRange($Path)
        }
    }

    process {
        if ($InputObject -is [System.IO.FileSystemInfo]) {
            $paths.Add($InputObject.FullName)
        } elseif ($InputObject -is [string]) {
            $lines.Add($InputObject)
        } elseif ($null -ne $InputObject) {
            $message = "-InputObject takes text and files of Get-ChildItem, and this is a $($InputObject.GetType().FullName)."
            $PSCmdlet.ThrowTerminatingError((New-ExTriageErrorRecord -Id InvalidArgument -Message $message -TargetObject $InputObject))
        }
    }

    end {
        try {
            $sources = @(if ($paths.Count -gt 0) { Find-ExTriageRuleText -Path $paths -Cmdlet $PSCmdlet })
            $files = $sources.Count
            if ($lines.Count -gt 0) {
                $sources += [pscustomobject] @{ origin = '(text)'; text = $lines -join "`n" }
            }
            $rewrite = Invoke-ExTriageRewrite -Kind format -Source $sources
            $different = New-Object System.Collections.Generic.List[object]
            for ($index = 0; $index -lt $sources.Count; $index++) {
                $source = $sources[$index]
                $file = $rewrite.files[$index]
                $text = if ($file.Changed) { $file.Text } else { $source.text }
                $diagnostics = @($rewrite.diagnostics | Where-Object { $_.Path -ceq $source.origin })
                $isChanged = $file.Changed
                if ($index -eq $files -and -not $Check) {
                    # A text whose last line has no end gets none: whoever takes it adds one.
                    $text -replace '\r?\n\z'
                } else {
                    if ($isChanged -and -not $Check) {
                        $isChanged = $PSCmdlet.ShouldProcess((ConvertTo-ExTriagePrintable $source.origin -Line), 'Format') -and
                        (Save-ExTriageRuleFile -Path $source.origin -Old $source.text -New $text -Cmdlet $PSCmdlet)
                        if ($isChanged -and $diagnostics) {
                            # Places in the file as it is now.
                            $diagnostics = (Invoke-ExTriageRewrite -Kind format -Source @(@{ origin = $source.origin; text = $text })).diagnostics
                        }
                    }
                    $formatted = Add-ExTriageTypeName FormattedRule ([pscustomobject] @{
                            Path    = $source.origin
                            Changed = $isChanged
                            Line    = if ($isChanged) { $file.Line } else { $null }
                        }) | ConvertTo-ExTriagePrintableTree
                    if ($isChanged) {
                        $different.Add($formatted)
                    }
                    $formatted
                }
                foreach ($diagnostic in $diagnostics) {
                    $diagnostic = ConvertTo-ExTriageDiagnostic $diagnostic
                    $PSCmdlet.WriteError((New-ExTriageErrorRecord -Id RuleRejected -Message $diagnostic.Text -TargetObject $diagnostic))
                }
            }
            if ($Check -and $different.Count -gt 0) {
                $first = $different[0]
                $message = "$($different.Count) of $($sources.Count) rule file(s) are not formatted; the first is '$($first.Path)', line $($first.Line). Format-ExTriageRule without -Check writes them."
                throw (New-ExTriageErrorRecord -Id NotFormatted -Message $message -TargetObject $different.ToArray())
            }
        } catch {
            $PSCmdlet.ThrowTerminatingError($_)
        }
    }
}
