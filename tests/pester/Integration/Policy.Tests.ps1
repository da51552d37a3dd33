BeforeAll {
    . (Join-Path (Split-Path -Parent $PSScriptRoot) 'Context.ps1')
    $server = Join-Path $servers 'ex01'
    $file = Join-Path $TestDrive 'contoso.exrule'
    Set-Content -LiteralPath $file -Encoding utf8NoBOM -Value @'
waive services-left-disabled on server.name -like 'EX*' until 2999-12-31 because 'The services are not used here.'

waive security-update-missing until 2021-06-30 because 'The update was planned.'

profile after-update 'What to look at after an update' {
  include rules where Severity -in @('high', 'critical')
  exclude setup-active-directory-state because 'Setup does not prepare Active Directory here.'
  param services-left-disabled $OffByDefault = @('FMS', 'MSExchangeTransport')
}
'@
}

Describe 'Waivers' {
    It 'make Detected into Waived, with the findings and the reason' {
        $result = Invoke-ExTriage -Path $server -RulePath $file -Id services-left-disabled
        $result.Outcome | Should -Be 'Waived'
        $result.Reason | Should -BeLike 'Waived until 2999-12-31 (*contoso.exrule:1): The services are not used here.*'
        $result.Findings.Count | Should -BeGreaterThan 0
        $result.Remedy | Should -Not -BeNullOrEmpty
        $result.Explanation | Should -Not -BeNullOrEmpty
    }

    It 'that have ended count no more, and the result says so' {
        $result = Invoke-ExTriage -Path $server -RulePath $file -Id security-update-missing
        $result.Outcome | Should -Be 'Detected'
        $result.Reason | Should -BeLike '*Its waiver ended on 2021-06-30 (*contoso.exrule:3).'
    }

    It 'are as visible as other outcomes' {
        $text = Invoke-ExTriage -Path $server -RulePath $file | Out-String -Width 200
        $text | Should -Match 'Waived +High +services-left-disabled +Waived until 2999-12-31'
    }

    It 'can be checked alone, beside the rules that come with the module' {
        Test-ExTriageRule -Path $file | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.Diagnostic' -and $_.Severity -eq 'Error' } | Should -BeNullOrEmpty
        $mistyped = Join-Path $TestDrive 'mistyped.exrule'
        Set-Content -LiteralPath $mistyped -Value "waive services-left-disabeld until 2999-12-31 because 'x'"
        $diagnostic = Test-ExTriageRule -Path $mistyped | Where-Object { $_.PSObject.TypeNames -contains 'ExTriage.Diagnostic' }
        $diagnostic.Code | Should -Be 'XT0407'
        $diagnostic.Help | Should -Be 'did you mean `services-left-disabled`?'
    }
}

Describe 'A rule or profile with an error' {
    BeforeAll {
        $broken = Join-Path $TestDrive 'broken.exrule'
        Set-Content -LiteralPath $broken -Encoding utf8NoBOM -Value @'
profile lab-run 'What the lab looks at' {
  include rules where Severty -in @('high', 'critical')
}

rule lab-service-off 'A service of the lab is off' {
  detect {
    when 'it is off' exists $off
  }
  finding 'It is off.'
}
'@
    }

    It 'is not called missing: the profile' {
        { Invoke-ExTriage -Path $server -RulePath $broken -Profile lab-run -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'ExTriage.RuleRejected,Invoke-ExTriage' -ExpectedMessage "The profile 'lab-run' has errors and was not loaded. The first is XT0402 in *broken.exrule:2: *Severty*"
        { Invoke-ExTriage -Path $server -RulePath $broken -Profile lab-rum -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'ExTriage.ProfileNotFound*'
    }

    It 'is not called missing: the rule, in <Name>' -ForEach @(
        @{ Name = 'Invoke-ExTriage'; Run = { Invoke-ExTriage -Path $server -RulePath $broken -Id $id -ErrorAction SilentlyContinue } }
        @{ Name = 'Get-ExTriageRule'; Run = { Get-ExTriageRule -RulePath $broken -Id $id -ErrorAction SilentlyContinue } }
    ) {
        foreach ($id in 'lab-service-off', 'LAB-service-*') {
            $Run | Should -Throw -ErrorId "ExTriage.RuleRejected,$Name" -ExpectedMessage "The rule 'lab-service-off' has errors and was not loaded. The first is XT* in *broken.exrule:7: *"
        }
        $id = 'lab-nothing'
        $Run | Should -Throw -ErrorId "ExTriage.RuleNotFound,$Name"
    }

    It 'is not called missing by Test-ExTriageRule, beside rules that are sound' {
        $sound = Join-Path $TestDrive 'sound.exrule'
        Set-Content -LiteralPath $sound -Encoding utf8NoBOM -Value "rule lab-sound 'Sound' {`n  detect {`n    when exchange.installed`n  }`n  finding 'f'`n}"
        { Test-ExTriageRule -Path $broken, $sound -Id lab-service-off } | Should -Throw -ErrorId 'ExTriage.RuleRejected,Test-ExTriageRule' -ExpectedMessage '*lab-service-off*has errors*'
    }
}

Describe 'Profiles' {
    It 'choose rules and say what they leave out' {
        $results = Invoke-ExTriage -Path $server -RulePath $file -Profile after-update
        $looked = @($results | Where-Object Outcome -NE 'NotApplicable')
        @($looked.Severity | Sort-Object -Unique) | Should -Be @('Critical', 'High')
        # Nothing disappears: what the profile does not include is told as well.
        $other = $results | Where-Object RuleId -EQ setup-pending-reboot
        "$($other.Severity) $($other.Outcome) $($other.Reason)" | Should -Be 'Medium NotApplicable The profile after-update does not include it.'
        $left = $results | Where-Object RuleId -EQ setup-active-directory-state
        $left.Outcome | Should -Be 'NotApplicable'
        $left.Reason | Should -Be 'The profile after-update leaves it out: Setup does not prepare Active Directory here.'
        # The parameter that it sets leaves two services out.
        $all = Invoke-ExTriage -Path $server -Id services-left-disabled
        $fewer = $results | Where-Object RuleId -EQ services-left-disabled
        $all.Findings.Message -match '^FMS ' | Should -Not -BeNullOrEmpty
        $fewer.Findings.Message -match '^FMS ' | Should -BeNullOrEmpty
    }

    It 'that are not there end with the nearest name' {
        { Invoke-ExTriage -Path $server -RulePath $file -Profile after-updat } |
            Should -Throw -ErrorId 'ExTriage.ProfileNotFound*' -ExpectedMessage "*Did you mean 'after-update'?"
        { Invoke-ExTriage -Path $server -Profile after-update } | Should -Throw -ErrorId 'ExTriage.ProfileNotFound*'
    }
}

Describe 'Parameters' {
    It 'are set for one run, a single value also where a list is meant' {
        $parameter = @{ 'services-left-disabled' = @{ offbydefault = 'FMS' } }
        $result = Invoke-ExTriage -Path $server -Id services-left-disabled -Parameter $parameter
        $result.Findings.Message -match '^FMS ' | Should -BeNullOrEmpty
        $result.Outcome | Should -Be 'Detected'
    }

    It 'that are not there, or do not fit, are an error that names what there is' {
        { Invoke-ExTriage -Path $server -Parameter @{ 'services-left-disabled' = @{ OffByDefualt = 'FMS' } } } |
            Should -Throw -ErrorId 'ExTriage.InvalidRequest*' -ExpectedMessage '*has no parameter OffByDefualt; there is *OffByDefault*'
        { Invoke-ExTriage -Path $server -Parameter @{ 'services-left-disabled' = @{ OffByDefault = 5 } } } |
            Should -Throw -ErrorId 'ExTriage.InvalidRequest*'
        { Invoke-ExTriage -Path $server -Parameter @{ 'services-left-disabled' = 'FMS' } } |
            Should -Throw -ErrorId 'ExTriage.InvalidArgument*'
        { Invoke-ExTriage -Path $server -Parameter @{ 'nothing' = @{ a = 1 } } } |
            Should -Throw -ErrorId 'ExTriage.InvalidRequest*' -ExpectedMessage '*there is no rule nothing*'
        { Invoke-ExTriage -Path $server -Parameter @{ 'services-left-disabeld' = @{ a = 1 } } } |
            Should -Throw -ErrorId 'ExTriage.InvalidRequest*' -ExpectedMessage '*Did you mean services-left-disabled?'
    }

    It 'that nothing can be equal to are an error, and never Clear: <Said>' -ForEach @(
        @{ Said = 'a table'; Value = @{ a = 1 } }
        @{ Said = 'NaN'; Value = [double]::NaN }
        @{ Said = 'a script block'; Value = { 1 } }
        @{ Said = 'a date'; Value = [datetime]::UtcNow }
        @{ Said = 'an object'; Value = [pscustomobject] @{ x = 1 } }
        @{ Said = "the text 'RebootPending '"; Value = 'RebootPending ' }
        @{ Said = "the text '[*]'"; Value = '*' }
        @{ Said = "the text ''"; Value = '' }
        @{ Said = 'an empty list'; Value = @() }
        @{ Said = 'nothing'; Value = $null }
        @{ Said = 'nothing'; Value = 'RebootPending', $null }
        @{ Said = 'a list'; Value = @('a', 'b'), 'c' }
        @{ Said = 'true'; Value = $true }
        @{ Said = 'the number 5'; Value = 5 }
        @{ Said = 'a System.IO.DirectoryInfo'; Value = [System.IO.DirectoryInfo]::new('/') }
        @{ Said = "a System.Char: write 'R'"; Value = [char] 'R' }
        @{ Said = "a System.DayOfWeek: write 'Friday'"; Value = [System.DayOfWeek]::Friday }
        @{ Said = "a System.DayOfWeek: write 'Friday'"; Value = 'RebootPending', [System.DayOfWeek]::Friday }
        @{ Said = "a System.Version of two parts: write '1.2.0'"; Value = [version] '1.2' }
    ) {
        { Invoke-ExTriage -Path $server -Id setup-pending-reboot -Parameter @{ 'setup-pending-reboot' = @{ Rules = $Value } } } |
            Should -Throw -ErrorId 'ExTriage.InvalidRequest,Invoke-ExTriage' -ExpectedMessage "*the parameter Rules of setup-pending-reboot is a list of text, and $Said was given*"
    }

    It 'that are versions take versions, and say what else to write' {
        $rule = Join-Path $TestDrive 'version.exrule'
        [System.IO.File]::WriteAllText($rule, "rule below-limit 'L' {`n  param `$Limit = 15.1.0 'L'`n`n  detect {`n    when 'it is below' exchange.build -lt `$Limit`n  }`n`n  finding 'below'`n}`n")
        foreach ($case in @(
                @{ Value = [version] '15.2.1'; Outcome = 'Detected' }
                @{ Value = '15.2.1'; Outcome = 'Detected' }
                @{ Value = [version] '15.0.1.2'; Outcome = 'Clear' }
            )) {
            (Invoke-ExTriage -Path $server -RulePath $rule -Id below-limit -Parameter @{ 'below-limit' = @{ Limit = $case.Value } }).Outcome | Should -Be $case.Outcome -Because "$($case.Value)"
        }
        { Invoke-ExTriage -Path $server -RulePath $rule -Id below-limit -Parameter @{ 'below-limit' = @{ Limit = [version] '15.2' } } } |
            Should -Throw -ErrorId 'ExTriage.InvalidRequest,Invoke-ExTriage' -ExpectedMessage "*the parameter Limit of below-limit is a version of three or four parts, as text, and a System.Version of two parts: write '15.2.0' was given*"
    }

    It 'are taken in every form that means the same' {
        foreach ($value in 'RebootPending', @('RebootPending'), [System.Collections.Generic.List[string]] @('RebootPending'), ([System.Collections.Generic.HashSet[string]]::new([string[]] 'RebootPending'))) {
            (Invoke-ExTriage -Path $server -Id setup-pending-reboot -Parameter @{ 'setup-pending-reboot' = @{ Rules = $value } }).Outcome | Should -Be 'Clear'
        }
        # Without a service that is off by default, more is found.
        $all = Invoke-ExTriage -Path $server -Id services-left-disabled -Parameter @{ 'services-left-disabled' = @{ OffByDefault = @() } }
        $all.Outcome | Should -Be 'Detected'
    }
}

Describe 'Choosing rules' {
    It 'goes by tag, severity and phase' {
        $rules = Get-ExTriageRule
        $high = Invoke-ExTriage -Path $server -Severity High
        @($high.RuleId) | Should -Be @($rules | Where-Object Severity -EQ High | ForEach-Object RuleId)
        $before = Invoke-ExTriage -Path $server -Phase Before
        @($before.RuleId) | Should -Be @($rules | Where-Object { $_.Phases -contains 'Before' } | ForEach-Object RuleId)
        $tag = @($rules.Tags)[0]
        $tagged = Invoke-ExTriage -Path $server -Tag $tag
        @($tagged.RuleId) | Should -Be @($rules | Where-Object { $_.Tags -contains $tag } | ForEach-Object RuleId)
    }

    It 'that chooses none is an error' {
        { Invoke-ExTriage -Path $server -Tag no-such-tag } | Should -Throw -ErrorId 'ExTriage.RuleNotFound*'
        { Invoke-ExTriage -Path $server -Id services-left-disabled -Severity Low } | Should -Throw -ErrorId 'ExTriage.RuleNotFound*'
    }
}
