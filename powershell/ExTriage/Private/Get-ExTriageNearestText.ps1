function Get-ExTriageNearestText {
    <#
    .SYNOPSIS
        The candidate that the text was probably meant to be, or nothing.
    .DESCRIPTION
        The nearest by edit distance, if it is near: a third of the text's length at most. Else the first that holds
        the text.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Text,

        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [string[]] $Candidate
    )

    $wanted = $Text.ToLowerInvariant()
    # Longer text is no rule id, and the distance would take long.
    if ($wanted.Length -gt 100) {
        return
    }
    $best = $null
    $bestDistance = [Math]::Ceiling($wanted.Length / 3) + 1
    foreach ($name in $Candidate) {
        $other = $name.ToLowerInvariant()
        $row = 0..$other.Length
        for ($i = 1; $i -le $wanted.Length; $i++) {
            $diagonal = $row[0]
            $row[0] = $i
            for ($j = 1; $j -le $other.Length; $j++) {
                $above = $row[$j]
                $replaced = $diagonal + [int] ($wanted[$i - 1] -cne $other[$j - 1])
                $row[$j] = [Math]::Min($replaced, [Math]::Min($above, $row[$j - 1]) + 1)
                $diagonal = $above
            }
        }
        if ($row[-1] -lt $bestDistance) {
            $best = $name
            $bestDistance = $row[-1]
        }
    }
    if ($null -eq $best) {
        $word = $wanted.Trim('*', '?')
        $best = $Candidate | Where-Object { $word.Length -ge 3 -and $_.Contains($word) } | Select-Object -First 1
    }
    $best
}
