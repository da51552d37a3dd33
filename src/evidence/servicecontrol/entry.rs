//! What a line of ServiceControl.ps1 says. Its texts are English on every server; only the texts of
//! errors are not.

/// One line, as far as it matters for the start types of services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// The script starts; the date in the culture of the server.
    Head(String),
    /// The script is at its end.
    Completed,
    /// An exception ended what the script was doing.
    Error,
    /// The file that the states of the services are written to; the one for the start types has
    /// the same version in its name.
    StateFile(String),
    /// The start types of all services are recorded as they are now.
    Saved,
    /// The services of roles are being disabled.
    DisablingBegins,
    /// Logged before the change.
    Disabling(String),
    /// The service is not there after all.
    Ignoring(String),
    /// Disabling ended at the service that was named last.
    UnableToDisable,
    /// The services of roles are being enabled.
    EnablingBegins,
    /// Logged before the change: the service gets the start type of the record.
    Enabling(String),
    /// The record that is used.
    Reading(String),
    /// How many services are in it.
    Loaded(u64),
    /// There is no record.
    NoRecord,
    /// The service is not in the record, or with a start type that the script does not know.
    NotInRecord(String),
    /// These could not be given their start types.
    UnableToEnable(Vec<String>),
    /// The record is deleted.
    Removed(String),
    /// The service is being stopped.
    Stopping(String),
    /// Stopping ended at the service that was named last; nothing is disabled after that.
    UnableToStop,
    /// The script is about to start services, or has told that it could not enable all of them.
    Enabled,
}

/// The name of the record of start types that goes with a state file; empty for any other file.
pub(super) fn record_name(path: &str) -> String {
    let name = path.rsplit(['\\', '/']).next().unwrap_or_default().trim().to_ascii_lowercase();
    if name.starts_with("servicestartupmode") {
        return name;
    }
    name.strip_prefix("servicestate")
        .map_or_else(String::new, |rest| format!("servicestartupmode{rest}"))
}

impl Entry {
    /// Reads the text behind the stamp; `None` for what says nothing of start types.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim_end();
        let after = |head: &str| text.strip_prefix(head);
        if let Some(rest) = after("[Warning] ").or_else(|| after("[WARNING] ")) {
            return Self::parse(rest);
        }
        let quoted = |head: &str, tail: &str| {
            let name = after(head)?.strip_suffix(tail)?;
            (!name.is_empty() && !name.contains('\'')).then(|| name.to_owned())
        };
        // What is torn says less than it seems.
        let roles = |head: &str| {
            let roles = after(head).and_then(|rest| rest.strip_suffix("'..."));
            roles.is_some_and(|roles| !roles.contains('\''))
        };
        let first = text.bytes().next()?;
        match first {
            b'*' => after("* ServiceControl.ps1:").map(|date| Self::Head(date.trim().to_owned())),
            b'[' => after("[Error]").or_else(|| after("[ERROR]")).map(|_| Self::Error),
            b'D' if roles("Disabling services for '") => Some(Self::DisablingBegins),
            b'D' => quoted("Disabling service '", "'.").map(Self::Disabling),
            b'E' if roles("Enabling services for '") => Some(Self::EnablingBegins),
            b'E' => quoted("Enabling service '", "'.").map(Self::Enabling),
            b'I' => quoted("Ignoring service '", "'").map(Self::Ignoring),
            b'K' => quoted("Killing instead of Stopping '", "'.").map(Self::Stopping),
            b'L' => {
                let count = after("Loaded state for ")?.strip_suffix(" services registry")?.trim();
                // PowerShell prints nothing where there is nothing to count.
                if count.is_empty() {
                    Some(Self::Loaded(0))
                } else {
                    count.parse().ok().map(Self::Loaded)
                }
            }
            b'R' => quoted("Reading service registry data from '", "'").map(Self::Reading).or_else(
                || quoted("Removing service registry data from '", "'...").map(Self::Removed),
            ),
            b'S' => Self::save_or_stop(text, quoted),
            b'U' => Self::unable(text),
            b'\'' => {
                let (name, rest) = text.get(1..)?.split_once('\'')?;
                let not_in_record = rest.starts_with(" did not exist, this is not an error")
                    || rest.starts_with(" has unrecognized ");
                (not_in_record && !name.is_empty()).then(|| Self::NotInRecord(name.to_owned()))
            }
            _ => None,
        }
    }

    fn save_or_stop(text: &str, quoted: impl Fn(&str, &str) -> Option<String>) -> Option<Self> {
        let starts = |head: &str| text.starts_with(head);
        if starts("Saving services startup mode.") {
            return Some(Self::Saved);
        }
        if starts("Script completed ") {
            return Some(Self::Completed);
        }
        if starts("Service registry data file not present:") {
            return Some(Self::NoRecord);
        }
        if starts("Starting services for ") {
            return Some(Self::Enabled);
        }
        let file = quoted("Saving service state to '", "'...");
        let exists = || {
            text.strip_prefix("State file ")?.strip_suffix(" already exists.").map(str::to_owned)
        };
        file.or_else(exists)
            .map(Self::StateFile)
            .or_else(|| quoted("Stopping service '", "'.").map(Self::Stopping))
    }

    fn unable(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("Unable to ")?;
        if let Some(names) = rest.strip_prefix("enable service(s): '") {
            let names = names.strip_suffix("'.").unwrap_or(names).split(',');
            let names = names.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
            return Some(Self::UnableToEnable(names.collect()));
        }
        match rest {
            _ if rest.starts_with("disable all services") => Some(Self::UnableToDisable),
            _ if rest.starts_with("stop all services") => Some(Self::UnableToStop),
            _ if rest.starts_with("enable all services") => Some(Self::Enabled),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_of_the_script_are_known() {
        let name = |name: &str| name.to_owned();
        for (text, entry) in [
            ("* ServiceControl.ps1: 21/11/2022 00:50:54   ", Some(Entry::Head(name("21/11/2022 00:50:54")))),
            ("Disabling service 'MSExchangeIS'.", Some(Entry::Disabling(name("MSExchangeIS")))),
            ("Disabling service 'MSExch", None),
            ("Disabling services for 'AdminTools'...", Some(Entry::DisablingBegins)),
            ("Disabling services for ''...", Some(Entry::DisablingBegins)),
            ("Disabling services for 'AdminToolsrvice 'FMS'.", None),
            ("Disabling services for 'AdminTools", None),
            ("Disabling the one copy alert windows scheduled task...", None),
            ("Ignoring service 'x'", Some(Entry::Ignoring(name("x")))),
            ("Enabling services for the following roles: Mailbox", None),
            ("Loaded state for 0 services registry", Some(Entry::Loaded(0))),
            ("Loaded state for  services registry", Some(Entry::Loaded(0))),
            ("Loaded state for 214 services", None),
            ("Unable to enable service(s): 'FMS, pla'.", Some(Entry::UnableToEnable(vec![name("FMS"), name("pla")]))),
            ("[Warning] 'FMS' did not exist, this is not an error as the sevice might have just been installed",
             Some(Entry::NotInRecord(name("FMS")))),
            ("'FMS' did not exist.", None),
            ("'FMS' has unrecognized 'Boot'", Some(Entry::NotInRecord(name("FMS")))),
            ("State file C:\\ExchangeSetupLogs\\ServiceState.xml already exists.",
             Some(Entry::StateFile(name("C:\\ExchangeSetupLogs\\ServiceState.xml")))),
            ("Script completed with one or more errors.", Some(Entry::Completed)),
            ("", None),
        ] {
            assert_eq!(Entry::parse(text), entry, "{text}");
        }
    }

    #[test]
    fn the_record_has_the_version_of_the_state_file() {
        assert_eq!(
            record_name("C:\\ExchangeSetupLogs\\ServiceState15.1.2308.8.xml"),
            "servicestartupmode15.1.2308.8.xml"
        );
        assert_eq!(
            record_name("C:\\ExchangeSetupLogs\\ServiceStartupMode.xml"),
            "servicestartupmode.xml"
        );
        assert_eq!(record_name("C:\\x.xml"), "");
    }
}
