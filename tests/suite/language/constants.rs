//! Conditions with one answer only: which are told, and which are not.

use extriage::diagnostic::{Code, Diagnostic};

use super::compile_text;

const NEVER: &str = "this never holds";
const ALWAYS: &str = "this always holds";
const KNOWN: &str = "this holds whenever the value is known";

/// What is said of a condition in a rule that has some rows and a file.
fn said(condition: &str) -> Vec<String> {
    let text = format!(
        "rule sample 'A sample' {{\n  param $Limit = 5\n  detect {{\n    $r = rows of service where \
         StartType -eq 'Disabled'\n    $f = file 'C:\\a.exe'\n    $one = first of setuplog.runs\n    \
         when exists $r -and exists $f -and exists $one -and $Limit -gt 1\n    when {condition}\n  \
         }}\n  finding 'found'\n}}\ntest 'nothing is known' for sample {{ expect unknown }}\n"
    );
    let compilation = compile_text(&text);
    assert!(!compilation.pack.rules.is_empty(), "{}", super::rendered(&compilation));
    let constant = |found: &&Diagnostic| found.code == Code::ConstantCondition;
    compilation.diagnostics.iter().filter(constant).map(|found| found.message.clone()).collect()
}

#[test]
fn one_answer_is_told_once() {
    let rows = [
        ("server.name -eq 'a' -or server.name -ne 'A'", KNOWN),
        ("server.name -eq 'a' -and server.name -ne 'a'", NEVER),
        ("server.name -in @('a', 'b') -and server.name -eq 'c'", NEVER),
        ("server.name -in @('a', 'b') -and server.name -notin @('B', 'A', 'c')", NEVER),
        ("server.name -ceq 'a' -and server.name -ceq 'A'", NEVER),
        ("server.name -ceq 'a' -and server.name -ne 'A'", NEVER),
        ("exists $r -or -not exists $r", KNOWN),
        ("exists $r -and exists $f -and -not exists $r", NEVER),
        ("exists $r -and -not (exists $f -or exists $r)", NEVER),
        ("-not (exists $r -and -not exists $r)", NEVER),
        ("exchange.installed -or -not exchange.installed", KNOWN),
        ("exchange.installed -and exchange.installed -eq $false", NEVER),
        ("exchange.installed -ne $true -and exchange.installed", NEVER),
        ("server.name -match 'a' -and server.name -notmatch 'a'", NEVER),
        ("server.name -like 'a*' -or server.name -notlike 'a*'", KNOWN),
        ("exchange.roles -contains 'a' -and exchange.roles -notcontains 'a'", NEVER),
        ("exchange.generation -gt 2016 -and exchange.generation -lt 2013", NEVER),
        ("exchange.generation -gt 2016 -and exchange.generation -le 2016", NEVER),
        ("exchange.generation -ge 2016 -and exchange.generation -lt 2016", NEVER),
        ("2016 -lt exchange.generation -and 2016 -ge exchange.generation", NEVER),
        ("exchange.generation -lt 5 -or exchange.generation -gt 3", KNOWN),
        ("exchange.generation -lt 5 -or exchange.generation -ge 5", KNOWN),
        (
            "exchange.generation -lt 5 -or exchange.generation -gt 5 -or exchange.generation -eq 5",
            KNOWN,
        ),
        ("exchange.generation -in @(2013, 2016) -and exchange.generation -gt 2016", NEVER),
        ("exchange.generation -eq 2013 -and exchange.generation -eq 2016", NEVER),
        ("exchange.build -gt 15.2.792.10 -and exchange.build -lt 15.2.792.9", NEVER),
        ("exchange.build -like 15.2.* -and exchange.build -lt 15.1.9999.9", NEVER),
        ("exchange.build -like 15.2.* -and exchange.build -like 15.1.*", NEVER),
        ("exchange.build -lt 15.2.0 -or exchange.build -ge 15.1.0", KNOWN),
        ("$one.StartTime -gt 2021-03-02 -and $one.StartTime -lt 2021-03-02T00:00:00Z", NEVER),
        ("$f.Size -gt 1MB -and $f.Size -lt 5KB", NEVER),
        ("$f.Size -gt 1KB -and $f.Size -le 1024", NEVER),
        ("$f.Version -lt exchange.build -and exchange.build -le $f.Version", NEVER),
        ("$f.Version -lt exchange.build -or exchange.build -le $f.Version", KNOWN),
        ("count $r -ge 1 -or count $r -eq 0", KNOWN),
        ("count $r -gt 0 -or -not exists $r", KNOWN),
        ("exists $r -and $r.Count -lt 1", NEVER),
        ("count $r -gt 1 -and count $r -lt 2", NEVER),
        ("count $r -ge 0", KNOWN),
        ("0 -gt $r.Count", NEVER),
        ("count $r -eq 1.5", NEVER),
        ("server.name -like '*'", KNOWN),
        ("server.name -notlike '**'", NEVER),
        ("server.name -match '.*'", KNOWN),
        ("server.name -match ''", KNOWN),
        ("server.name -notmatch '^'", NEVER),
        ("server.name -in @()", NEVER),
        ("server.name -notin @()", ALWAYS),
        ("$Limit -gt 5 -and $Limit -lt 4", NEVER),
    ];
    for (condition, answer) in rows {
        let said = said(condition);
        assert_eq!(said.len(), 1, "{condition}: {said:?}");
        let tail = said[0].strip_prefix(answer);
        assert!(tail.is_some_and(|tail| tail.starts_with(':')), "{condition}: {said:?}");
    }
}

#[test]
fn what_can_be_both_is_not_told() {
    for condition in [
        "server.name -eq 'a' -or server.name -ne 'b'",
        "server.name -ne 'a' -and server.name -ne 'b'",
        "server.name -eq 'a' -or server.name -eq 'b'",
        "server.name -eq 'a' -and server.site -ne 'a'",
        "server.name -ceq 'a' -or server.name -cne 'A'",
        "server.name -eq 'a' -and server.name -cne 'A'",
        "server.name -eq '5' -and server.name -eq '05'",
        "server.name -ne '5' -or server.name -ne '5.0'",
        "server.name -in @('a', 'b') -and server.name -ne 'a'",
        "server.name -cmatch 'a' -or server.name -notmatch 'a'",
        "server.name -clike 'a*' -or server.name -notlike 'a*'",
        "exists $r -or -not exists $f",
        "exists $r -and count $r -lt 2",
        "exists $r -or count $r -eq 1",
        "count $r -gt 1 -and count $r -lt 3",
        "count $r -ge 1",
        "count $r -lt 1",
        "exchange.generation -gt 2013 -and exchange.generation -lt 2016",
        "exchange.generation -ge 2016 -and exchange.generation -le 2016",
        "exchange.generation -lt 2016 -or exchange.generation -gt 2016",
        "exchange.generation -gt 5 -or exchange.generation -lt 3",
        "exchange.generation -in @(2013, 2016) -and exchange.generation -ge 2016",
        "exchange.build -gt 15.2.792.9 -and exchange.build -lt 15.2.792.10",
        "exchange.build -like 15.2.* -and exchange.build -ge 15.2.721",
        "exchange.build -like 15.1.* -or exchange.build -like 15.2.*",
        "exchange.build -lt 15.1.0 -or exchange.build -gt 15.1.0",
        "$f.Version -lt exchange.build -or exchange.build -lt $f.Version",
        "$f.Version -lt exchange.build -and $f.Version -gt 15.1.0",
        "$f.Size -gt 5KB -and $f.Size -lt 1MB",
        "server.name -match '^$'",
        "server.name -like '*a*' -or server.name -like '?*'",
        "exchange.installed -and (server.name -eq 'a' -or server.name -eq 'b')",
        "(exchange.generation -gt 2013 -and exchange.installed) -or exchange.generation -le 2013",
        "exchange.roles -contains 'a' -and exchange.roles -contains 'b'",
        "$one.StartTime -lt 2021-03-02 -or $one.StartTime -gt 2021-03-02",
    ] {
        assert!(said(condition).is_empty(), "{condition}: {:?}", said(condition));
    }
}
