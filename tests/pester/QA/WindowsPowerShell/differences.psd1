# What New-CommandList.ps1 changes on the commands of PowerShell 7.6 to get those of Windows PowerShell 5.1.
@{
    # Commands that came with PowerShell 6 and 7.
    NewCommands       = @(
        'ConvertFrom-CliXml', 'ConvertTo-CliXml', 'ConvertFrom-Markdown', 'Get-Error', 'Get-MarkdownOption', 'Get-SecureRandom', 'Get-Uptime',
        'Join-String', 'Remove-Alias', 'Remove-Service', 'Set-MarkdownOption', 'Show-Markdown', 'Test-Json'
    )
    # Parameters that came with PowerShell 6 and 7.
    NewParameters     = @{
        'Add-Type'                  = @('CompilerOptions')
        'Convert-Path'              = @('Force')
        'ConvertFrom-Json'          = @('AsHashtable', 'DateKind', 'Depth', 'NoEnumerate')
        'ConvertFrom-SecureString'  = @('AsPlainText')
        'ConvertFrom-StringData'    = @('Delimiter')
        'ConvertTo-Csv'             = @('IncludeTypeInformation', 'NoHeader', 'QuoteFields', 'UseQuotes')
        'ConvertTo-Html'            = @('Charset', 'Meta', 'Transitional')
        'ConvertTo-Json'            = @('AsArray', 'EnumsAsStrings', 'EscapeHandling')
        'Debug-Runspace'            = @('BreakAll')
        'Disable-PSBreakpoint'      = @('Runspace')
        'Enable-PSBreakpoint'       = @('Runspace')
        'Export-Csv'                = @('IncludeTypeInformation', 'NoHeader', 'QuoteFields', 'UseQuotes')
        'Format-Hex'                = @('Count', 'Offset')
        'Format-Table'              = @('RepeatHeader')
        'Get-Clipboard'             = @('Delimiter')
        'Get-Credential'            = @('Title')
        'Get-Culture'               = @('ListAvailable', 'Name', 'NoUserOverrides')
        'Get-Date'                  = @('AsUTC', 'UnixTimeSeconds')
        'Get-PfxCertificate'        = @('NoPromptForPassword', 'Password')
        'Get-PSBreakpoint'          = @('Runspace')
        'Get-Random'                = @('Shuffle')
        'Get-Unique'                = @('CaseInsensitive')
        'Get-Verb'                  = @('Group')
        'Import-PowerShellDataFile' = @('SkipLimitCheck')
        'Join-Path'                 = @('AdditionalChildPath')
        'Measure-Object'            = @('AllStats', 'StandardDeviation')
        'New-Guid'                  = @('Empty', 'InputObject')
        'New-Service'               = @('SecurityDescriptorSddl')
        'Out-String'                = @('NoNewline')
        'Read-Host'                 = @('MaskInput')
        'Remove-PSBreakpoint'       = @('Runspace')
        'Resolve-Path'              = @('Force', 'RelativeBasePath')
        'Select-Object'             = @('CaseInsensitive', 'SkipIndex')
        'Select-String'             = @('Culture', 'NoEmphasis', 'Raw')
        'Send-MailMessage'          = @('ReplyTo')
        'Set-Clipboard'             = @('AsOSC52', 'PassThru')
        'Set-PSBreakpoint'          = @('Runspace')
        'Set-Service'               = @('Credential', 'Force', 'SecurityDescriptorSddl')
        'Set-Variable'              = @('Append')
        'Sort-Object'               = @('Bottom', 'Stable', 'Top')
        'Split-Path'                = @('Extension', 'LeafBase')
        'Start-Process'             = @('Environment')
        'Start-Sleep'               = @('Duration')
        'Tee-Object'                = @('Encoding')
        'Wait-Process'              = @('Any', 'PassThru')
    }
    # Commands whose parameters are others altogether.
    OtherParameters   = @{
        'Invoke-RestMethod' = @(
            'Body', 'Certificate', 'CertificateThumbprint', 'ContentType', 'Credential', 'DisableKeepAlive', 'Headers', 'InFile',
            'MaximumRedirection', 'Method', 'OutFile', 'PassThru', 'Proxy', 'ProxyCredential', 'ProxyUseDefaultCredentials', 'SessionVariable',
            'TimeoutSec', 'TransferEncoding', 'Uri', 'UseBasicParsing', 'UseDefaultCredentials', 'UserAgent', 'WebSession'
        )
        'Invoke-WebRequest' = @(
            'Body', 'Certificate', 'CertificateThumbprint', 'ContentType', 'Credential', 'DisableKeepAlive', 'Headers', 'InFile',
            'MaximumRedirection', 'Method', 'OutFile', 'PassThru', 'Proxy', 'ProxyCredential', 'ProxyUseDefaultCredentials', 'SessionVariable',
            'TimeoutSec', 'TransferEncoding', 'Uri', 'UseBasicParsing', 'UseDefaultCredentials', 'UserAgent', 'WebSession'
        )
        'Test-Connection'   = @(
            'AsJob', 'BufferSize', 'ComputerName', 'Count', 'Credential', 'DcomAuthentication', 'Delay', 'Impersonation', 'Quiet', 'Source',
            'ThrottleLimit', 'TimeToLive', 'WsmanAuthentication'
        )
    }
    # Parameters that providers add, by the class that declares them.
    ProviderClasses   = @{
        'Add-Content'   = 'FileSystemContentWriterDynamicParameters'
        'Clear-Content' = 'FileSystemClearContentDynamicParameters'
        'Get-Content'   = 'FileSystemContentReaderDynamicParameters'
        'Get-Item'      = 'FileSystemProviderGetItemDynamicParameters'
        'Remove-Item'   = 'FileSystemProviderRemoveItemDynamicParameters'
        'Set-Content'   = 'FileSystemContentWriterDynamicParameters'
        'Test-Path'     = 'FileSystemItemProviderDynamicParameters'
    }
    # Parameters that the assemblies do not declare, or that PowerShell 7 left behind.
    MissingParameters = @{
        'Add-Content'      = @('Encoding', 'NoNewline', 'Stream')
        'Clear-Content'    = @('Stream')
        'Copy-Item'        = @('FromSession', 'ToSession')
        'Get-Content'      = @('Encoding', 'Stream')
        'Get-Item'         = @('Stream')
        'Remove-Item'      = @('Stream')
        'Set-Content'      = @('Encoding', 'NoNewline', 'Stream')
        'Get-ChildItem'    = @('Attributes', 'Directory', 'File', 'Hidden', 'ReadOnly', 'System')
        'Get-Clipboard'    = @('Format', 'TextFormatType')
        'Get-EventLog'     = @('After', 'AsBaseObject', 'AsString', 'Before', 'ComputerName', 'EntryType', 'Index', 'InstanceId', 'List', 'LogName', 'Message', 'Newest', 'Source', 'UserName')
        'Get-Process'      = @('ComputerName')
        'Get-Service'      = @('ComputerName')
        'Get-WmiObject'    = @('Amended', 'AsJob', 'Authority', 'Authentication', 'Class', 'ComputerName', 'Credential', 'DirectRead', 'EnableAllPrivileges', 'Filter', 'Impersonation', 'List', 'Locale', 'Namespace', 'Property', 'Query', 'Recurse', 'ThrottleLimit')
        'Set-Clipboard'    = @('LiteralPath', 'Path')
        'Set-ItemProperty' = @('Type')
        'Set-Service'      = @('ComputerName')
    }
}
