# How Pester is fetched where it is missing, against a server on this machine.

BeforeAll {
    $root = Split-Path -Parent (Split-Path -Parent (Split-Path -Parent $PSScriptRoot))
    . (Join-Path $root 'powershell/build/Pester.ps1')

    # A module of that name, packed as the Gallery packs it.
    $packed = Join-Path $TestDrive 'packed'
    $null = New-Item -ItemType Directory -Path $packed, (Join-Path $packed '_rels')
    Set-Content -LiteralPath (Join-Path $packed 'Pester.psd1') -Value "@{ ModuleVersion = '6.2.0' }"
    foreach ($name in '[Content_Types].xml', 'Pester.nuspec', '_rels/.rels') {
        Set-Content -LiteralPath (Join-Path $packed $name) -Value '<x/>'
    }
    $zip = Join-Path $TestDrive 'pester.zip'
    [System.IO.Compression.ZipFile]::CreateFromDirectory($packed, $zip)
    $package = [System.IO.File]::ReadAllBytes($zip)
    $sha512 = [System.Security.Cryptography.SHA512]::Create()
    $hash = [System.Convert]::ToBase64String($sha512.ComputeHash($package))

    # Answers requests with what is in the table, by the address without its host, until the listener is stopped.
    function Start-Server([hashtable] $Answer) {
        $port = 0
        while (-not $port) {
            $listener = [System.Net.HttpListener]::new()
            $candidate = Get-Random -Minimum 20000 -Maximum 60000
            $listener.Prefixes.Add("http://127.0.0.1:$candidate/")
            try { $listener.Start(); $port = $candidate } catch { $listener.Close() }
        }
        $shell = [powershell]::Create().AddScript({
                param($listener, $answer)
                while ($listener.IsListening) {
                    # Waiting in parts: a listener that is stopped does not always end a wait.
                    try {
                        $next = $listener.GetContextAsync()
                        while (-not $next.Wait(100)) {
                            if (-not $listener.IsListening) { return }
                        }
                        $context = $next.Result
                    } catch {
                        return
                    }
                    $body = $answer[[uri]::UnescapeDataString($context.Request.Url.AbsolutePath)]
                    if ($null -eq $body) { $context.Response.StatusCode = 404 } else { $context.Response.OutputStream.Write($body, 0, $body.Length) }
                    $context.Response.Close()
                }
            }).AddArgument($listener).AddArgument($Answer)
        @{ Listener = $listener; Shell = $shell; Run = $shell.BeginInvoke(); Address = "http://127.0.0.1:$port/api/v2" }
    }

    function Get-Entry([string] $Hash) {
        [System.Text.Encoding]::UTF8.GetBytes("<entry><m:properties><d:PackageHash>$Hash</d:PackageHash><d:PackageHashAlgorithm>SHA512</d:PackageHashAlgorithm></m:properties></entry>")
    }
}

Describe 'Save-Pester' {
    BeforeEach {
        $modules = Join-Path $TestDrive ([guid]::NewGuid())
        $answer = @{
            "/api/v2/Packages(Id='Pester',Version='6.2.0')" = Get-Entry $hash
            '/api/v2/package/Pester/6.2.0'                   = $package
        }
        $server = Start-Server $answer
    }

    AfterEach {
        $server.Listener.Stop()
        $server.Run.AsyncWaitHandle.WaitOne(5000) | Should -BeTrue
        $server.Shell.Dispose()
    }

    It 'keeps the module where its hash is the published one' {
        Save-Pester -Source $server.Address -Destination $modules
        Get-ChildItem -LiteralPath $modules -Recurse -File | ForEach-Object { [System.IO.Path]::GetRelativePath($modules, $_.FullName) -replace '\\', '/' } |
            Should -Be 'Pester/6.2.0/Pester.psd1'
    }

    It 'refuses another hash' {
        $answer["/api/v2/Packages(Id='Pester',Version='6.2.0')"] = Get-Entry ([System.Convert]::ToBase64String([byte[]]::new(64)))
        { Save-Pester -Source $server.Address -Destination $modules } | Should -Throw "The package of Pester was thrown away: its SHA512 is *, and $('0' * 128) was published."
        Get-ChildItem -LiteralPath $modules | Should -BeNullOrEmpty
    }

    It 'refuses a package that was cut' {
        $answer['/api/v2/package/Pester/6.2.0'] = [byte[]] $package[0..99]
        { Save-Pester -Source $server.Address -Destination $modules } | Should -Throw 'The package of Pester was thrown away: *'
        Get-ChildItem -LiteralPath $modules | Should -BeNullOrEmpty
    }

    It 'refuses a package whose hash is not published' {
        $answer["/api/v2/Packages(Id='Pester',Version='6.2.0')"] = [byte[]] (60, 120, 47, 62)
        { Save-Pester -Source $server.Address -Destination $modules } | Should -Throw '*publishes no hash of Pester 6.2.0*'
        Get-ChildItem -LiteralPath $modules | Should -BeNullOrEmpty
    }

    It 'says what is in the way where nobody answers' {
        $server.Listener.Stop()
        { Save-Pester -Source $server.Address -Destination $modules } | Should -Throw "Pester could not be fetched from $($server.Address): *"
        Get-ChildItem -LiteralPath $modules | Should -BeNullOrEmpty
    }
}
