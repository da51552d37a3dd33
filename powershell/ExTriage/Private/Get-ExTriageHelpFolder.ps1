function Get-ExTriageHelpFolder {
    <#
    .SYNOPSIS
        The module's folder with the help pages: the first culture that has one, or en-US.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        # The names of cultures, from the user's own to its parents.
        [string[]] $Culture = @(
            $own = [System.Globalization.CultureInfo]::CurrentUICulture
            while ($own.Name) {
                $own.Name
                $own = $own.Parent
            }
        )
    )

    foreach ($name in $Culture) {
        $folder = Join-Path $script:ModuleRoot $name
        if (Test-Path -LiteralPath (Join-Path $folder 'codes')) {
            return $folder
        }
    }
    Join-Path $script:ModuleRoot 'en-US'
}
