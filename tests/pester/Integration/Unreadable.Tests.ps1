BeforeDiscovery {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
}

BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $log = Join-Path $servers 'ex01/C/ExchangeSetupLogs/ExchangeSetup.log'

    # None of the rules that read the setup log may call it clear.
    function Get-LogOutcome([string] $Path) {
        @((Invoke-ExTriage -SetupLog $Path -Id setup-* -ErrorAction Stop).Outcome | Sort-Object -Unique)
    }
}

Describe 'Wrong input' {
    It 'a folder that is not there is an error' {
        { Invoke-ExTriage -Path (Join-Path $TestDrive 'nowhere') } | Should -Throw -ErrorId 'ExTriage.PathNotFound,Invoke-ExTriage' -ExpectedMessage '*nowhere*does not exist*-Path takes a folder*'
    }

    It 'a file for a folder is an error' {
        { Invoke-ExTriage -Path $log } | Should -Throw -ErrorId 'ExTriage.WrongKindOfPath,Invoke-ExTriage' -ExpectedMessage '*is a file*-SetupLog*'
    }

    It 'a folder for a log is an error' {
        { Invoke-ExTriage -SetupLog $servers } | Should -Throw -ErrorId 'ExTriage.WrongKindOfPath,Invoke-ExTriage' -ExpectedMessage '*is a folder*-Path*'
    }

    It 'a log that is not there is an error' {
        { Invoke-ExTriage -SetupLog (Join-Path $TestDrive 'no.log') } | Should -Throw -ErrorId 'ExTriage.PathNotFound,Invoke-ExTriage'
    }

    It 'a mapped file that is not there is an error that names its key' {
        { Invoke-ExTriage -Map @{ 'C:\a.log' = (Join-Path $TestDrive 'no.log') } } | Should -Throw -ErrorId 'ExTriage.PathNotFound,Invoke-ExTriage' -ExpectedMessage '*C:\a.log*no.log*'
    }

    It 'a map without files is an error, and not a triage of this computer' {
        { Invoke-ExTriage -Map @{} } | Should -Throw -ErrorId 'ExTriage.InvalidArgument,Invoke-ExTriage' -ExpectedMessage '*-Map takes*'
        { Invoke-ExTriage -Map @{ 'C:\a.log' = $null } } | Should -Throw -ErrorId 'ExTriage.InvalidArgument,Invoke-ExTriage' -ExpectedMessage '*without a file*'
    }

    It 'a broken wildcard is an error that says what it lacks' {
        { Invoke-ExTriage -SetupLog $log -Id '[' } | Should -Throw -ErrorId 'ExTriage.InvalidArgument,Invoke-ExTriage' -ExpectedMessage "*needs its ']'*"
    }

    It 'a key that is no Windows path is an error' {
        { Invoke-ExTriage -Map @{ 'not/a/path' = $log } } | Should -Throw -ExpectedMessage '*not/a/path*'
    }

    It 'a path of another provider is an error' {
        { Invoke-ExTriage -Path 'Env:\PATH' } | Should -Throw -ErrorId 'ExTriage.WrongKindOfPath,Invoke-ExTriage'
    }

    It 'facts that are misspelt are unknown with a hint, and cost nothing else' {
        $folder = Join-Path $TestDrive 'facts'
        $null = New-Item -ItemType Directory -Path (Join-Path $folder 'C')
        [System.IO.File]::WriteAllText((Join-Path $folder 'facts.json'), '{ "servces": [] }')
        $rules = Join-Path $TestDrive 'facts.exrule'
        [System.IO.File]::WriteAllText($rules, "rule asks-for-services 'Services' {`n  detect {`n    `$all = service`n    when exists `$all`n  }`n  finding 'Found.'`n}`n")
        $result = Invoke-ExTriage -Path $folder -RulePath $rules -Id asks-for-services
        $result.Outcome | Should -Be 'Unknown'
        $result.Reason | Should -BeLike '*facts.json does not give services*servces*did you mean*services*line 1*'
    }

    It 'one wrong log among many is told, and the others are triaged' {
        $results = @((Join-Path $TestDrive 'no.log'), $log | Invoke-ExTriage -Outcome Detected -ErrorVariable errors -ErrorAction SilentlyContinue)
        $results.RuleId | Should -Be 'setup-service-disabled'
        @($errors).Count | Should -Be 1
        $errors[0].FullyQualifiedErrorId | Should -Be 'ExTriage.PathNotFound,Invoke-ExTriage'
    }

    It 'takes several logs as one argument' {
        $results = @(Invoke-ExTriage -SetupLog $log, (Join-Path $TestDrive 'no.log'), $log -Outcome Detected -ErrorVariable errors -ErrorAction SilentlyContinue)
        $results.RuleId | Should -Be 'setup-service-disabled', 'setup-service-disabled'
        $errors[0].FullyQualifiedErrorId | Should -Be 'ExTriage.PathNotFound,Invoke-ExTriage'
    }

    It 'leaves the session as it was' {
        foreach ($attempt in { Invoke-ExTriage -Path nowhere }, { Invoke-ExTriage -SetupLog $servers }, { Invoke-ExTriage -Id nothing }) {
            try { & $attempt } catch { $null = $_ }
        }
        (Invoke-ExTriage -SetupLog $log -Outcome Detected).RuleId | Should -Be 'setup-service-disabled'
    }
}

Describe 'A log that says nothing' {
    It 'is unknown when it is empty' {
        $file = Join-Path $TestDrive 'empty.log'
        [System.IO.File]::WriteAllBytes($file, [byte[]] @())
        Get-LogOutcome $file | Should -Be 'Unknown'
    }

    It 'is unknown when it is binary' {
        $file = Join-Path $TestDrive 'binary.log'
        $bytes = [byte[]]::new(300000)
        [System.Random]::new(7).NextBytes($bytes)
        [System.IO.File]::WriteAllBytes($file, $bytes)
        Get-LogOutcome $file | Should -Be 'Unknown'
    }

    It 'is unknown when it is some other text' {
        $file = Join-Path $TestDrive 'other.log'
        [System.IO.File]::WriteAllText($file, "a recipe`r`nfor bread`r`n")
        Get-LogOutcome $file | Should -Be 'Unknown'
    }

    It 'is an error when it is a pipe, and nobody waits for it' -Skip:(-not $IsLinux) {
        $pipe = Join-Path $TestDrive 'pipe.log'
        mkfifo $pipe
        { Invoke-ExTriage -SetupLog $pipe } | Should -Throw -ErrorId 'ExTriage.EvidenceUnreadable,Invoke-ExTriage' -ExpectedMessage '*pipe.log*not a regular file*'
    }

    It 'is unknown in a folder without logs' {
        $folder = Join-Path $TestDrive 'bare'
        $null = New-Item -ItemType Directory -Path (Join-Path $folder 'C/Windows')
        @((Invoke-ExTriage -Path $folder).Outcome | Sort-Object -Unique) | Should -Not -Contain 'Clear'
    }
}

Describe 'A file without access' -Skip:(-not ($isRoot -and $setpriv)) {
    BeforeAll {
        # The check runs as a user who has no rights, on a copy of the module that this user can read.
        $place = Join-Path ([System.IO.Path]::GetTempPath()) "extriage-denied-$PID"
        $null = New-Item -ItemType Directory -Path $place
        Copy-Item -LiteralPath $modulePath -Destination (Join-Path $place 'ExTriage') -Recurse
        Copy-Item -LiteralPath (Join-Path $servers 'ex01') -Destination $place -Recurse
        $null = New-Item -ItemType Directory -Path (Join-Path $place 'home'), (Join-Path $place 'closed')
        Copy-Item -LiteralPath $log -Destination (Join-Path $place 'denied.log')
        Copy-Item -LiteralPath $log -Destination (Join-Path $place 'closed/denied.log')
        # The user may live with a PowerShell that only root can read; a copy of it is as good.
        $shellFolder = $PSHOME
        chmod -R 'a+rX' $place
        chmod 0600 (Join-Path $place 'denied.log') (Join-Path $place 'ex01/C/ExchangeSetupLogs/ExchangeSetup.log')
        chmod 0700 (Join-Path $place 'closed')
        chown 65534 (Join-Path $place 'home')
        setpriv --reuid 65534 --regid 65534 --clear-groups test -r (Join-Path $PSHOME 'pwsh.dll')
        if ($LASTEXITCODE -ne 0) {
            $shellFolder = Join-Path $place 'pwsh'
            cp -r $PSHOME $shellFolder
            chmod -R 'a+rX' $shellFolder
        }

        # Runs a command as that user and gives what it wrote.
        function Invoke-AsNobody([string] $Command) {
            $text = "`$ErrorActionPreference = 'Stop'; `$env:PSModulePath = ''; Import-Module '$place/ExTriage/ExTriage.psd1'; $Command"
            Push-Location -LiteralPath $place
            try {
                setpriv --reuid 65534 --regid 65534 --clear-groups env "HOME=$place/home" POWERSHELL_TELEMETRY_OPTOUT=1 (Join-Path $shellFolder 'pwsh') -NoProfile -NonInteractive -Command $text 2>&1
            } finally {
                Pop-Location
            }
        }
    }

    AfterAll {
        Remove-Item -LiteralPath $place -Recurse -Force
    }

    It 'is really denied' {
        Invoke-AsNobody "try { [System.IO.File]::ReadAllBytes('$place/denied.log').Length } catch { `$_.Exception.InnerException.GetType().Name }" | Should -Be 'UnauthorizedAccessException'
    }

    It 'gives Unknown with the reason' {
        $said = Invoke-AsNobody "Invoke-ExTriage -SetupLog '$place/denied.log' -Id setup-* | ForEach-Object { `$_.Outcome + ' ' + `$_.Reason }"
        @($said).Count | Should -BeGreaterThan 3
        foreach ($line in $said) {
            $line | Should -Match '^Unknown .*(denied|permission)'
        }
    }

    It 'gives Unknown for the rules that need it in a folder, and the others are evaluated' {
        $said = Invoke-AsNobody "Invoke-ExTriage -Path '$place/ex01' | ForEach-Object { `$_.RuleId + ' ' + `$_.Outcome }"
        $said | Should -Contain 'setup-service-disabled Unknown'
        $said | Should -Contain 'security-update-missing Detected'
        $said -match 'setup-.* Clear' | Should -BeNullOrEmpty
    }

    It 'is told when its folder is closed' {
        $said = Invoke-AsNobody "try { Invoke-ExTriage -SetupLog '$place/closed/denied.log' } catch { `$_.FullyQualifiedErrorId; `$_.Exception.Message }"
        $said[0] | Should -Be 'ExTriage.PathNotFound,Invoke-ExTriage'
        $said[1] | Should -Match 'or this account cannot see it'
    }
}
