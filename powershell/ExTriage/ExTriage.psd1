@{
    RootModule             = 'ExTriage.psm1'
    ModuleVersion          = '0.1.0'
    GUID                   = '5f1c7a52-9d0e-4c1b-8a3e-6b0f3d2e71c4'
    Author                 = 'The ExTriage authors'
    CompanyName            = 'The ExTriage authors'
    Copyright              = '(c) The ExTriage authors. MIT License.'
    Description            = 'Finds the known issues around Exchange Server updates on a server, a copy of one or a single setup log, shows the evidence and says what to do.'

    CompatiblePSEditions   = @('Desktop', 'Core')
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.6.2'

    # Types and formats are loaded by Import-ExTriageView, which says why.

    FunctionsToExport      = @('Format-ExTriageRule', 'Get-ExTriageHelp', 'Get-ExTriageRule', 'Invoke-ExTriage', 'Test-ExTriageRule')
    CmdletsToExport        = @()
    VariablesToExport      = @()
    AliasesToExport        = @()

    PrivateData            = @{
        PSData = @{
            Tags = @('Exchange', 'ExchangeServer', 'Update', 'Setup', 'Troubleshooting', 'Windows', 'Linux', 'PSEdition_Desktop', 'PSEdition_Core')
        }
    }
}
