//! Errors and rules of which a part is lost.

use super::*;

/// A run that failed because a service is disabled.
const DISABLED: &str = "\
[12/21/2020 13:39:58.0890] [0] **********************************************\r
[12/21/2020 13:39:58.0893] [0] Starting Microsoft Exchange Server 2016 Setup\r
[12/21/2020 13:39:58.0893] [0] **********************************************\r
[12/21/2020 13:39:58.0900] [0] Setup version: 15.1.2106.2.\r
[12/21/2020 13:40:20.0001] [1] Executing: \r
[12/21/2020 13:40:27.0769] [1] [ERROR] The following error was generated when \"$error.Clear(); \r
          Start-SetupService -ServiceName MSExchangeIS\n        \" was run: \"\
Microsoft.Exchange.Configuration.Tasks.ServiceDisabledException: The service is disabled. ---> System.InvalidOperationException: It cannot be started.\r
   --- End of inner exception stack trace ---\r
   at Microsoft.Exchange.Configuration.Tasks.Task.ThrowTerminatingError()\".\r
[12/21/2020 13:40:27.0770] [1] [ERROR] The service is disabled.\r
[12/21/2020 13:40:27.0771] [1] [ERROR-REFERENCE] Id=Common___2a14 Component=EXCHANGE14:\\Current\r
[12/21/2020 13:40:27.0772] [1] Setup is stopping now because of one or more critical errors.\r
[12/21/2020 13:40:34.0110] [0] CurrentResult console.ProcessRunInternal:198: 1\r
[12/21/2020 13:40:34.0115] [0] CurrentResult main.run:235: 1\r
[12/21/2020 13:40:34.0116] [0] End of Setup\r
[12/21/2020 13:40:34.0116] [0] **********************************************\r
";

#[test]
fn an_error_that_is_torn_is_not_clear() {
    let disabled = |content: &str| outcomes(content.as_bytes())["setup-service-disabled"].clone();
    assert_eq!(disabled(DISABLED).0, Outcome::Detected);
    let start = DISABLED.find("[ERROR] The").unwrap();
    let end = DISABLED.find(".\r\n[12/21/2020 13:40:27.0770]").unwrap();
    for cut in (start + 1..end).step_by(2) {
        // Up to the end of its record, and up to the end of its line.
        let line = cut + DISABLED[cut..].find(['\r', '\n']).unwrap();
        for behind in [&DISABLED[end + 1..], &DISABLED[line..]] {
            let (outcome, reason) = disabled(&format!("{}{behind}", &DISABLED[..cut]));
            assert_ne!(outcome, Outcome::Clear, "{}: {reason}", &DISABLED[start..cut]);
        }
    }
}

#[test]
fn a_rule_that_was_begun_has_a_value() {
    let text = BAD.replace("RebootPending", "MSDTCStopped");
    let start = "Started [Analysis:Prereq]\r\n";
    let log = |records: &[&str]| {
        let stamped =
            records.iter().map(|record| format!("[12/21/2020 13:40:20.0002] [1] {record}\r\n"));
        text.replace(start, &(start.to_owned() + &stamped.collect::<String>()))
    };
    let begun = "Started [Rule:RebootPending] [Parent:RootAnalysisMember] [RuleType:Error]";
    let other = "Started [Rule:InstallWatermark] [Parent:Watermarks] [RuleType:Error]";
    let value = "Evaluated [Rule:RebootPending] [HasException:False] [Value:\"False\"] [ParentValue:\"<NULL>\"] [Thread:8] [Duration:00:00:00]";
    let (outcome, reason) = rule(log(&[begun, other, value]).as_bytes());
    assert_eq!(outcome, Outcome::Clear, "{reason}");
    let (outcome, reason) = rule(log(&[begun, other, "x"]).as_bytes());
    assert_eq!(outcome, Outcome::Unknown);
    assert!(reason.contains("line 8: setup began to evaluate RebootPending"), "{reason}");
}
