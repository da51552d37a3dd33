function Complete-ExTriageHelpName {
    <#
    .SYNOPSIS
        The names of topics that begin with the word, for tab completion.
    #>
    [CmdletBinding()]
    [OutputType([System.Management.Automation.CompletionResult])]
    param(
        [Parameter(Mandatory, Position = 0)]
        [AllowEmptyString()]
        [string] $Word
    )

    $start = $Word.Trim("'", '"')
    $escaped = [System.Management.Automation.WildcardPattern]::Escape($start)
    $topics = try { @(Get-ExTriageHelpTopic -Cmdlet $PSCmdlet) } catch { @() }
    $topics | Where-Object { Test-ExTriageLike $_.Name "$escaped*" } | Sort-Object -Property Name -Unique -Culture '' | ForEach-Object {
        $text = if ($_.Name -match '^[\w.-]+$' -and $_.Name -notmatch '^-') { $_.Name } else { "'$($_.Name)'" }
        New-Object System.Management.Automation.CompletionResult $text, (ConvertTo-ExTriagePrintable $_.Name -Line), ([System.Management.Automation.CompletionResultType]::ParameterValue), (ConvertTo-ExTriagePrintable "$($_.Kind): $($_.Title)" -Line)
    }
}
