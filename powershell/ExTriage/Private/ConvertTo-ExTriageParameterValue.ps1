function ConvertTo-ExTriageParameterValue {
    <#
    .SYNOPSIS
        The parameters of rules as the engine takes them, from a table of rules and of their parameters.
    .DESCRIPTION
        Gives one object for each parameter: rule, name and value. Times become seconds, versions of three or four parts
        become text, which the engine reads as a version. What the engine has no value for is given by its name, as
        { given: 'a date' }: the engine knows what each parameter is, and says both. Where something else is meant in all
        likelihood, it says what to write.
    #>
    [CmdletBinding()]
    [OutputType([hashtable])]
    param(
        # @{ 'rule-id' = @{ Name = value } }
        [AllowNull()]
        [System.Collections.IDictionary] $Parameter
    )

    $plain = {
        param($value)
        if ($null -eq $value -or $value -is [bool]) {
            $value
        } elseif ($value -is [string]) {
            $value
        } elseif ($value -is [version] -and $value.Build -ge 0) {
            [string] $value
        } elseif ($value -is [version]) {
            @{ given = "a System.Version of two parts: write '$value.0'" }
        } elseif ($value -is [char] -or $value -is [enum]) {
            # As text, and not as the number that it is as well.
            @{ given = "a $($value.GetType().FullName): write '$value'" }
        } elseif ($value -is [timespan]) {
            $value.TotalSeconds
        } elseif (($value -is [double] -or $value -is [single]) -and ([double]::IsNaN($value) -or [double]::IsInfinity($value))) {
            @{ given = ([double] $value).ToString([cultureinfo]::InvariantCulture) }
        } elseif ($value -is [decimal] -or ($value.GetType().IsPrimitive -and $value -isnot [System.IntPtr] -and $value -isnot [System.UIntPtr])) {
            $value
        } elseif ($value -is [System.Collections.IDictionary]) {
            @{ given = 'a table' }
        } elseif ($value -is [scriptblock]) {
            @{ given = 'a script block' }
        } elseif ($value -is [datetime] -or $value -is [System.DateTimeOffset]) {
            @{ given = 'a date' }
        } elseif ($value -is [System.Collections.IEnumerable]) {
            @{ given = 'a list' }
        } elseif ($value -is [System.Management.Automation.PSCustomObject]) {
            @{ given = 'an object' }
        } else {
            @{ given = "a $($value.GetType().FullName)" }
        }
    }
    # The engine takes fewer; an endless list must end all the same.
    $limit = 20000
    foreach ($rule in @(if ($Parameter) { $Parameter.Keys })) {
        $values = $Parameter[$rule]
        if ($values -isnot [System.Collections.IDictionary]) {
            throw (New-ExTriageErrorRecord -Id InvalidArgument -Message "-Parameter has no table of parameters for the rule '$rule'. Write it as @{ '$rule' = @{ Name = 'value' } }; Get-ExTriageRule '$rule' lists the parameters." -TargetObject $Parameter)
        }
        foreach ($name in $values.Keys) {
            $value = $values[$name]
            if ($value -is [System.Collections.IEnumerable] -and $value -isnot [string] -and $value -isnot [System.Collections.IDictionary]) {
                $elements = New-Object System.Collections.Generic.List[object]
                foreach ($element in $value) {
                    if ($elements.Count -ge $limit) { break }
                    $elements.Add((& $plain $element))
                }
                @{ rule = [string] $rule; name = [string] $name; value = $elements }
            } else {
                @{ rule = [string] $rule; name = [string] $name; value = & $plain $value }
            }
        }
    }
}
