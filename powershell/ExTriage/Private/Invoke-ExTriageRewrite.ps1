function Invoke-ExTriageRewrite {
    <#
    .SYNOPSIS
        The texts that rule files would have after formatting, or with their fixes made. No file is touched.
    .DESCRIPTION
        Gives an object with files (each with Path, Changed, Line and Text), fixes and diagnostics.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [ValidateSet('format', 'fix')]
        [string] $Kind,

        # Objects with origin and text.
        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [object[]] $Source,

        # Further members of the request.
        [hashtable] $Option = @{}
    )

    Initialize-ExTriageEngine
    $request = ConvertTo-ExTriageJson (@{ kind = $Kind; sources = @($Source) } + $Option)
    try {
        $answer = [ExTriage.Native.Engine]::Rewrite($request)
    } catch {
        throw (ConvertTo-ExTriageErrorRecord $_)
    }
    ConvertFrom-ExTriageJson $answer
}
