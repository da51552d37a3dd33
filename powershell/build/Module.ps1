# The module's folder: one script file, the manifest, formats, help and rules.

function Build-Module {
    # Puts the module together. Files that are not in the sources any more go away; lib/ is left alone.
    param(
        [Parameter(Mandatory)] [string] $Root,
        [Parameter(Mandatory)] [string] $Destination
    )
    $source = Join-Path $Root 'powershell/ExTriage'
    Write-ChangedText -Path (Join-Path $Destination 'ExTriage.psm1') -Text (Merge-Script -Source $source)

    # Objects that come back from a job, a remote session or a file are of these types, and do what the others do.
    $copies = foreach ($types in Get-ChildItem -LiteralPath $source -Filter '*.Types.ps1xml' -File) {
        $copy = $types.Name -replace '^ExTriage\.', 'ExTriage.Deserialized.'
        $text = [System.IO.File]::ReadAllText($types.FullName) -replace '(<Type>\s*<Name>)(?=ExTriage\.)', '$1Deserialized.'
        Write-ChangedText -Path (Join-Path $Destination $copy) -Text $text
        $copy
    }

    $files = @{}
    foreach ($pattern in '*.psd1', '*.ps1xml') {
        foreach ($file in Get-ChildItem -LiteralPath $source -Filter $pattern -File) {
            $files[$file.Name] = $file.FullName
        }
    }
    $folders = @{
        'en-US'       = Join-Path $source 'en-US'
        'en-US/codes' = Join-Path $Root 'grammar/codes'
        'rules'       = Join-Path $Root 'rules'
    }
    foreach ($name in $folders.Keys) {
        foreach ($file in Get-ChildItem -LiteralPath $folders[$name] -File -Recurse) {
            $relative = Get-RelativePath -Folder (Get-Item -LiteralPath $folders[$name]).FullName -Path $file.FullName
            $files[(Join-Path $name $relative)] = $file.FullName
        }
    }
    $files['LICENSE'] = Join-Path $Root 'LICENSE'
    foreach ($name in $files.Keys) {
        Copy-ChangedFile -Path $files[$name] -Destination (Join-Path $Destination $name)
    }

    foreach ($file in Get-ChildItem -LiteralPath $Destination -File -Recurse) {
        $relative = Get-RelativePath -Folder (Get-Item -LiteralPath $Destination).FullName -Path $file.FullName
        $ours = $files.ContainsKey($relative) -or $relative -eq 'ExTriage.psm1' -or $relative -in $copies -or $relative -match '^lib[\\/]'
        if (-not $ours) {
            Remove-Item -LiteralPath $file.FullName
        }
    }
}

function Merge-Script {
    # The module's script with every function in it. One file loads faster, can be signed as one, and does not dot-source,
    # which application control policies refuse.
    param([Parameter(Mandatory)] [string] $Source)
    $script = [System.IO.File]::ReadAllText((Join-Path $Source 'ExTriage.psm1'))
    $functions = foreach ($folder in 'Private', 'Public') {
        Get-ChildItem -LiteralPath (Join-Path $Source $folder) -Filter '*.ps1' -File -Recurse |
            Sort-Object -Property FullName -Culture '' |
            ForEach-Object { [System.IO.File]::ReadAllText($_.FullName).Trim() }
    }
    $loader = [regex]::new('(?ms)^# The functions, one a file\..*?^\}\r?\n')
    if ($loader.Matches($script).Count -ne 1) {
        throw "ExTriage.psm1 must have one block that starts with '# The functions, one a file.'"
    }
    $text = $loader.Replace($script, { ($functions -join "`n`n") + "`n" })
    $text -replace "`r`n", "`n"
}
