# Pester, which runs the tests of the module.

# The version that is fetched; any from 5 on is used where it is there.
$script:PesterVersion = '6.2.0'

function Find-Pester {
    # Pester 5 or newer, where PowerShell looks for modules or in target/tools, into which it is fetched where there is
    # none. Child processes find it too. EXTRIAGE_GALLERY_SOURCE is the address of a mirror of the Gallery.
    param([Parameter(Mandatory)] [string] $Root)
    $modules = [System.IO.Path]::Combine($Root, 'target', 'tools', 'modules')
    $find = { Get-Module -ListAvailable -Name Pester | Where-Object { $_.Version.Major -ge 5 } | Select-Object -First 1 }
    $pester = & $find
    if ($pester) {
        return $pester
    }
    if (-not (Test-Path -LiteralPath (Join-Path $modules 'Pester'))) {
        $source = if ($env:EXTRIAGE_GALLERY_SOURCE) { $env:EXTRIAGE_GALLERY_SOURCE } else { 'https://www.powershellgallery.com/api/v2' }
        Save-Pester -Source $source -Destination $modules
    }
    $env:PSModulePath = $modules + [System.IO.Path]::PathSeparator + $env:PSModulePath
    & $find
}

function Save-Pester {
    # Fetches Pester's package into a folder of modules. What has another hash than the one that the Gallery publishes is
    # thrown away.
    param(
        [Parameter(Mandatory)] [string] $Source,
        [Parameter(Mandatory)] [string] $Destination
    )
    $version = $script:PesterVersion
    [Console]::Error.WriteLine("Pester 5 or newer is not here. Fetching Pester $version from $Source into $Destination.")
    $null = New-Item -ItemType Directory -Force -Path $Destination
    $work = Join-Path $Destination ([System.IO.Path]::GetRandomFileName())
    $null = New-Item -ItemType Directory -Path $work
    $kept = [System.Net.ServicePointManager]::SecurityProtocol
    try {
        # Windows PowerShell may know only what was secure when it was made.
        [System.Net.ServicePointManager]::SecurityProtocol = $kept -bor [System.Net.SecurityProtocolType]::Tls12
        $web = @{ UseBasicParsing = $true; TimeoutSec = 30; ErrorAction = 'Stop' }
        $entry = Join-Path $work 'entry.xml'
        $package = Join-Path $work 'package.zip'
        try {
            Invoke-WebRequest -Uri "$Source/Packages(Id='Pester',Version='$version')" -OutFile $entry @web
            Invoke-WebRequest -Uri "$Source/package/Pester/$version" -OutFile $package @web
        } catch {
            throw "Pester could not be fetched from ${Source}: $($_.Exception.Message)"
        }
        $said = [System.IO.File]::ReadAllText($entry)
        $algorithm = [regex]::Match($said, '<d:PackageHashAlgorithm>(SHA512|SHA256)<').Groups[1].Value
        $expected = [regex]::Match($said, '<d:PackageHash>([A-Za-z0-9+/]+=*)<').Groups[1].Value
        if (-not $algorithm -or -not $expected) {
            throw "$Source publishes no hash of Pester $version, so it was not used."
        }
        $expected = [System.BitConverter]::ToString([System.Convert]::FromBase64String($expected)).Replace('-', '')
        $actual = (Get-FileHash -LiteralPath $package -Algorithm $algorithm).Hash
        if ($actual -ne $expected) {
            throw "The package of Pester was thrown away: its $algorithm is $actual, and $expected was published."
        }
        $unpacked = Join-Path $work 'unpacked'
        Add-Type -AssemblyName System.IO.Compression.FileSystem
        [System.IO.Compression.ZipFile]::ExtractToDirectory($package, $unpacked)
        # What belongs to the package and not to the module.
        foreach ($item in Get-ChildItem -LiteralPath $unpacked -Force) {
            if ($item.Name -in '_rels', 'package', '[Content_Types].xml' -or $item.Extension -eq '.nuspec') {
                Remove-Item -LiteralPath $item.FullName -Recurse -Force
            }
        }
        $null = New-Item -ItemType Directory -Force -Path (Join-Path $Destination 'Pester')
        Move-Item -LiteralPath $unpacked -Destination ([System.IO.Path]::Combine($Destination, 'Pester', $version))
    } finally {
        [System.Net.ServicePointManager]::SecurityProtocol = $kept
        Remove-Item -LiteralPath $work -Recurse -Force
    }
}
