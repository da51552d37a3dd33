function Test-ExTriageLike {
    <#
    .SYNOPSIS
        Whether one of the texts is like the wildcard pattern, with the letters of no language: -like takes I and i for
        different letters in a Turkish session.
    #>
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory, Position = 0)]
        [AllowNull()]
        [AllowEmptyString()]
        [AllowEmptyCollection()]
        [string[]] $Text,

        # A valid pattern.
        [Parameter(Mandatory, Position = 1)]
        [AllowEmptyString()]
        [string] $Pattern
    )

    $options = [System.Management.Automation.WildcardOptions]::IgnoreCase -bor [System.Management.Automation.WildcardOptions]::CultureInvariant
    $wildcard = New-Object System.Management.Automation.WildcardPattern $Pattern, $options
    foreach ($one in $Text) {
        if ($wildcard.IsMatch($one)) {
            return $true
        }
    }
    $false
}
