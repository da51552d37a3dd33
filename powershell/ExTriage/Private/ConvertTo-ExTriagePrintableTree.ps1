function ConvertTo-ExTriagePrintableTree {
    <#
    .SYNOPSIS
        An object of the engine with all its texts, and the names of its members, without control characters.
    #>
    [CmdletBinding()]
    param(
        # Text, numbers, lists and objects, as ConvertFrom-ExTriageJson gives them.
        [Parameter(Mandatory, Position = 0)]
        [AllowNull()]
        [AllowEmptyString()]
        [AllowEmptyCollection()]
        [object] $Node
    )

    $clean = {
        param([object] $part)
        if ($part -is [string]) {
            # Most text is plain, and is not taken apart.
            if ($part -cmatch '[^\n\t\x20-\x7E]') { return ConvertTo-ExTriagePrintable $part }
            return $part
        }
        if ($part -is [System.Array]) {
            $elements = New-Object System.Collections.Generic.List[object]
            foreach ($element in $part) { $elements.Add((& $clean $element)) }
            # The comma keeps a list a list.
            return , $elements.ToArray()
        }
        if ($part -is [System.Management.Automation.PSCustomObject]) {
            $members = [ordered] @{}
            foreach ($property in $part.PSObject.Properties) { $members[(& $clean $property.Name)] = & $clean $property.Value }
            return [pscustomobject] $members
        }
        $part
    }
    & $clean $Node
}
