function Update-ExTriageRuleFile {
    <#
    .SYNOPSIS
        Makes the fixes of rule files, after asking, and gives an ExTriage.RuleFix for each of them.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType('ExTriage.RuleFix')]
    param(
        # Objects with origin and text.
        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [object[]] $Source,

        # The same, of rules that the others may refer to.
        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [object[]] $Library,

        # Makes guesses as well.
        [switch] $IncludeUnsafe,

        # The command on whose behalf errors are written.
        [Parameter(Mandatory)]
        [System.Management.Automation.PSCmdlet] $Cmdlet
    )

    $rewrite = Invoke-ExTriageRewrite -Kind fix -Source $Source -Option @{ library = $Library; unsafe = [bool] $IncludeUnsafe }
    for ($index = 0; $index -lt $Source.Count; $index++) {
        $file = $rewrite.files[$index]
        if (-not $file.Changed) {
            continue
        }
        $fixes = @($rewrite.fixes | Where-Object { $_.Path -ceq $file.Path })
        # Nobody reads a question of hundreds of lines to its end.
        $told = @($fixes | Select-Object -First 20)
        $words = @(foreach ($fix in $told) {
            $old = if ($fix.Old) { "'$($fix.Old)'" } else { 'nothing' }
            $new = if ($fix.New) { "'$($fix.New)'" } else { 'nothing' }
            "line $($fix.Line): $old becomes $new"
        })
        if ($fixes.Count -gt $told.Count) {
            $words += "and $($fixes.Count - $told.Count) more"
        }
        $isWritten = $false
        if ($PSCmdlet.ShouldProcess((ConvertTo-ExTriagePrintable $file.Path -Line), (ConvertTo-ExTriagePrintable "Make $($fixes.Count) fix(es): $($words -join '; ')"))) {
            $isWritten = Save-ExTriageRuleFile -Path $file.Path -Old $Source[$index].text -New $file.Text -Cmdlet $Cmdlet
        }
        foreach ($fix in $fixes) {
            Add-ExTriageTypeName RuleFix ([pscustomobject] @{
                    Code    = $fix.Code
                    Path    = $fix.Path
                    Line    = $fix.Line
                    Column  = $fix.Column
                    Old     = $fix.Old
                    New     = $fix.New
                    Message = $fix.Message
                    Applied = $isWritten
                }) | ConvertTo-ExTriagePrintableTree
        }
    }
}
