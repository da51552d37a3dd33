# The module.
[CmdletBinding()]
param([switch] $CI)

. (Join-Path $PSScriptRoot 'Part.ps1')
try {
    $null = & (Join-Path $root 'powershell/build.ps1')
    Add-Outcome -Kind passed
} catch {
    Add-Outcome -Kind failed -What "The module was not built: $($_.Exception.Message)"
}
Complete-Part
