//! How fast rule files are compiled: 1,000 rules with their tables, patterns and tests, and how the
//! time grows with the size of a file and with the depth of its parentheses.
//!
//! `cargo bench --bench compile` prints times and ratios, and fails where a bound is missed. With
//! `-- --ratios` only the ratios are judged: they belong to the compiler, the time to the machine.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a program that prints, and stops where it cannot go on"
)]

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use extriage::diagnostic::{Level, SourceText};
use extriage::language::compile;

/// How often each measurement is repeated.
const REPEATS: usize = 15;
/// How long one measurement takes at least.
const LEAST: Duration = Duration::from_millis(100);
/// Rules of one generated file.
const RULES: usize = 10;
/// Sizes of a file, as multiples of the smallest one.
const SIZES: [usize; 7] = [1, 2, 4, 8, 16, 32, 64];
/// Depths of parentheses; two braces are around them.
const DEPTHS: [usize; 7] = [1, 2, 4, 8, 16, 32, 62];
/// What 1,000 rules may take.
const MOST: Duration = Duration::from_millis(250);
/// How much more a byte of a larger file may cost than one of the smallest, and a level of the deepest
/// nesting than one of the others; whatever is not linear exceeds it.
const MOST_TIMES: f64 = 2.0;
/// The fewest small items of a file.
const SMALLEST: usize = 2000;
/// Writes the item of that number.
type Write = fn(usize) -> String;
/// Items of each kind that others are searched among, as small as they can be.
const SMALL: [(&str, Write); 4] = [
    ("rules", |n| {
        format!("rule r{n} 'x' {{ needs all detect {{ when server.name -eq '{n}' }} finding 'f' }}")
    }),
    ("tables", |n| format!("table T{n} (a: number) {{ | {n} | }}")),
    ("profiles", |n| format!("profile p{n} 'x' {{ include all }}")),
    ("tests", |n| format!("test 't{n}' for all {{ expect unknown }}")),
];
/// Conditions of one file in which the depth is measured.
const CONDITIONS: usize = 200;

fn main() -> ExitCode {
    let ratios_only = std::env::args().any(|argument| argument == "--ratios");
    let mut missed = Vec::new();
    let files: Vec<String> = (0..100).map(|number| file(number * RULES)).collect();
    let bytes: usize = files.iter().map(String::len).sum();
    let rules = sources(&files);
    let (fastest, median) = timed(|| compiled(&rules, 1000));
    println!(
        "{} rules in {} files, {} KB: {:.1} ms fastest, {:.1} ms median of {REPEATS}, {:.1} MB/s",
        1000,
        files.len(),
        bytes / 1000,
        milliseconds(fastest),
        milliseconds(median),
        bytes as f64 / 1e6 / fastest.as_secs_f64(),
    );
    if fastest > MOST && !ratios_only {
        missed.push(format!("1,000 rules take more than {} ms", MOST.as_millis()));
    }

    println!("\na file of so many           fastest         ns each   against the smallest");
    let mut bytes = Linear::default();
    for size in SIZES {
        let text: String = (0..size).map(|number| file(number * RULES)).collect();
        let length = text.len();
        let text = sources(&[text]);
        let (fastest, _) = timed(|| compiled(&text, size * RULES));
        missed.extend(bytes.next(length, &format!("bytes ({size} x)"), fastest));
    }

    println!();
    for (what, item) in SMALL {
        let mut items = Linear::default();
        for count in [SMALLEST, 8 * SMALLEST] {
            let rule = "rule all 'All' { detect { when exchange.installed } finding 'f' }\n";
            let small: String = (0..count).map(|number| item(number) + "\n").collect();
            let text = sources(&[format!("{rule}{small}")]);
            let (fastest, _) = timed(|| read(&text));
            missed.extend(items.next(count, what, fastest));
        }
    }

    println!("\n{CONDITIONS} conditions nested so deeply   fastest   ns for each further level");
    let mut times: Vec<(usize, f64)> = Vec::new();
    for depth in DEPTHS {
        let text = sources(&[nested(depth)]);
        let (fastest, _) = timed(|| compiled(&text, CONDITIONS));
        let nanoseconds = fastest.as_secs_f64() * 1e9 / CONDITIONS as f64;
        let further = times
            .last()
            .map_or(String::new(), |before| format!("{:.0}", slope(*before, (depth, nanoseconds))));
        println!("{depth:10}               {:8.2} ms {further:>14}", milliseconds(fastest));
        times.push((depth, nanoseconds));
    }
    if let [first, .., before, last] = times[..] {
        if slope(before, last) > MOST_TIMES * slope(first, before) {
            missed.push(format!("{} levels take more than linear time", last.0));
        }
    }
    missed.iter().for_each(|missed| println!("\nmissed: {missed}"));
    ExitCode::from(u8::from(!missed.is_empty()))
}

/// Files of one kind, each with what one of its bytes or items takes against the first file.
#[derive(Default)]
struct Linear {
    first: Option<f64>,
}

impl Linear {
    /// Prints the next file; what it misses.
    fn next(&mut self, count: usize, what: &str, time: Duration) -> Option<String> {
        let each = time.as_secs_f64() * 1e9 / count as f64;
        let ratio = each / *self.first.get_or_insert(each);
        println!("{count:10} {what:14} {:8.2} ms {each:12.1} {ratio:14.2} x", milliseconds(time));
        (ratio > MOST_TIMES).then(|| format!("{count} {what} take more than linear time"))
    }
}

/// What each level between two depths takes.
fn slope(from: (usize, f64), to: (usize, f64)) -> f64 {
    (to.1 - from.1) / (to.0 - from.0) as f64
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn sources(texts: &[String]) -> Vec<Arc<SourceText>> {
    let source = |(number, text): (usize, &String)| {
        Arc::new(SourceText { origin: format!("{number}.exrule"), text: text.clone() })
    };
    texts.iter().enumerate().map(source).collect()
}

/// Compiles, and stops where a rule was left out: a benchmark of errors would mean nothing.
fn compiled(sources: &[Arc<SourceText>], rules: usize) -> usize {
    let compilation = compile(sources);
    let errors = compilation.diagnostics.iter().filter(|found| found.level == Level::Error);
    assert_eq!(errors.map(|error| error.render()).next(), None);
    assert_eq!(compilation.pack.rules.len(), rules);
    compilation.pack.tests.len()
}

/// Compiles a file without an error.
fn read(sources: &[Arc<SourceText>]) -> usize {
    let compilation = compile(sources);
    assert_eq!(compilation.errors.iter().sum::<usize>(), 0);
    compilation.pack.rules.len()
}

/// The processor's time of this thread, so that other programs do not count; the time since `begun`
/// where the system does not tell.
fn now(begun: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let run = told.as_deref().and_then(|told| told.split_whitespace().next()?.parse().ok());
    run.map_or_else(|| begun.elapsed(), Duration::from_nanos)
}

/// The shortest and the median time that the work took.
fn timed(mut work: impl FnMut() -> usize) -> (Duration, Duration) {
    let begun = Instant::now();
    // Some systems count in ticks of some milliseconds, so that short work is done many times.
    let mut run = |_| {
        let start = now(begun);
        let mut times = 0;
        loop {
            std::hint::black_box(work());
            times += 1;
            let taken = now(begun) - start;
            if taken >= LEAST {
                return taken / times;
            }
        }
    };
    let mut times: Vec<Duration> = (0..REPEATS).map(&mut run).collect();
    times.sort_unstable();
    (times[0], times[REPEATS / 2])
}

/// Rules whose conditions have so many parentheses around each other.
fn nested(depth: usize) -> String {
    let rule = |number: usize| {
        let (open, close) = ("(".repeat(depth), ")".repeat(depth));
        format!(
            "rule nested-{number} 'Nested' {{\n  detect {{\n    when {open}exchange.installed{close}\n  \
             }}\n  finding 'It is installed.'\n}}\n"
        )
    };
    (0..CONDITIONS).map(rule).collect()
}

/// A file of ten rules in the shapes of the shipped ones, with a table, a fixture and tests.
fn file(first: usize) -> String {
    let mut text = table(first);
    text.push_str(&format!(
        "fixture server-{first} {{\n  exchange.installed = $true\n  exchange.bin       = \
         'D:\\Exchange\\Bin'\n  server.systemDrive = 'C:'\n}}\n\n"
    ));
    for number in first..first + RULES {
        text.push_str(&match number % 4 {
            0 => build(number, first),
            1 => log(number),
            2 => services(number),
            _ => setup(number),
        });
    }
    text
}

fn table(first: usize) -> String {
    let rows: String = (0..12)
        .map(|row| {
            let (line, build) = (700 + row * 11, first + row);
            format!("  | 'CU{row}' | 15.2.{line}.* | 15.2.{line}.{build} |\n")
        })
        .collect();
    format!("table Builds{first} (cu: string, line: versions, patched: version) {{\n{rows}}}\n\n")
}

fn build(number: usize, first: usize) -> String {
    format!(
        r#"rule build-{number} 'Update {number} is not installed' {{
  severity critical
  phase    after
  tags     build, security-update
  cve      CVE-2021-{cve}
  help     'Compares the file version of ExSetup.exe with the builds that contain update {number}.'
  ref      'https://support.microsoft.com/help/{cve}' as 'KB{cve}'

  applies when exchange.installed -and exchange.generation -ge 2013

  detect {{
    $exsetup = file "${{exchange.bin}}\ExSetup.exe"
    $row     = first of table Builds{first} where $exsetup.Version -like line
    $newest  = last of table Builds{first} by patched

    when 'the cumulative update has its update, and it is not installed'
      exists $row -and $exsetup.Version -lt $row.patched
    when 'the cumulative update is too old'
      -not exists $row -and $exsetup.Version -lt $newest.patched
  }}

  finding "ExSetup.exe is $exsetup.Version; $newest.cu has the update." {{
    evidence $exsetup columns Version, LastWriteTime
  }}

  remediate 'Install the update' {{
    impact  'Exchange services stop while the update installs, and the server restarts.'
    confirm always
    step manual 'Open a command prompt as administrator and start update {number} from it.'
    verify  clear
    undo    none because 'The update can only be removed under Programs and Features.'
  }}
}}

test 'one below each build of update {number}' for build-{number} {{
  given fixture server-{first}
  given exchange.generation = 2019
  cases ($build, $outcome) {{
    | 15.2.700.0    | detected |
    | 15.2.700.9999 | clear    |
    | 15.2.1.1      | detected |
  }}
  given file 'D:\Exchange\Bin\ExSetup.exe' {{ Version = $build }}
  expect $outcome
}}

test 'a file that cannot be read' for build-{number} {{
  given fixture server-{first}
  given exchange.generation = 2019
  given file 'D:\Exchange\Bin\ExSetup.exe' unknown
  expect unknown
}}

"#,
        cve = 26000 + number
    )
}

fn log(number: usize) -> String {
    format!(
        r#"rule log-{number} 'Setup wrote message {number}' {{
  severity high
  tags     setup-log, services
  help     'Looks for message {number} in the log of ServiceControl.ps1.'

  detect {{
    $lines = rows of textlog "${{server.systemDrive}}\ExchangeSetupLogs\ServiceControl.log"
             pattern '\[(?<Time>\d\d:\d\d:\d\d)\] (?<Action>Disabling|Enabling) service ''(?<Service>[^'']+)''' if present
    $last  = last of textlog "${{server.systemDrive}}\ExchangeSetupLogs\ServiceControl.log"
             pattern 'Message (?<Number>{number}): (?<Rest>.+)$' per Number
    $off   = rows of $lines where Action -eq 'Disabling' -and Service -notmatch '^(pla|FMS{number})$'

    when 'the message is there, and a service was disabled' exists $last -and count $off -gt {few}
    when 'the name of a service is wrong' $lines.Service -contains 'Service{number}'
  }}

  finding for each $line in $off "$line.Service was disabled on line $line.Line." {{
    evidence $line columns Service, Action
    evidence $last limit 2
  }}
}}

test 'message {number}' for log-{number} {{
  given server.systemDrive = 'C:'
  given textlog 'C:\ExchangeSetupLogs\ServiceControl.log' @'
[00:50:54] Saving service and registry data
[01:00:41] Disabling service 'Service{number}'.
Message {number}: it is there
'@
  expect detected
}}

"#,
        few = number % 7
    )
}

fn services(number: usize) -> String {
    format!(
        r#"rule services-{number} 'Service {number} is disabled' {{
  severity medium
  tags     services
  help     'Names the services that are disabled.'

  param $Names = @('MSExchangeTransport', 'MSExchangeIS', 'Service{number}') 'Services to look at'

  detect {{
    $stuck = rows of service where StartType -eq 'Disabled' -and (Name -in $Names -or Name -like 'Service{number}*')
    when 'a service is disabled' exists $stuck
  }}

  finding for each $service in $stuck "$service.Name is disabled." {{
    evidence $service columns StartType, Status
  }}

  remediate 'Start it' {{
    impact  'Mail flows again.'
    for each $service in $stuck {{
      step set service $service.Name StartType = 'Automatic'
      step start service $service.Name within 120s
    }}
    verify  clear
    undo    automatic
  }}
}}

test 'service {number} is found' for services-{number} {{
  given service 'Service{number}' {{ StartType = 'Disabled' Status = 'Stopped' }}
  expect detected with 1 findings
  expect plan {{
    step set service 'Service{number}' StartType = 'Automatic'
    step start service 'Service{number}' within 120s
  }}
}}

test 'service {number} runs' for services-{number} {{
  given service 'Service{number}' {{ StartType = 'Automatic' Status = 'Running' }}
  expect clear
}}

"#
    )
}

fn setup(number: usize) -> String {
    format!(
        r#"rule setup-{number} 'Setup failed with error {number}' {{
  severity high
  tags     setup-log, setup-cause
  help     'Looks for error {number} in the last setup run.'

  detect {{
    $run    = last of setuplog.runs
    $errors = rows of setuplog.errors where Text -match 'error code (0x)?{number:08}'
    $failed = rows of setuplog.failures where Name -eq 'Rule{number}' -or Name -like '*{number}'
    when 'setup failed with the error' $run.Result -ne 'Succeeded' -and (exists $errors -or exists $failed)
  }}

  finding 'Setup failed with the error.' {{
    evidence $errors limit 3
    evidence $failed columns Name, Message
  }}
}}

test 'error {number}' for setup-{number} {{
  given setuplog @'
[03/06/2021 15:14:57.0552] [0] Starting Microsoft Exchange Server 2016 Setup
[03/06/2021 15:14:58.0552] [1] [ERROR] It failed with error code {number:08}
[03/06/2021 15:14:59.0552] [0] End of Setup
'@
  expect detected
}}

"#
    )
}
