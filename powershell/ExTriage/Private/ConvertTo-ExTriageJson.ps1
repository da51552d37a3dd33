function ConvertTo-ExTriageJson {
    <#
    .SYNOPSIS
        A request of the engine as JSON: tables, lists, text, numbers, true, false and nothing.
    .DESCRIPTION
        ConvertTo-Json writes what PowerShell has attached to an object too. Text that Get-Content gave knows its drive
        and its provider, and Windows PowerShell follows these without end. What is no part of a request is an error.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory, Position = 0)]
        [AllowNull()]
        [AllowEmptyString()]
        [AllowEmptyCollection()]
        [object] $Value
    )

    $escapes = [ordered] @{ '\' = '\\'; '"' = '\"'; "`n" = '\n'; "`r" = '\r'; "`t" = '\t' }
    $writer = New-Object System.Text.StringBuilder
    $write = {
        param([object] $part)
        if ($null -eq $part) {
            $null = $writer.Append('null')
        } elseif ($part -is [string] -or $part -is [char] -or $part -is [enum]) {
            $text = [string] $part
            foreach ($mark in $escapes.Keys) {
                $text = $text.Replace($mark, $escapes[$mark])
            }
            # The other control characters are rare.
            $text = [regex]::Replace($text, '[\x00-\x1F]', { param($found) '\u{0:x4}' -f [int] [char] $found.Value })
            $null = $writer.Append('"').Append($text).Append('"')
        } elseif ($part -is [bool]) {
            $null = $writer.Append($(if ($part) { 'true' } else { 'false' }))
        } elseif ($part -is [double] -or $part -is [single]) {
            if ([double]::IsNaN($part) -or [double]::IsInfinity($part)) {
                throw "JSON has no $part."
            }
            $null = $writer.Append(([double] $part).ToString('R', [cultureinfo]::InvariantCulture))
        } elseif ($part -is [decimal] -or $part.GetType().IsPrimitive) {
            $null = $writer.Append(([System.IConvertible] $part).ToString([cultureinfo]::InvariantCulture))
        } elseif ($part -is [System.Collections.IDictionary]) {
            $null = $writer.Append('{')
            $separator = ''
            foreach ($key in $part.Keys) {
                $null = $writer.Append($separator)
                & $write ([string] $key)
                $null = $writer.Append(':')
                & $write $part[$key]
                $separator = ','
            }
            $null = $writer.Append('}')
        } elseif ($part -is [System.Collections.IList]) {
            $null = $writer.Append('[')
            $separator = ''
            foreach ($element in $part) {
                $null = $writer.Append($separator)
                & $write $element
                $separator = ','
            }
            $null = $writer.Append(']')
        } elseif ($part -is [System.Management.Automation.PSCustomObject]) {
            $members = [ordered] @{}
            foreach ($property in $part.PSObject.Properties) { $members[$property.Name] = $property.Value }
            & $write $members
        } else {
            throw "A request holds no $($part.GetType().FullName)."
        }
    }
    & $write $Value
    $writer.ToString()
}
