function ConvertTo-ExTriagePrintableTree {
    <#
    .SYNOPSIS
        An object with all its texts, and the names of its members, without control characters.
    .DESCRIPTION
        Whoever prints properties past the views of the module gets no control characters either. What has none is
        given back as it is; the rest is a copy of the same types.
    #>
    [CmdletBinding()]
    param(
        # Text, numbers, lists and objects, as ConvertFrom-ExTriageJson gives them.
        [Parameter(Mandatory, Position = 0, ValueFromPipeline)]
        [AllowNull()]
        [AllowEmptyString()]
        [AllowEmptyCollection()]
        [object] $Node,

        # The JSON that it was read from. One look at it mostly shows that there is nothing to do.
        [string] $Json
    )

    begin {
        # All of it is text that is shown as it is; not all text that is shown so is of these.
        $other = '[^\n\t\x20-\x7E\xA0-\u060F\u1900-\u1FFF\u2010-\u2027\u2070-\uD7FF\uE000-\uFAFF]'
        $clean = {
            param([object] $part)
            if ($part -is [string]) {
                if ($part -cmatch $other) { return ConvertTo-ExTriagePrintable $part }
                return $part
            }
            if ($part -is [System.Array]) {
                $elements = New-Object System.Collections.Generic.List[object]
                foreach ($element in $part) {
                    # A call costs more than what is mostly to do.
                    if ($element -is [string] -and $element -cnotmatch $other) { $elements.Add($element) } else { $elements.Add((& $clean $element)) }
                }
                # The comma keeps a list a list.
                return , $elements.ToArray()
            }
            if ($part -is [System.Management.Automation.PSCustomObject]) {
                $members = [ordered] @{}
                foreach ($property in $part.PSObject.Properties) {
                    $name, $value = $property.Name, $property.Value
                    if ($name -cmatch $other) { $name = & $clean $name }
                    if ($value -is [string]) {
                        if ($value -cmatch $other) { $value = ConvertTo-ExTriagePrintable $value }
                    } elseif ($value -is [System.Array] -or $value -is [System.Management.Automation.PSCustomObject]) {
                        $value = & $clean $value
                    }
                    $members[$name] = $value
                }
                $copy = [pscustomobject] $members
                $types = @($part.PSObject.TypeNames -like 'ExTriage.*')
                for ($index = 0; $index -lt $types.Count; $index++) { $copy.PSObject.TypeNames.Insert($index, $types[$index]) }
                return $copy
            }
            $part
        }
    }

    process {
        # In JSON, some of them are written as \u001b or \b.
        if ($Json -and $Json -cnotmatch $other -and $Json -cnotmatch '(?<!\\)(?:\\\\)*\\(?:[bfr]|u[0-9a-fA-F]{4})') {
            return , $Node
        }
        & $clean $Node
    }
}
