BeforeDiscovery {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $archive = Join-Path $root '../shared/tools/reference-assemblies.tar.xz'
    $hasFramework = (Test-Path -LiteralPath $archive) -and (Get-Command -Name tar -CommandType Application -ErrorAction Ignore)
}

BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $build = Join-Path $root 'powershell/build'
    . (Join-Path $build 'Interop.Core.ps1')
    Add-Type -AssemblyName 'Microsoft.CodeAnalysis', 'Microsoft.CodeAnalysis.CSharp'
    $declarations = Join-Path $build 'mscorlib-declarations.cs'
    $reference = New-CoreReference -Declarations $declarations
    $native = Get-ChildItem -LiteralPath (Join-Path $root 'powershell/ExTriage/Native') -Filter '*.cs' | Sort-Object -Property Name
    $sources = [ordered] @{}
    foreach ($file in $native) {
        $sources[$file.FullName] = [System.IO.File]::ReadAllText($file.FullName)
    }
}

Describe 'The interop assembly' {
    It 'references mscorlib 4.0.0.0 and nothing else' {
        $built = [System.IO.File]::OpenRead((Join-Path $modulePath 'lib/ExTriage.Interop.dll'))
        $image = [System.Reflection.PortableExecutable.PEReader]::new($built)
        try {
            $reader = [System.Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($image)
            $names = foreach ($handle in $reader.AssemblyReferences) {
                $used = $reader.GetAssemblyReference($handle)
                $token = [System.BitConverter]::ToString($reader.GetBlobBytes($used.PublicKeyOrToken)).Replace('-', '').ToLowerInvariant()
                "$($reader.GetString($used.Name)) $($used.Version) $token"
            }
            @($names) -join ', ' | Should -BeExactly 'mscorlib 4.0.0.0 b77a5c561934e089'
        } finally {
            $image.Dispose()
            $built.Dispose()
        }
    }

    It 'is the same, byte for byte, when it is compiled against the .NET Framework' -Skip:(-not $hasFramework) {
        $null = tar -xJf (Join-Path $root '../shared/tools/reference-assemblies.tar.xz') -C $TestDrive reference-assemblies/net462/mscorlib.dll
        $framework = [Microsoft.CodeAnalysis.MetadataReference]::CreateFromFile((Join-Path $TestDrive 'reference-assemblies/net462/mscorlib.dll'))
        $ours = New-InteropImage -Sources $sources -Reference $reference -Hint $declarations
        $theirs = New-InteropImage -Sources $sources -Reference $framework -Hint $declarations
        $ours.Length | Should -BeGreaterThan 5000
        [System.BitConverter]::ToString($ours) | Should -BeExactly ([System.BitConverter]::ToString($theirs))
    }

    It 'does not compile with <Case>, and says where to declare it' -ForEach @(
        @{ Case = 'a type that is not declared'; Body = 'System.Collections.Queue queue = null;'; Missing = "'Collections'" }
        @{ Case = 'a member that is not declared'; Body = 'System.Math.Cbrt(1);'; Missing = "'Cbrt'" }
        @{ Case = 'an overload that is not declared'; Body = 'System.Math.Max(1, 2, 3);'; Missing = "'Max'" }
        @{ Case = 'what the language needs and is not declared'; Body = 'System.Action act = delegate { };'; Missing = "'Action'" }
    ) {
        $broken = [ordered] @{ 'Broken.cs' = "class Broken { void Use() { $Body } }" }
        { New-InteropImage -Sources $broken -Reference $reference -Hint $declarations } |
            Should -Throw -ExpectedMessage "*Broken.cs(1,*$Missing*declarations in $declarations*"
    }

    It 'does not compile with a warning' {
        $sources = [ordered] @{ 'Warned.cs' = 'class Warned { void Use() { int unused = 1; } }' }
        { New-InteropImage -Sources $sources -Reference $reference -Hint $declarations } | Should -Throw -ExpectedMessage '*Warned.cs(1,*CS0219*'
    }
}
