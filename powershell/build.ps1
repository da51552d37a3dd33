#requires -Version 5.1
<#
.SYNOPSIS
    Builds the module into target/module/ExTriage.
.DESCRIPTION
    Builds the engine with cargo, compiles the interop assembly with the C# compiler that this PowerShell brings, and puts
    the module together. What did not change since the last build is left alone, so a second build takes seconds.

    Needs Rust. The engine for Windows can be built on Linux too; the script says what to install when something is missing.
.PARAMETER Target
    The platforms to build the engine for; by default the one that this is. Libraries of other platforms that were built
    before stay in the module.
.PARAMETER Configuration
    release; or for a build that is made faster and runs slower, quick, which is what the tests use, or debug.
.OUTPUTS
    The folder of the built module.
.EXAMPLE
    powershell/build.ps1 -Target linux-x64, win-x64
#>
[CmdletBinding()]
[OutputType([System.IO.DirectoryInfo])]
param(
    # A list arrives as one text from pwsh -File.
    [ArgumentCompleter({ 'linux-x64', 'win-x64' })]
    [ValidatePattern('^(linux-x64|win-x64)(, ?(linux-x64|win-x64))*$')]
    [string[]] $Target = $(if ($PSVersionTable.PSEdition -eq 'Desktop' -or $IsWindows) { 'win-x64' } else { 'linux-x64' }),

    [ValidateSet('release', 'quick', 'debug')]
    [string] $Configuration = 'release'
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'build/Tools.ps1')
. (Join-Path $PSScriptRoot 'build/Library.ps1')
. (Join-Path $PSScriptRoot 'build/Interop.ps1')
. (Join-Path $PSScriptRoot 'build/Module.ps1')

$root = Split-Path -Parent $PSScriptRoot
$module = Join-Path $root 'target/module/ExTriage'
$version = Get-ProductVersion -Root $root

foreach ($platform in $Target -split ', ?' | Select-Object -Unique) {
    $library = Build-Library -Root $root -Platform $platform -Configuration $Configuration
    $name = if ($platform -eq 'win-x64') { 'extriage.dll' } else { 'extriage.so' }
    Copy-ChangedFile -Path $library -Destination (Join-Path $module "lib/$platform/$name")
}
$assembly = Build-Interop -Root $root -Version $version
Copy-ChangedFile -Path $assembly -Destination (Join-Path $module 'lib/ExTriage.Interop.dll')
Build-Module -Root $root -Destination $module
Get-Item -LiteralPath $module
