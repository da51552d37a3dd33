# The interop assembly: Engine.cs and the generated declarations, compiled as C# 5 for both editions of PowerShell.

function Build-Interop {
    # Compiles ExTriage.Interop.dll, unless it was made from the same input, and gives its path.
    param(
        [Parameter(Mandatory)] [string] $Root,
        [Parameter(Mandatory)] [string] $Version
    )
    $output = Join-Path $Root 'target/interop/ExTriage.Interop.dll'
    $sources = @(Get-ChildItem -LiteralPath (Join-Path $Root 'powershell/ExTriage/Native') -Filter '*.cs' | Sort-Object -Property Name)
    $declarations = Join-Path $PSScriptRoot 'mscorlib-declarations.cs'
    $compiler = Join-Path $PSScriptRoot "Interop.$($PSVersionTable.PSEdition).ps1"
    $inputs = @($sources | ForEach-Object { $_.FullName }) + $PSCommandPath + $compiler + $declarations | ForEach-Object { (Get-FileHash -LiteralPath $_).Hash }
    $stamp = @($Version; $inputs) -join "`n"
    $stampFile = "$output.inputs"
    if ((Test-Path -LiteralPath $output) -and (Test-Path -LiteralPath $stampFile) -and [System.IO.File]::ReadAllText($stampFile) -ceq $stamp) {
        return $output
    }

    $null = New-Item -ItemType Directory -Force -Path (Split-Path -Parent $output)
    $texts = [ordered] @{}
    foreach ($source in $sources) {
        $texts[$source.FullName] = [System.IO.File]::ReadAllText($source.FullName)
    }
    $texts['AssemblyInfo.cs'] = "[assembly: System.Reflection.AssemblyVersion(`"$Version.0`")]`n[assembly: System.Reflection.AssemblyTitle(`"ExTriage.Interop`")]"
    . $compiler
    Invoke-InteropCompiler -Sources $texts -Declarations $declarations -Output $output
    [System.IO.File]::WriteAllText($stampFile, $stamp)
    $output
}
