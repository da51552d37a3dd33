# What the steps of the build share.

# Windows PowerShell 5.1 has no $IsWindows.
$script:OnWindows = $PSVersionTable.PSEdition -eq 'Desktop' -or $IsWindows

function Get-RelativePath {
    # The path of a file below a folder.
    param(
        [Parameter(Mandatory)] [string] $Folder,
        [Parameter(Mandatory)] [string] $Path
    )
    $Path.Substring($Folder.TrimEnd('\', '/').Length + 1)
}

function Invoke-Tool {
    # Runs a program and fails when it does. What it says goes to the host, not into the caller's output.
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [string[]] $ArgumentList
    )
    & $Path @ArgumentList | Out-Host
    if ($LASTEXITCODE -ne 0) {
        throw "$Path $($ArgumentList -join ' ') failed with exit code $LASTEXITCODE."
    }
}

function Find-Tool {
    # The full path of a program, or an error that says what to install.
    param(
        [Parameter(Mandatory)] [string] $Name,
        [Parameter(Mandatory)] [string] $Install,
        [string[]] $Also = @()
    )
    $found = Get-Command -Name $Name -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    if ($found) {
        return $found.Source
    }
    foreach ($path in $Also) {
        if (Test-Path -LiteralPath $path -PathType Leaf) {
            return $path
        }
    }
    throw "$Name is needed and was not found. $Install"
}

function Copy-ChangedFile {
    # Copies a file whose content differs. A library may be loaded by a running session: it is replaced as a whole and
    # never written into.
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [string] $Destination
    )
    if (Test-Path -LiteralPath $Destination -PathType Leaf) {
        $same = (Get-FileHash -LiteralPath $Path).Hash -eq (Get-FileHash -LiteralPath $Destination).Hash
        if ($same) {
            return
        }
    }
    $null = New-Item -ItemType Directory -Force -Path (Split-Path -Parent $Destination)
    $temporary = "$Destination.$PID"
    Copy-Item -LiteralPath $Path -Destination $temporary
    try {
        Move-Item -LiteralPath $temporary -Destination $Destination -Force
    } catch [System.IO.IOException], [System.UnauthorizedAccessException] {
        Remove-Item -LiteralPath $temporary -Force
        throw "$Destination is in use. Close the sessions that have imported the module. ($($_.Exception.Message))"
    }
}

function Write-ChangedText {
    # Writes a text, as ASCII or UTF-8 without a byte-order mark, where the file does not have it already.
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [string] $Text
    )
    if ((Test-Path -LiteralPath $Path -PathType Leaf) -and [System.IO.File]::ReadAllText($Path) -ceq $Text) {
        return
    }
    $null = New-Item -ItemType Directory -Force -Path (Split-Path -Parent $Path)
    [System.IO.File]::WriteAllText($Path, $Text)
}

function Get-ProductVersion {
    # The version of Cargo.toml, which the module's manifest must have too.
    param([Parameter(Mandatory)] [string] $Root)
    $cargo = [System.IO.File]::ReadAllText((Join-Path $Root 'Cargo.toml'))
    if ($cargo -notmatch '(?m)^version = "(\d+\.\d+\.\d+)"$') {
        throw 'Cargo.toml has no version of three numbers.'
    }
    $version = $Matches[1]
    $manifest = Import-PowerShellDataFile -LiteralPath (Join-Path $Root 'powershell/ExTriage/ExTriage.psd1')
    if ($manifest.ModuleVersion -ne $version) {
        throw "ExTriage.psd1 is version $($manifest.ModuleVersion), and Cargo.toml is version $version."
    }
    $version
}
