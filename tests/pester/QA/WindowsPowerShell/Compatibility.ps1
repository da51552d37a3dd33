# What a script does that Windows PowerShell 5.1 cannot, found by PowerShell's own parser.

$script:NewerTokens = @{
    QuestionMark           = 'a condition with ?:'
    QuestionQuestion       = 'the operator ??'
    QuestionQuestionEquals = 'the operator ??='
    QuestionDot            = 'the operator ?.'
    QuestionLBracket       = 'the operator ?[]'
}

# Variables that 5.1 does not have: under strict mode, reading them is an error.
$script:NewerVariables = 'IsWindows', 'IsLinux', 'IsMacOS', 'IsCoreCLR', 'PSStyle', 'EnabledExperimentalFeatures'

$script:NewerTypes = 'semver', 'System.Management.Automation.SemanticVersion', 'ArgumentCompletions', 'ValidateNotNullOrWhiteSpace',
'NoRunspaceAffinity', 'ExperimentalAttribute', 'Experimental', 'System.Index', 'System.Range', 'System.HashCode',
'System.Text.Json.JsonDocument', 'System.Text.Json.JsonSerializer'

# Static members of .NET that the .NET Framework 4.6.2 does not have, and static calls with that many arguments.
$script:NewerMembers = @(
    'System.IO.Path::GetRelativePath', 'System.IO.Path::Join', 'System.IO.Path::IsPathFullyQualified', 'System.IO.Path::Exists',
    'System.IO.Path::TrimEndingDirectorySeparator', 'System.IO.Path::EndsInDirectorySeparator', 'System.IO.File::Move(3)',
    'System.IO.File::ReadAllTextAsync', 'System.IO.File::WriteAllTextAsync', 'System.IO.File::ResolveLinkTarget',
    'System.Convert::ToHexString', 'System.Convert::FromHexString', 'System.Math::Clamp', 'System.Math::Cbrt', 'System.Math::Log2',
    'System.Environment::ProcessId', 'System.Environment::ProcessPath', 'System.Environment::TickCount64',
    'System.OperatingSystem::IsWindows', 'System.OperatingSystem::IsLinux', 'System.Security.Cryptography.SHA256::HashData',
    'System.Security.Cryptography.RandomNumberGenerator::GetBytes', 'System.Array::Fill', 'System.DateTime::UnixEpoch',
    'System.Collections.Generic.KeyValuePair::Create'
)

# Methods of objects, whatever their type, with that many arguments.
$script:NewerMethods = 'Contains(2)', 'Replace(3)', 'ToHashSet(0)', 'TryAdd(2)', 'GetValueOrDefault(1)', 'GetValueOrDefault(2)', 'EnumerateRunes(0)'

function Find-NewerSyntax {
    # Gives 'LINE: WHAT' for each place.
    param([Parameter(Mandatory)] [string] $Text)
    $tokens = $errors = $null
    $tree = [System.Management.Automation.Language.Parser]::ParseInput($Text, [ref] $tokens, [ref] $errors)
    foreach ($problem in $errors) {
        "$($problem.Extent.StartLineNumber): $($problem.Message)"
    }
    foreach ($token in Get-NestedToken -Token $tokens) {
        $line = $token.Extent.StartLineNumber
        $what = $script:NewerTokens["$($token.Kind)"]
        if ($what) { "${line}: $what" }
        # A backtick that is not itself behind one.
        if ($token.Kind -in 'StringExpandable', 'HereStringExpandable' -and $token.Text -cmatch '(?<!`)(?:``)*`(?:e|u\{)') { "${line}: the escapes ``e and ``u{}" }
        if ($token.Kind -eq 'Number' -and $token.Text -match '^(?:0b[01]|(?!0x).*\d(?:u|y|uy|s|us|ul|n)(?:[kmgtp]b)?$)') { "${line}: the number $($token.Text)" }
    }
    foreach ($node in $tree.FindAll({ $args[0].GetType().Name -in 'PipelineChainAst', 'PipelineAst', 'ScriptBlockAst' }, $true)) {
        $line = $node.Extent.StartLineNumber
        switch ($node.GetType().Name) {
            'PipelineChainAst' { "${line}: && or ||" }
            'PipelineAst' { if ($node.Background) { "${line}: & at the end" } }
            'ScriptBlockAst' { if ($node.CleanBlock) { "${line}: a block clean" } }
        }
    }
    # What is read everywhere and may stand where it is not reached.
    $kinds = 'VariableExpressionAst', 'TypeExpressionAst', 'TypeConstraintAst', 'AttributeAst', 'MemberExpressionAst', 'InvokeMemberExpressionAst'
    foreach ($node in $tree.FindAll({ $args[0].GetType().Name -in $kinds }, $true)) {
        $line = $node.Extent.StartLineNumber
        $found = switch ($node.GetType().Name) {
            'VariableExpressionAst' { if ($node.VariablePath.UserPath -in $script:NewerVariables) { "${line}: `$$($node.VariablePath.UserPath)" } }
            { $_ -in 'TypeExpressionAst', 'TypeConstraintAst', 'AttributeAst' } { if ($node.TypeName.FullName -in $script:NewerTypes) { "${line}: [$($node.TypeName.FullName)]" } }
            { $_ -in 'MemberExpressionAst', 'InvokeMemberExpressionAst' } { Find-NewerMember -Node $node }
        }
        if ($found -and -not (Test-Guarded -Node $node)) { $found }
    }
}

function Get-NestedToken($Token) {
    foreach ($one in $Token) {
        $one
        if ($one -is [System.Management.Automation.Language.StringExpandableToken] -and $one.NestedTokens) { Get-NestedToken -Token $one.NestedTokens }
    }
}

# Whether a place is reached only where the edition or version was asked for: behind -and or -or, or in a branch of an if.
function Test-Guarded($Node) {
    $asks = 'PSEdition|PSVersion|\$Version\b|OnWindows'
    for ($child = $Node; $child.Parent; $child = $child.Parent) {
        $parent = $child.Parent
        if ($parent -is [System.Management.Automation.Language.BinaryExpressionAst] -and $parent.Operator -in 'And', 'Or' -and $parent.Right -eq $child) {
            return $true
        }
        if ($parent -is [System.Management.Automation.Language.IfStatementAst]) {
            foreach ($clause in $parent.Clauses) {
                if ($clause.Item1 -eq $child) { break }
                if ($clause.Item1.Extent.Text -match $asks) { return $true }
                if ($clause.Item2 -eq $child) { break }
            }
        }
    }
    $false
}

function Find-NewerMember($Node) {
    $line = $Node.Extent.StartLineNumber
    $member = if ($Node.Member -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $Node.Member.Value }
    $arguments = @(if ($Node -is [System.Management.Automation.Language.InvokeMemberExpressionAst]) { $Node.Arguments })
    if ($Node.Static -and $Node.Expression -is [System.Management.Automation.Language.TypeExpressionAst]) {
        $name = $Node.Expression.TypeName.FullName
        if ($name -notlike 'System.*') { $name = "System.$name" }
        foreach ($known in $script:NewerMembers) {
            if ("${name}::$member" -eq $known -or "${name}::$member($($arguments.Count))" -eq $known) { "${line}: [$name]::$member" }
        }
        # [string]::Join with a character finds an overload for a text in PowerShell 7 and none in 5.1.
        if ($name -eq 'System.String' -and $member -eq 'Join' -and $arguments[0].Extent.Text -match '^\[char\]') { "${line}: [string]::Join with a character" }
    } elseif ("$member($($arguments.Count))" -in $script:NewerMethods -and $Node -is [System.Management.Automation.Language.InvokeMemberExpressionAst]) {
        "${line}: .$member() with $($arguments.Count) arguments"
    } elseif ($member -eq 'Split' -and $arguments.Count -ge 1 -and $arguments[0] -is [System.Management.Automation.Language.StringConstantExpressionAst] -and $arguments[0].Value.Length -gt 1) {
        # 5.1 splits at each of the characters.
        "${line}: .Split() at a text of several characters"
    }
}

function Find-NewerCommand {
    # Gives 'LINE: WHAT' for each command or parameter that is in none of the lists: those of 5.1, and the script's own.
    param(
        [Parameter(Mandatory)] [string] $Text,
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Known,
        [string[]] $Own = @()
    )
    $common = 'Verbose', 'Debug', 'ErrorAction', 'WarningAction', 'InformationAction', 'ErrorVariable', 'WarningVariable', 'InformationVariable',
    'OutVariable', 'OutBuffer', 'PipelineVariable', 'WhatIf', 'Confirm'
    $tree = [System.Management.Automation.Language.Parser]::ParseInput($Text, [ref] $null, [ref] $null)
    $inside = @($tree.FindAll({ param($node) $node -is [System.Management.Automation.Language.FunctionDefinitionAst] }, $true) | ForEach-Object { $_.Name })
    foreach ($command in $tree.FindAll({ param($node) $node -is [System.Management.Automation.Language.CommandAst] }, $true)) {
        $name = $command.GetCommandName()
        if (-not $name) { continue }
        $line = $command.Extent.StartLineNumber
        $given = @($command.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] })
        $ours = $name -in $Own -or $name -in $inside
        if ($ours) {
            # A cmdlet of 5.1 passes it on as a number that a function refuses.
            foreach ($parameter in $given | Where-Object { $_.ParameterName -in 'ErrorAction', 'WarningAction', 'InformationAction' }) {
                if ((Get-ParameterText -Command $command -Parameter $parameter) -eq 'Ignore') { "${line}: -$($parameter.ParameterName) Ignore on the function $name" }
            }
            continue
        }
        if (-not $Known.Contains($name)) {
            "${line}: $name is not in the list of commands"
            continue
        }
        foreach ($parameter in $given) {
            if ($parameter.ParameterName -notin $Known[$name] -and $parameter.ParameterName -notin $common -and -not (Test-Guarded -Node $command)) { "${line}: $name -$($parameter.ParameterName)" }
        }
        if ($name -eq 'Join-Path') {
            $places = 0
            for ($index = 1; $index -lt $command.CommandElements.Count; $index++) {
                $element = $command.CommandElements[$index]
                if ($element -isnot [System.Management.Automation.Language.CommandParameterAst]) { $places++ }
            }
            if ($places -gt 2) { "${line}: Join-Path with more than two parts" }
        }
    }
}

function Get-ParameterText($Command, $Parameter) {
    $value = $Parameter.Argument
    if (-not $value) {
        $index = $Command.CommandElements.IndexOf($Parameter) + 1
        if ($index -lt $Command.CommandElements.Count) { $value = $Command.CommandElements[$index] }
    }
    if ($value) { $value.Extent.Text.Trim('''"') }
}
