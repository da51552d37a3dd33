function Initialize-ExTriageEngine {
    <#
    .SYNOPSIS
        Loads the engine into this process, once, or says what is in the way.
    .DESCRIPTION
        The assembly lib/ExTriage.Interop.dll is the same for both editions of PowerShell. The engine itself lies in a
        folder beside it, lib/win-x64/extriage.dll or lib/linux-x64/extriage.so. It is loaded by its full path before
        the first call, so that no other folder is searched: not the current one, nor PATH or LD_LIBRARY_PATH.
    #>
    [CmdletBinding()]
    param()

    if ($script:EngineIsLoaded) {
        return
    }
    $refuse = {
        param([string] $message, [System.Exception] $exception)
        throw (New-ExTriageErrorRecord -Id EngineNotLoaded -Message $message -InnerException $exception)
    }

    # PowerShell 5.1 is on Windows only and has no $IsWindows.
    $isWindowsHere = $PSVersionTable.PSEdition -eq 'Desktop' -or $IsWindows
    if ([System.IntPtr]::Size -ne 8) {
        $shell = if ($PSVersionTable.PSEdition -eq 'Desktop') { "$env:SystemRoot\Sysnative\WindowsPowerShell\v1.0\powershell.exe" } else { 'the 64-bit pwsh' }
        . $refuse "ExTriage needs a 64-bit PowerShell, and this one has 32 bits. Start $shell."
    }
    $architecture = if ($isWindowsHere) {
        $env:PROCESSOR_ARCHITECTURE
    } else {
        [string] [System.Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture
    }
    if ($architecture -notin 'AMD64', 'X64') {
        . $refuse "ExTriage runs on x64; this PowerShell runs on $architecture."
    }
    if (-not $isWindowsHere -and -not $IsLinux) {
        . $refuse 'ExTriage runs on Windows and on Linux.'
    }

    # Join-Path and Add-Type would load a module and the C# compiler first, which an import would wait for.
    $library = [System.IO.Path]::Combine($script:ModuleRoot, 'lib')
    $assembly = [System.IO.Path]::Combine($library, 'ExTriage.Interop.dll')
    $native = if ($isWindowsHere) {
        [System.IO.Path]::Combine($library, 'win-x64', 'extriage.dll')
    } else {
        [System.IO.Path]::Combine($library, 'linux-x64', 'extriage.so')
    }
    foreach ($file in $assembly, $native) {
        if (-not [System.IO.File]::Exists($file)) {
            . $refuse "'$file' is missing. Copy the whole module folder; in a source checkout, run powershell/build.ps1 and import target/module/ExTriage."
        }
    }

    # A type lives as long as its process, so another version of the module may have loaded its own.
    $type = 'ExTriage.Native.Engine' -as [type]
    if ($null -eq $type) {
        try {
            $null = [System.Reflection.Assembly]::LoadFrom($assembly)
        } catch {
            $exception = $_.Exception.GetBaseException()
            # 0x80131515: the .NET Framework refuses files that carry the mark of a download.
            if ($exception.HResult -eq -2146233067) {
                . $refuse "'$assembly' is blocked because it was downloaded. If you trust it: Get-ChildItem -Recurse '$($script:ModuleRoot)' | Unblock-File" $exception
            }
            . $refuse "'$assembly' cannot be loaded: $($exception.Message)" $exception
        }
        $type = 'ExTriage.Native.Engine' -as [type]
    } elseif ($type.Assembly.Location -ne $assembly) {
        . $refuse "Another copy of ExTriage is loaded in this session, from '$($type.Assembly.Location)'. Start a new session to use the one in '$($script:ModuleRoot)'."
    }

    $explain = {
        param([string] $why, [System.Exception] $exception)
        . $refuse "'$native' cannot be loaded: $why" $exception
    }
    if ($isWindowsHere) {
        $code = [ExTriage.Native.Engine]::Preload($native)
        switch ($code) {
            0 { break }
            126 { . $explain 'a library that it needs is missing (Windows error 126).' }
            193 { . $explain 'it is not a library for this processor, or it is damaged (Windows error 193).' }
            1260 { . $explain 'a policy of this computer blocks it (Windows error 1260). Allow the module in the application control policy.' }
            default { . $explain "Windows error $code." }
        }
    }
    try {
        if (-not $isWindowsHere) {
            [ExTriage.Native.Engine]::PreloadPortable($native)
        }
        $abi = [ExTriage.Native.Engine]::AbiVersion()
        $description = if ($abi -eq [ExTriage.Native.Engine]::ExpectedAbiVersion) { [ExTriage.Native.Engine]::Describe() }
    } catch {
        $exception = $_.Exception.GetBaseException()
        . $explain $exception.Message $exception
    }
    # While a module is imported it does not know its version yet, so its manifest is asked.
    $manifest = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($script:ModuleRoot, 'ExTriage.psd1'))
    $version = [regex]::Match($manifest, "(?m)^\s*ModuleVersion\s*=\s*'([^']+)'").Groups[1].Value
    # Reading all of the description to compare one member of it would take longer than loading the engine.
    if ($description -notmatch ('"Version":"{0}"' -f [regex]::Escape($version))) {
        . $refuse "The engine in '$native' is of another version than the module, which is $version. Start a new session; if that does not help, install the module again."
    }
    $script:EngineIsLoaded = $true
}
