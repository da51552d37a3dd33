# The C# compiler that PowerShell 7 carries.

function Invoke-InteropCompiler {
    # Compiles the sources, a text for each path, against the declarations and nothing else.
    param(
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Sources,
        [Parameter(Mandatory)] [string] $Declarations,
        [Parameter(Mandatory)] [string] $Output
    )
    Add-Type -AssemblyName 'Microsoft.CodeAnalysis', 'Microsoft.CodeAnalysis.CSharp'
    $reference = New-CoreReference -Declarations $Declarations
    [System.IO.File]::WriteAllBytes($Output, (New-InteropImage -Sources $Sources -Reference $reference -Hint $Declarations))
}

function New-CoreReference {
    # An mscorlib without code, to compile against: what is compiled names it, and so the one of every .NET.
    param([Parameter(Mandatory)] [string] $Declarations)
    # The key of ECMA, whose token is b77a5c561934e089.
    [byte[]] $key = 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0
    $options = New-CompilationOption
    $options = $options.WithCryptoPublicKey([System.Collections.Immutable.ImmutableArray]::Create[byte]($key)).WithPublicSign($true)
    $tree = ConvertTo-SyntaxTree -Text ([System.IO.File]::ReadAllText($Declarations)) -Path $Declarations
    $compilation = [Microsoft.CodeAnalysis.CSharp.CSharpCompilation]::Create(
        'mscorlib', [Microsoft.CodeAnalysis.SyntaxTree[]] @($tree), [Microsoft.CodeAnalysis.MetadataReference[]] @(), $options)
    $emit = [Microsoft.CodeAnalysis.Emit.EmitOptions]::new($true).WithRuntimeMetadataVersion('v4.0.30319')
    $stream = [System.IO.MemoryStream]::new()
    $result = $compilation.Emit($stream, $null, $null, $null, $null, $emit)
    if (-not $result.Success) {
        throw "$Declarations does not compile:`n$(@($result.Diagnostics | Where-Object { $_.Severity -eq 'Error' }) -join "`n")"
    }
    [Microsoft.CodeAnalysis.MetadataReference]::CreateFromImage([byte[]] $stream.ToArray())
}

function New-InteropImage {
    # The bytes of the interop assembly, compiled against that reference alone.
    param(
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Sources,
        [Parameter(Mandatory)] $Reference,
        [Parameter(Mandatory)] [string] $Hint
    )
    $trees = @($Sources.Keys | ForEach-Object { ConvertTo-SyntaxTree -Text $Sources[$_] -Path $_ })
    $options = (New-CompilationOption).WithGeneralDiagnosticOption([Microsoft.CodeAnalysis.ReportDiagnostic]::Error)
    $compilation = [Microsoft.CodeAnalysis.CSharp.CSharpCompilation]::Create(
        'ExTriage.Interop', [Microsoft.CodeAnalysis.SyntaxTree[]] $trees, [Microsoft.CodeAnalysis.MetadataReference[]] @($Reference), $options)
    $stream = [System.IO.MemoryStream]::new()
    $result = $compilation.Emit($stream)
    if (-not $result.Success) {
        # A type, a member, an overload or something of the language itself that is not declared.
        $undeclared = 'CS0012', 'CS0103', 'CS0117', 'CS0234', 'CS0246', 'CS0518', 'CS0656', 'CS1061', 'CS1501', 'CS1503', 'CS1729'
        $advice = if (@($result.Diagnostics.Id) | Where-Object { $_ -in $undeclared }) {
            "`nIt is compiled against the declarations in $Hint and nothing else: what .NET Framework 4.6.2 has and they lack is to be declared there, as the Framework declares it."
        }
        throw "ExTriage.Interop.dll does not compile:`n$($result.Diagnostics -join "`n")$advice"
    }
    # The comma keeps PowerShell from taking the bytes apart.
    , $stream.ToArray()
}

function New-CompilationOption {
    $options = [Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions]::new([Microsoft.CodeAnalysis.OutputKind]::DynamicallyLinkedLibrary)
    $options.WithAllowUnsafe($true).WithDeterministic($true).WithOptimizationLevel([Microsoft.CodeAnalysis.OptimizationLevel]::Release)
}

function ConvertTo-SyntaxTree {
    param(
        [Parameter(Mandatory)] [string] $Text,
        [Parameter(Mandatory)] [string] $Path
    )
    # What the compiler of Windows PowerShell knows.
    $language = [Microsoft.CodeAnalysis.CSharp.CSharpParseOptions]::new([Microsoft.CodeAnalysis.CSharp.LanguageVersion]::CSharp5)
    [Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree]::ParseText($Text, $language, $Path, [System.Text.Encoding]::UTF8)
}
