# The C# compiler of the .NET Framework, for a build in Windows PowerShell 5.1.

function Invoke-InteropCompiler {
    # Compiles the sources, a text for each path. The Framework's own mscorlib is at hand here, so the declarations, which
    # stand for it elsewhere, are not used.
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', 'Declarations', Justification = 'The compiler of PowerShell 7 needs it')]
    param(
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Sources,
        [Parameter(Mandatory)] [string] $Declarations,
        [Parameter(Mandatory)] [string] $Output
    )
    $parameters = New-Object -TypeName System.CodeDom.Compiler.CompilerParameters
    $parameters.OutputAssembly = $Output
    $parameters.CompilerOptions = '/unsafe /optimize+'
    $provider = New-Object -TypeName Microsoft.CSharp.CSharpCodeProvider
    $result = $provider.CompileAssemblyFromSource($parameters, [string[]] @($Sources.Values))
    if ($result.Errors.HasErrors) {
        throw "ExTriage.Interop.dll does not compile:`n$(@($result.Errors) -join "`n")"
    }
}
