# Runs tests/windows here and in PowerShell for Windows, under wine, and compares what both say.
[CmdletBinding()]
param([switch] $CI)

. (Join-Path $PSScriptRoot 'Part.ps1')
if ($IsWindows) {
    'This is Windows: the tests of the module ran here.'
    Complete-Part
}
$wineShell = Join-Path $tools 'pwsh-wine'
$wine = @('wine64', '/usr/lib/wine/wine64') | Where-Object { Get-Command -Name $_ -CommandType Application -ErrorAction Ignore } | Select-Object -First 1
$compiler = Get-Command -Name 'x86_64-w64-mingw32-gcc' -CommandType Application -ErrorAction Ignore
if (-not $wine -or -not $compiler -or -not (Test-Path -LiteralPath $wineShell)) {
    Add-Missing 'PowerShell for Windows: it needs wine64, gcc-mingw-w64-x86-64 and ../shared/tools/pwsh-wine.'
    Complete-Part
}
try {
    $null = & (Join-Path $root 'powershell/build.ps1') -Target win-x64 -Configuration debug
} catch {
    Add-Missing "The engine for Windows: $($_.Exception.Message)"
    Complete-Part
}

$work = Join-Path ([System.IO.Path]::GetTempPath()) "extriage-windows-$PID"
$null = New-Item -ItemType Directory -Path $work
$kept = $env:WINEPREFIX
try {
    # A Windows of its own, so that nothing of an earlier run is in it.
    $env:WINEPREFIX = Join-Path $work 'prefix'
    foreach ($script in Get-ChildItem -LiteralPath (Join-Path $root 'tests/windows') -Filter '*.ps1') {
        $name = $script.BaseName
        $here = Join-Path $work "$name.here.json"
        $there = Join-Path $work "$name.there.json"
        & $shell -NoProfile -File $script.FullName -Root $root -Module $module -Output $here
        & $wineShell -NoProfile -File "Z:$($script.FullName)" -Root "Z:$root" -Module "Z:$($module)" -Output "Z:$there"
        if (-not (Test-Path -LiteralPath $here) -or -not (Test-Path -LiteralPath $there)) {
            Add-Outcome -Kind failed -What "$name wrote no results"
            continue
        }
        $expected = Get-Content -LiteralPath $here -Raw | ConvertFrom-Json -AsHashtable
        $actual = Get-Content -LiteralPath $there -Raw | ConvertFrom-Json -AsHashtable
        foreach ($case in @($expected.Keys) + @($actual.Keys) | Sort-Object -Unique) {
            # Paths are written in the way of each system.
            $left = ("$($expected[$case])" -replace '\\+', '/') -replace 'Z:/', '/'
            $right = ("$($actual[$case])" -replace '\\+', '/') -replace 'Z:/', '/'
            if ($left -ceq $right -and $left) {
                Add-Outcome -Kind passed -What "$name, $case"
            } else {
                $place = 0
                while ($place -lt $left.Length -and $place -lt $right.Length -and $left[$place] -ceq $right[$place]) { $place++ }
                $around = { param([string] $text) $start = [Math]::Max(0, $place - 60); $text.Substring($start, [Math]::Min(160, $text.Length - $start)) }
                Add-Outcome -Kind failed -What "$name, $case, from character $place on`n    here:    $(& $around $left)`n    Windows: $(& $around $right)"
            }
        }
    }
} finally {
    $env:WINEPREFIX = $kept
    Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction Ignore
}
Complete-Part
