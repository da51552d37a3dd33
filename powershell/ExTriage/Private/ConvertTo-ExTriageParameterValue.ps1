function ConvertTo-ExTriageParameterValue {
    <#
    .SYNOPSIS
        The parameters of rules as the engine takes them, from a table of rules and of their parameters.
    .DESCRIPTION
        Gives one object for each parameter: rule, name and value. Times become seconds, versions become text; the
        engine holds each value against the parameter's own type.
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
        if ($value -is [timespan]) {
            $value.TotalSeconds
        } elseif ($value -is [version]) {
            $value.ToString()
        } elseif ($null -eq $value -or $value -is [bool] -or $value -is [string] -or $value.GetType().IsPrimitive) {
            $value
        } else {
            [string] $value
        }
    }
    foreach ($rule in @(if ($Parameter) { $Parameter.Keys })) {
        $values = $Parameter[$rule]
        if ($values -isnot [System.Collections.IDictionary]) {
            throw (New-ExTriageErrorRecord -Id InvalidArgument -Message "-Parameter has no table of parameters for the rule '$rule'. Write it as @{ '$rule' = @{ Name = 'value' } }; Get-ExTriageRule '$rule' lists the parameters." -TargetObject $Parameter)
        }
        foreach ($name in $values.Keys) {
            $value = $values[$name]
            if ($value -is [System.Collections.IEnumerable] -and $value -isnot [string]) {
                $value = @(foreach ($element in $value) { & $plain $element })
                @{ rule = [string] $rule; name = [string] $name; value = [object[]] $value }
            } else {
                @{ rule = [string] $rule; name = [string] $name; value = & $plain $value }
            }
        }
    }
}
