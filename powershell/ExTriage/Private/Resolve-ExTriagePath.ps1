function Resolve-ExTriagePath {
    <#
    .SYNOPSIS
        The full path of a file or folder that a parameter names, or an error that says what was expected.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Path,

        # What the path must be.
        [Parameter(Mandatory)]
        [ValidateSet('File', 'Folder', 'Any')]
        [string] $Kind,

        # The parameter that the path was given to, as the message names it.
        [Parameter(Mandatory)]
        [string] $Parameter,

        # What the parameter takes, as the message says it.
        [Parameter(Mandatory)]
        [string] $Expected
    )

    $subject = "$Parameter '$Path'"
    $advice = "$Parameter takes $Expected."
    $refuse = {
        param($id, $problem)
        throw (New-ExTriageErrorRecord -Id $id -Message "$subject $problem. $advice" -TargetObject $Path)
    }
    $provider = $null
    $drive = $null
    try {
        $full = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path, [ref] $provider, [ref] $drive)
    } catch {
        . $refuse PathNotFound 'does not exist'
    }
    if ($provider.Name -ne 'FileSystem') {
        . $refuse WrongKindOfPath "is a path of the provider $($provider.Name)"
    }
    try {
        $attributes = [System.IO.File]::GetAttributes($full)
    } catch {
        $exception = $_.Exception.GetBaseException()
        if ($exception -is [System.UnauthorizedAccessException] -or $exception -is [System.Security.SecurityException]) {
            . $refuse EvidenceUnreadable 'cannot be read: access is denied'
        }
        . $refuse PathNotFound 'does not exist'
    }
    $isFolder = ($attributes -band [System.IO.FileAttributes]::Directory) -ne 0
    if ($isFolder -and $Kind -eq 'File') {
        . $refuse WrongKindOfPath 'is a folder'
    }
    if (-not $isFolder -and $Kind -eq 'Folder') {
        . $refuse WrongKindOfPath 'is a file'
    }
    $full
}
