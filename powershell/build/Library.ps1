# The engine: a native library for one platform, built by cargo.

# What Windows has to bring for extriage.dll. A new name here is a new demand on every server.
$script:WindowsImports = @(
    'api-ms-win-core-synch-l1-2-0.dll', 'bcryptprimitives.dll', 'KERNEL32.dll', 'msvcrt.dll', 'ntdll.dll',
    # Of the standard library, which is not stripped of what nobody calls where crates are compiled one by one.
    'userenv.dll', 'ws2_32.dll'
)

function Build-Library {
    # Builds the engine and gives the path of the library.
    param(
        [Parameter(Mandatory)] [string] $Root,
        [Parameter(Mandatory)] [string] $Platform,
        [Parameter(Mandatory)] [string] $Configuration
    )
    $profileName = if ($Configuration -eq 'debug') { 'dev' } else { $Configuration }
    $common = @('--locked', '--lib', '--manifest-path', (Join-Path $Root 'Cargo.toml'), '--profile', $profileName)
    if ($Configuration -eq 'release') {
        # The library alone, without the form that tests link to: only so does cargo optimise across crates.
        $common = @('rustc', '--crate-type', 'cdylib') + $common
    } else {
        # Tests link to the same build.
        $common = @('build') + $common
    }
    $native = if ($script:OnWindows) { 'win-x64' } elseif ($IsLinux) { 'linux-x64' }

    if ($Platform -eq $native) {
        $target = Join-Path $Root 'target'
        Invoke-Tool -Path (Find-Cargo) -ArgumentList ($common + '--target-dir', $target)
        $name = if ($script:OnWindows) { 'extriage.dll' } else { 'libextriage.so' }
        return Join-Path $target "$Configuration/$name"
    }
    if ($script:OnWindows -or -not $IsLinux -or $Platform -ne 'win-x64') {
        throw "The engine for $Platform cannot be built here; build it on that platform."
    }

    $triple = 'x86_64-pc-windows-gnu'
    $target = Join-Path $Root 'target/windows'
    $common += '--target-dir', $target, '--target', $triple
    $linker = Find-Tool -Name 'x86_64-w64-mingw32-gcc' -Install 'On Debian: apt-get install -y --no-install-recommends gcc-mingw-w64-x86-64'
    $kept = @{}
    $change = @{ CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER = $linker }
    $cargo = Find-Cargo
    if (-not (Test-RustTarget -Triple $triple)) {
        # Debian brings the source of its own standard library, which is then built along. Its compiler counts as one that
        # may do that; the crate itself uses nothing but what is stable.
        $cargo = '/usr/bin/cargo'
        $change.RUSTC_BOOTSTRAP = '1'
        $change.PATH = "/usr/bin:$env:PATH"
        $common += '-Zbuild-std=std,panic_unwind'
        $source = '/usr/src/rustc-*/library/std', '/usr/lib/rustlib/src/rust/library/std'
        if (-not (Test-Path -LiteralPath $cargo) -or -not (Test-Path -Path $source)) {
            throw "To build for Windows, either run 'rustup target add $triple', or on Debian: apt-get install -y --no-install-recommends rustc-web cargo-web rust-web-src gcc-mingw-w64-x86-64"
        }
    }
    try {
        foreach ($name in $change.Keys) {
            $kept[$name] = [System.Environment]::GetEnvironmentVariable($name)
            [System.Environment]::SetEnvironmentVariable($name, $change[$name])
        }
        Invoke-Tool -Path $cargo -ArgumentList $common
    } finally {
        foreach ($name in $kept.Keys) {
            [System.Environment]::SetEnvironmentVariable($name, $kept[$name])
        }
    }
    $library = Join-Path $target "$triple/$Configuration/extriage.dll"
    Assert-WindowsImport -Path $library
    $library
}

function Find-Cargo {
    $also = Join-Path $HOME $(if ($script:OnWindows) { '.cargo/bin/cargo.exe' } else { '.cargo/bin/cargo' })
    Find-Tool -Name 'cargo' -Also $also -Install 'Install Rust 1.88 or newer from https://rustup.rs and start a new session.'
}

function Test-RustTarget {
    # Whether the Rust that is in use brings the standard library of that platform.
    param([Parameter(Mandatory)] [string] $Triple)
    $rustc = Join-Path (Split-Path -Parent (Find-Cargo)) 'rustc'
    # In Windows PowerShell 5.1 what a program says in a place of its own would be an error.
    $ErrorActionPreference = 'Continue'
    $folder = & $rustc --print target-libdir --target $Triple 2>$null
    $LASTEXITCODE -eq 0 -and (Test-Path -Path (Join-Path $folder 'libstd-*'))
}

function Assert-WindowsImport {
    # Holds what the library imports against what is known to be on every supported Windows.
    param([Parameter(Mandatory)] [string] $Path)
    $objdump = Get-Command -Name 'x86_64-w64-mingw32-objdump' -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    if (-not $objdump) {
        Write-Warning 'x86_64-w64-mingw32-objdump was not found, so the imports of extriage.dll were not checked.'
        return
    }
    $imports = & $objdump.Source -p $Path | Select-String -Pattern 'DLL Name: (\S+)' | ForEach-Object { $_.Matches[0].Groups[1].Value }
    $new = @($imports | Where-Object { $_ -notin $script:WindowsImports })
    if (-not $imports -or $new) {
        throw "extriage.dll imports what is not on the list of powershell/build/Library.ps1: $($new -join ', ')."
    }
}
