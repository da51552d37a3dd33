# The interop assembly: Engine.cs and the generated declarations, compiled as C# 5.

function Build-Interop {
    # Compiles ExTriage.Interop.dll, unless it was made from the same input, and gives its path.
    param(
        [Parameter(Mandatory)] [string] $Root,
        [Parameter(Mandatory)] [string] $Version,
        [string] $FrameworkReference
    )
    $sources = @(Get-ChildItem -LiteralPath (Join-Path $Root 'powershell/ExTriage/Native') -Filter '*.cs' | Sort-Object -Property Name)
    if ($FrameworkReference) {
        $FrameworkReference = (Resolve-Path -LiteralPath $FrameworkReference).ProviderPath
    } else {
        $FrameworkReference = Find-FrameworkReference -Root $Root
    }
    $references = @(if ($FrameworkReference) { $FrameworkReference } else { (Get-ChildItem -Path (Join-Path $PSHOME 'ref/*.dll')).FullName })
    if (-not $FrameworkReference) {
        Write-Warning ('The mscorlib.dll of .NET Framework 4.6.2 was not found, so this build is for PowerShell 7 only. ' +
            'For Windows PowerShell 5.1 give it by -FrameworkReference; NuGet has it in Microsoft.NETFramework.ReferenceAssemblies.net462.')
    }

    $output = Join-Path $Root 'target/interop/ExTriage.Interop.dll'
    $inputs = @($sources.FullName) + $PSCommandPath + $references[0] | ForEach-Object { (Get-FileHash -LiteralPath $_).Hash }
    $stamp = @($Version; $references.Count; $inputs) -join "`n"
    $stampFile = "$output.inputs"
    if ((Test-Path -LiteralPath $output) -and (Test-Path -LiteralPath $stampFile) -and [System.IO.File]::ReadAllText($stampFile) -ceq $stamp) {
        return $output
    }

    Add-Type -AssemblyName 'Microsoft.CodeAnalysis', 'Microsoft.CodeAnalysis.CSharp'
    $language = [Microsoft.CodeAnalysis.CSharp.CSharpParseOptions]::new([Microsoft.CodeAnalysis.CSharp.LanguageVersion]::CSharp5)
    $parse = {
        param($text, $path)
        [Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree]::ParseText([string] $text, $language, [string] $path, [System.Text.Encoding]::UTF8)
    }
    $trees = @(
        foreach ($source in $sources) {
            & $parse ([System.IO.File]::ReadAllText($source.FullName)) $source.FullName
        }
        $attributes = @("[assembly: System.Reflection.AssemblyVersion(`"$Version.0`")]", '[assembly: System.Reflection.AssemblyTitle("ExTriage.Interop")]')
        & $parse ($attributes -join "`n") 'AssemblyInfo.cs'
    )
    $options = [Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions]::new([Microsoft.CodeAnalysis.OutputKind]::DynamicallyLinkedLibrary)
    $options = $options.WithAllowUnsafe($true).WithDeterministic($true)
    $options = $options.WithOptimizationLevel([Microsoft.CodeAnalysis.OptimizationLevel]::Release)
    $options = $options.WithPlatform([Microsoft.CodeAnalysis.Platform]::AnyCpu)
    $options = $options.WithGeneralDiagnosticOption([Microsoft.CodeAnalysis.ReportDiagnostic]::Error)
    $compilation = [Microsoft.CodeAnalysis.CSharp.CSharpCompilation]::Create(
        'ExTriage.Interop',
        [Microsoft.CodeAnalysis.SyntaxTree[]] $trees,
        [Microsoft.CodeAnalysis.MetadataReference[]] @($references | ForEach-Object { [Microsoft.CodeAnalysis.MetadataReference]::CreateFromFile($_) }),
        $options)

    $stream = [System.IO.MemoryStream]::new()
    $result = $compilation.Emit($stream)
    if (-not $result.Success) {
        throw "ExTriage.Interop.dll does not compile:`n$($result.Diagnostics -join "`n")"
    }
    $null = New-Item -ItemType Directory -Force -Path (Split-Path -Parent $output)
    [System.IO.File]::WriteAllBytes($output, $stream.ToArray())
    [System.IO.File]::WriteAllText($stampFile, $stamp)
    $output
}

function Find-FrameworkReference {
    # The mscorlib.dll of .NET Framework 4.6.2 or newer, or nothing.
    param([Parameter(Mandatory)] [string] $Root)
    $archive = Join-Path $Root '../shared/tools/reference-assemblies.tar.xz'
    $unpacked = Join-Path $Root 'target/reference-assemblies'
    $reference = Join-Path $unpacked 'net462/mscorlib.dll'
    if ((Test-Path -LiteralPath $archive) -and -not (Test-Path -LiteralPath $reference)) {
        $null = New-Item -ItemType Directory -Force -Path $unpacked
        $tar = Find-Tool -Name 'tar' -Install 'It comes with the operating system.'
        Invoke-Tool -Path $tar -ArgumentList '-xJf', $archive, '-C', $unpacked, '--strip-components=1', 'reference-assemblies/net462/mscorlib.dll'
    }
    $candidates = @(
        $reference
        if ($IsWindows) {
            foreach ($release in '4.6.2', '4.7', '4.7.1', '4.7.2', '4.8') {
                Join-Path ${env:ProgramFiles(x86)} "Reference Assemblies/Microsoft/Framework/.NETFramework/v$release/mscorlib.dll"
            }
            Join-Path $env:windir 'Microsoft.NET/Framework64/v4.0.30319/mscorlib.dll'
        }
    )
    $candidates | Where-Object { Test-Path -LiteralPath $_ -PathType Leaf } | Select-Object -First 1
}
