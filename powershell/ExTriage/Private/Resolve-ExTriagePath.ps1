function Resolve-ExTriagePath {
    <#
    .SYNOPSIS
        The full path of a file or folder that a parameter names, or an error that says what was expected.
    .DESCRIPTION
        Where the path is wrong, ends the command; with -OneOfMany it writes the error and gives nothing.
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
        [string] $Expected,

        # The command on whose behalf errors are written.
        [Parameter(Mandatory)]
        [System.Management.Automation.PSCmdlet] $Cmdlet,

        [switch] $OneOfMany
    )

    $provider = $null
    $drive = $null
    $full = $null
    try {
        $full = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path, [ref] $provider, [ref] $drive)
    } catch {
        Write-Verbose (ConvertTo-ExTriagePrintable $_.Exception.Message -Line)
    }

    # A folder that may not be looked into gives the same answer as one that has no such file.
    $problem = 'does not exist, or this account cannot see it'
    $id = 'PathNotFound'
    if ($null -ne $full -and $provider.Name -ne 'FileSystem') {
        $id = 'WrongKindOfPath'
        $problem = "is a path of the provider $($provider.Name)"
    } elseif ($null -ne $full) {
        $isFile = [System.IO.File]::Exists($full)
        $isFolder = [System.IO.Directory]::Exists($full)
        if (($isFile -and $Kind -ne 'Folder') -or ($isFolder -and $Kind -ne 'File')) {
            return $full
        }
        if ($isFile -or $isFolder) {
            $id = 'WrongKindOfPath'
            $problem = if ($isFile) { 'is a file' } else { 'is a folder' }
        }
    }
    $record = New-ExTriageErrorRecord -Id $id -Message "$Parameter '$Path' $problem. $Parameter takes $Expected." -TargetObject $Path
    if ($OneOfMany) {
        $Cmdlet.WriteError($record)
    } else {
        $Cmdlet.ThrowTerminatingError($record)
    }
}
