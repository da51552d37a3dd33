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
    # A job, because a call could not be interrupted.
    (Invoke-ExTriageJob -Request (@{ kind = $Kind; sources = @($Source) } + $Option) -Activity 'Rule files').Report
}
