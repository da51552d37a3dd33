function ConvertFrom-ExTriageJsonTree {
    <#
    .SYNOPSIS
        The objects that ConvertFrom-Json would make, from what other readers of JSON give.
    #>
    [CmdletBinding()]
    param(
        # A JsonElement of .NET, or the tables, lists and values of the .NET Framework's reader.
        [Parameter(Mandatory, Position = 0)]
        [AllowNull()]
        [AllowEmptyString()]
        [AllowEmptyCollection()]
        [object] $Node
    )

    $make = {
        param([object] $part)
        $kind = if ($null -ne $part -and $part.GetType().FullName -eq 'System.Text.Json.JsonElement') { [string] $part.ValueKind } else { '' }
        if ($kind -eq 'Object' -or $part -is [System.Collections.IDictionary]) {
            $members = [ordered] @{}
            if ($kind) {
                foreach ($member in $part.EnumerateObject()) { $members[$member.Name] = & $make $member.Value }
            } else {
                foreach ($key in $part.Keys) { $members[$key] = & $make $part[$key] }
            }
            return [pscustomobject] $members
        }
        if ($kind -eq 'Array' -or $part -is [System.Array]) {
            $elements = New-Object System.Collections.Generic.List[object]
            foreach ($element in $(if ($kind) { $part.EnumerateArray() } else { $part })) { $elements.Add((& $make $element)) }
            # The comma keeps a list a list.
            return , $elements.ToArray()
        }
        switch ($kind) {
            'String' { return $part.GetString() }
            'Number' {
                $whole = [long] 0
                if ($part.TryGetInt64([ref] $whole)) { return $whole }
                return $part.GetDouble()
            }
            'True' { return $true }
            'False' { return $false }
            'Null' { return $null }
            default { return $part }
        }
    }
    & $make $Node
}
