<#
.SYNOPSIS
    Writes a tiny ExSetup.exe that holds nothing but a version resource.
.DESCRIPTION
    The sample servers need an ExSetup.exe, because its file version is what tells the installed build of
    Exchange. The real one is Microsoft's, so this script makes a file of its own: a PE image for x64 with one
    section, .rsrc, and in it one version resource. It has no code and cannot be run. The same arguments always
    give the same bytes.
.PARAMETER Path
    Where to write the file. A file that is there is replaced.
.PARAMETER Version
    The file version, four numbers, such as 15.1.2106.2.
.EXAMPLE
    ./make-exsetup.ps1 -Path 'ex01/C/Program Files/Microsoft/Exchange Server/V15/Bin/ExSetup.exe' -Version 15.1.2106.2
    Makes the file of the sample server ex01 anew.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $Path,

    [Parameter(Mandatory)]
    [version] $Version
)

$ErrorActionPreference = 'Stop'

# A number as little-endian bytes.
function Get-Word([int] $Value) { , [System.BitConverter]::GetBytes([uint16] $Value) }
function Get-DoubleWord([long] $Value) { , [System.BitConverter]::GetBytes([uint32] $Value) }

# One block of a version resource: length, length of the value, type, key, value, blocks inside it; the key and
# the value each end on a multiple of four bytes. ValueLength counts characters for text and bytes for the rest.
function Get-VersionBlock {
    param([string] $Key, [byte[]] $Value = @(), [int] $ValueLength = $Value.Length, [bool] $IsText, [object[]] $Children = @())

    $block = New-Object System.IO.MemoryStream
    $pad = { while ($block.Length % 4) { $block.WriteByte(0) } }
    $put = { param([byte[]] $bytes) $block.Write($bytes, 0, $bytes.Length) }

    & $put (Get-Word 0)
    & $put (Get-Word $ValueLength)
    & $put (Get-Word ([int] $IsText))
    & $put ([System.Text.Encoding]::Unicode.GetBytes($Key + "`0"))
    . $pad
    & $put $Value
    foreach ($child in $Children) {
        . $pad
        & $put $child
    }
    $bytes = $block.ToArray()
    [System.BitConverter]::GetBytes([uint16] $bytes.Length).CopyTo($bytes, 0)
    , $bytes
}

function Get-StringBlock([string] $Key, [string] $Text) {
    $value = [System.Text.Encoding]::Unicode.GetBytes($Text + "`0")
    , (Get-VersionBlock -Key $Key -Value $value -ValueLength ($Text.Length + 1) -IsText $true)
}

# VS_FIXEDFILEINFO: signature, structure version, file version, product version, flags, Windows NT, application.
$high = ([long] $Version.Major -shl 16) -bor $Version.Minor
$low = ([long] $Version.Build -shl 16) -bor $Version.Revision
$fixed = New-Object System.IO.MemoryStream
foreach ($value in 0xFEEF04BDL, 0x00010000, $high, $low, $high, $low, 0x3F, 0, 0x00040004, 1, 0, 0, 0) {
    $bytes = Get-DoubleWord $value
    $fixed.Write($bytes, 0, 4)
}

# Exchange writes its version with padded parts, 15.01.2106.002.
$padded = '{0:00}.{1:00}.{2:0000}.{3:000}' -f $Version.Major, $Version.Minor, $Version.Build, $Version.Revision
$strings = Get-VersionBlock -Key '040904b0' -IsText $true -Children @(
    (Get-StringBlock 'CompanyName' 'ExTriage sample'),
    (Get-StringBlock 'FileDescription' 'Version resource without a program'),
    (Get-StringBlock 'FileVersion' $padded),
    (Get-StringBlock 'InternalName' 'ExSetup.exe'),
    (Get-StringBlock 'OriginalFilename' 'ExSetup.exe'),
    (Get-StringBlock 'ProductName' 'ExTriage sample server'),
    (Get-StringBlock 'ProductVersion' $padded)
)
$translation = Get-VersionBlock -Key 'Translation' -Value ([byte[]] (0x09, 0x04, 0xB0, 0x04))
$resource = Get-VersionBlock -Key 'VS_VERSION_INFO' -Value $fixed.ToArray() -Children @(
    (Get-VersionBlock -Key 'StringFileInfo' -IsText $true -Children (, $strings)),
    (Get-VersionBlock -Key 'VarFileInfo' -IsText $true -Children (, $translation))
)

# The resource tree: type 16 (version), name 1, language 1033, then where the data is.
$sectionAddress = 0x1000
$section = New-Object System.IO.MemoryStream
$directory = {
    param([int] $Id, [long] $Target)
    foreach ($bytes in (Get-DoubleWord 0), (Get-DoubleWord 0), (Get-DoubleWord 0), (Get-Word 0), (Get-Word 1),
        (Get-DoubleWord $Id), (Get-DoubleWord $Target)) {
        $section.Write($bytes, 0, $bytes.Length)
    }
}
& $directory 16 (0x80000000L + 24)
& $directory 1 (0x80000000L + 48)
& $directory 1033 72
foreach ($value in ($sectionAddress + 88), $resource.Length, 0, 0) {
    $bytes = Get-DoubleWord $value
    $section.Write($bytes, 0, 4)
}
$section.Write($resource, 0, $resource.Length)
$sectionSize = $section.Length
while ($section.Length % 0x200) { $section.WriteByte(0) }

$file = New-Object System.IO.MemoryStream
$writer = New-Object System.IO.BinaryWriter $file
# DOS header: only the signature and the place of the PE header count.
$writer.Write([byte[]] (0x4D, 0x5A))
$writer.Write([byte[]] (, 0 * 58))
$writer.Write([uint32] 64)
# PE signature and file header: x64, one section, no time stamp, optional header of 240 bytes.
$writer.Write([System.Text.Encoding]::ASCII.GetBytes("PE`0`0"))
foreach ($value in 0x8664, 1) { $writer.Write([uint16] $value) }
foreach ($value in 0, 0, 0) { $writer.Write([uint32] $value) }
foreach ($value in 240, 0x0022) { $writer.Write([uint16] $value) }
# Optional header of PE32+: sizes, no entry point, image base, alignments, console subsystem of Windows 6.0.
$writer.Write([uint16] 0x020B)
$writer.Write([byte[]] (14, 0))
foreach ($value in 0, $section.Length, 0, 0, $sectionAddress) { $writer.Write([uint32] $value) }
$writer.Write([uint64] 0x140000000L)
foreach ($value in 0x1000, 0x200) { $writer.Write([uint32] $value) }
foreach ($value in 6, 0, 0, 0, 6, 0) { $writer.Write([uint16] $value) }
foreach ($value in 0, ($sectionAddress + 0x1000), 0x200, 0) { $writer.Write([uint32] $value) }
foreach ($value in 3, 0x8100) { $writer.Write([uint16] $value) }
foreach ($value in 0x100000, 0x1000, 0x100000, 0x1000) { $writer.Write([uint64] $value) }
foreach ($value in 0, 16) { $writer.Write([uint32] $value) }
# Sixteen data directories, of which the third is the resources.
for ($index = 0; $index -lt 16; $index++) {
    $isResource = $index -eq 2
    $writer.Write([uint32] $(if ($isResource) { $sectionAddress } else { 0 }))
    $writer.Write([uint32] $(if ($isResource) { $sectionSize } else { 0 }))
}
# The section header: initialised data that can be read.
$writer.Write([System.Text.Encoding]::ASCII.GetBytes(".rsrc`0`0`0"))
foreach ($value in $sectionSize, $sectionAddress, $section.Length, 0x200, 0, 0, 0, 0x40000040) { $writer.Write([uint32] $value) }
while ($file.Length -lt 0x200) { $writer.Write([byte] 0) }
$writer.Write($section.ToArray())
$writer.Flush()

$full = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
$null = New-Item -ItemType Directory -Force -Path ([System.IO.Path]::GetDirectoryName($full))
[System.IO.File]::WriteAllBytes($full, $file.ToArray())
