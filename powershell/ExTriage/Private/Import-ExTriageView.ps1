function Import-ExTriageView {
    <#
    .SYNOPSIS
        Loads the types and formats of the module's objects into this session.
    .DESCRIPTION
        The manifest does not name them: where it does, PowerShell adds them to a list that all runspaces of a pool share,
        without a lock, and imports at the same moment fail.

        They stay when the module is removed, so that results which somebody has kept are still shown without control
        characters. Another copy of the module has the same ones, and PowerShell refuses to load them twice.
    #>
    [CmdletBinding()]
    param()

    $find = { param([string] $pattern) [System.IO.Directory]::GetFiles($script:ModuleRoot, $pattern) }
    # A session that only shows what it would do needs the views all the same.
    $always = @{ WhatIf = $false; Confirm = $false; ErrorAction = 'Stop' }
    # Something that every runspace of the process has. One that waits can be stopped between two tries.
    $gate = [System.Management.Automation.Runspaces.TypeTable]
    while (-not [System.Threading.Monitor]::TryEnter($gate, 100)) { }
    try {
        if (-not (Get-TypeData -TypeName 'ExTriage.Object')) {
            Update-FormatData -AppendPath (& $find '*.Format.ps1xml') @always
            Update-TypeData -AppendPath (& $find '*.Types.ps1xml') @always
        }
    } finally {
        [System.Threading.Monitor]::Exit($gate)
    }
}
