# The module, with an engine that is built in little time and checks itself for overflows.
[CmdletBinding()]
param([switch] $CI)

. (Join-Path $PSScriptRoot 'Part.ps1')
try {
    $null = & (Join-Path $root 'powershell/build.ps1') -Configuration quick
    Add-Outcome -Kind passed
} catch {
    Add-Outcome -Kind failed -What "The module was not built: $($_.Exception.Message)"
}
Complete-Part
