# The tests of the built module, in Pester.
[CmdletBinding()]
param(
    [switch] $CI,

    # The folders or files with tests, and those of them to leave out.
    [string] $Path = 'tests/pester',
    [string] $Except
)

. (Join-Path $PSScriptRoot 'Part.ps1')
. (Join-Path $root 'powershell/build/Pester.ps1')
$noPester = 'Pester 5 or newer was not found.'
try {
    $pester = Find-Pester -Root $root
} catch {
    $pester = $null
    $noPester = "$($_.Exception.Message) Or: Install-Module Pester -Scope CurrentUser -Force -SkipPublisherCheck"
}
if (-not $pester) {
    Add-Missing $noPester
    Complete-Part
}
Import-Module -Name Pester -MinimumVersion 5.0
$configuration = New-PesterConfiguration
$configuration.Run.Path = @($Path -split ',' | ForEach-Object { Join-Path $root $_ })
$configuration.Run.ExcludePath = @($Except -split ',' -ne '' | ForEach-Object { Join-Path $root $_ })
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.RenderMode = 'PlainText'
# The tests look for members that not every object has, as somebody at the prompt does.
Set-StrictMode -Off
$result = Invoke-Pester -Configuration $configuration
Add-Outcome -Kind passed -Number $result.PassedCount
# A file or block that broke counts as well: its tests did not run.
Add-Outcome -Kind failed -Number ($result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount)
foreach ($test in $result.Skipped) {
    $reason = if ($test.ErrorRecord) { ": $($test.ErrorRecord[0].Exception.Message)" }
    # What an analyzer adds is welcome and no duty.
    if ($test.ExpandedPath -match '^The analyzer\.') {
        "  left out: $($test.ExpandedPath), which needs PSScriptAnalyzer"
    } else {
        Add-Missing "$($test.ExpandedPath)$reason"
    }
}
Complete-Part
