#requires -Version 7.2
<#
.SYNOPSIS
    Writes commands.json: the commands of Windows PowerShell 5.1 with their parameters.
.DESCRIPTION
    In Windows PowerShell 5.1 the list would be what Get-Command says. Elsewhere it is made of what can be had: the
    reference assembly of PowerShell 5.1 declares the commands of the core, and the assemblies of PowerShell 7 for Windows
    those of the other modules, of which differences.psd1 takes away what came after 5.1 and adds what was left behind.

    Classes with [Cmdlet] are commands, and their properties with [Parameter] are parameters, those of their base classes
    too. Providers add parameters to commands on files.
.PARAMETER Reference
    System.Management.Automation.dll of the reference assemblies for PowerShell 5.1.
.PARAMETER PowerShell7
    The folder of PowerShell 7 for Windows.
.EXAMPLE
    tests/pester/QA/WindowsPowerShell/New-CommandList.ps1 -Reference net462/System.Management.Automation.dll -PowerShell7 pwsh-win-x64
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Reference,
    [Parameter(Mandatory)] [string] $PowerShell7,
    [string] $Output = (Join-Path $PSScriptRoot 'commands.json')
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

# The classes of an assembly: name, base, command and parameters. Scripts use no other names of parameters.
function Read-Class([string] $Path) {
    $stream = [System.IO.File]::OpenRead($Path)
    $image = [System.Reflection.PortableExecutable.PEReader]::new($stream)
    $reader = [System.Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($image)
    try {
        foreach ($handle in $reader.TypeDefinitions) {
            $type = $reader.GetTypeDefinition($handle)
            $class = @{ Name = $reader.GetString($type.Name); Base = (Get-TypeName $reader $type.BaseType); Command = $null; Parameters = [System.Collections.Generic.List[string]]::new() }
            foreach ($attribute in Get-Attribute $reader $type.GetCustomAttributes()) {
                if ($attribute.Name -eq 'CmdletAttribute') {
                    $null = $attribute.Value.ReadUInt16()
                    $class.Command = $attribute.Value.ReadSerializedString() + '-' + $attribute.Value.ReadSerializedString()
                }
            }
            foreach ($propertyHandle in $type.GetProperties()) {
                $property = $reader.GetPropertyDefinition($propertyHandle)
                $attributes = @(Get-Attribute $reader $property.GetCustomAttributes())
                if (-not ($attributes | Where-Object { $_.Name -eq 'ParameterAttribute' })) { continue }
                $class.Parameters.Add($reader.GetString($property.Name))
            }
            $class
        }
    } finally {
        $image.Dispose()
        $stream.Dispose()
    }
}

function Get-TypeName($Reader, $Handle) {
    if ($Handle.IsNil) { return '' }
    switch ($Handle.Kind) {
        'TypeDefinition' { $Reader.GetString($Reader.GetTypeDefinition([System.Reflection.Metadata.TypeDefinitionHandle] $Handle).Name) }
        'TypeReference' { $Reader.GetString($Reader.GetTypeReference([System.Reflection.Metadata.TypeReferenceHandle] $Handle).Name) }
        default { '' }
    }
}

function Get-Attribute($Reader, $Handles) {
    foreach ($handle in $Handles) {
        $attribute = $Reader.GetCustomAttribute($handle)
        $constructor = $attribute.Constructor
        $owner = if ($constructor.Kind -eq 'MemberReference') {
            $Reader.GetMemberReference([System.Reflection.Metadata.MemberReferenceHandle] $constructor).Parent
        } else {
            $Reader.GetMethodDefinition([System.Reflection.Metadata.MethodDefinitionHandle] $constructor).GetDeclaringType()
        }
        @{ Name = Get-TypeName $Reader ([System.Reflection.Metadata.EntityHandle] $owner); Value = $Reader.GetBlobReader($attribute.Value) }
    }
}

$differences = Import-PowerShellDataFile -LiteralPath (Join-Path $PSScriptRoot 'differences.psd1')
$commands = [System.Collections.Generic.SortedDictionary[string, object]]::new([System.StringComparer]::Ordinal)
$classes = @{}
function Add-Command($Found) {
    foreach ($class in $Found) { $classes[$class.Name] = $class }
    foreach ($class in $Found | Where-Object { $_.Command }) {
        $names = [System.Collections.Generic.SortedSet[string]]::new([System.StringComparer]::Ordinal)
        for ($part = $class; $part; $part = $classes[$part.Base]) { foreach ($name in $part.Parameters) { $null = $names.Add($name) } }
        $commands[$class.Command] = $names
    }
}
# The core of 5.1 comes last, over what the core of 7 says; the base classes of the other modules are in it.
$core = @(Read-Class $Reference)
$newer = @(Read-Class (Join-Path $PowerShell7 'System.Management.Automation.dll'))
foreach ($class in $newer) { $classes[$class.Name] = $class }
foreach ($name in 'Microsoft.PowerShell.Commands.Management', 'Microsoft.PowerShell.Commands.Utility', 'Microsoft.PowerShell.Security') {
    Add-Command @(Read-Class (Join-Path $PowerShell7 "$name.dll"))
}
Add-Command $core

foreach ($name in $differences.NewCommands) { $null = $commands.Remove($name) }
foreach ($name in @($commands.Keys)) {
    foreach ($gone in $differences.NewParameters[$name]) {
        if ($gone -and -not $commands[$name].Remove($gone)) { throw "differences.psd1 says of $name that -$gone is new, and it is not there." }
    }
}
foreach ($name in $differences.OtherParameters.Keys) {
    $commands[$name].Clear()
    $commands[$name].UnionWith([string[]] $differences.OtherParameters[$name])
}
foreach ($name in $differences.ProviderClasses.Keys) {
    $part = $core | Where-Object { $_.Name -eq $differences.ProviderClasses[$name] }
    if (-not $part) { throw "differences.psd1 names the class $($differences.ProviderClasses[$name]), and it is not there." }
    for (; $part; $part = $core | Where-Object { $_.Name -eq $part.Base }) {
        $commands[$name].UnionWith([string[]] $part.Parameters)
    }
}
foreach ($name in $differences.MissingParameters.Keys) {
    if (-not $commands.ContainsKey($name)) {
        $commands[$name] = [System.Collections.Generic.SortedSet[string]]::new([System.StringComparer]::Ordinal)
    }
    $commands[$name].UnionWith([string[]] $differences.MissingParameters[$name])
}
$lines = foreach ($name in $commands.Keys) { '  {0}: {1}' -f (ConvertTo-Json $name), (ConvertTo-Json -Compress @($commands[$name])) }
[System.IO.File]::WriteAllText($Output, "{`n$($lines -join ",`n")`n}`n")
