//! Services that are named as services.msc shows them.

use super::found::Found;
use super::view::{Role, RuleView, Site};
use crate::diagnostic::Span;
use crate::language::ast::{Expr, ExprKind, Operator};

/// Display names that people know better than the names of the services.
const DISPLAY_NAMES: &[(&str, &str)] = &[
    ("Microsoft Exchange Active Directory Topology", "MSExchangeADTopology"),
    ("Microsoft Exchange Anti-spam Update", "MSExchangeAntispamUpdate"),
    ("Microsoft Exchange Compliance Audit", "MSComplianceAudit"),
    ("Microsoft Exchange Compliance Service", "MSExchangeCompliance"),
    ("Microsoft Exchange DAG Management", "MSExchangeDagMgmt"),
    ("Microsoft Exchange Diagnostics", "MSExchangeDiagnostics"),
    ("Microsoft Exchange EdgeSync", "MSExchangeEdgeSync"),
    ("Microsoft Exchange Emergency Mitigation Service", "MSExchangeMitigation"),
    ("Microsoft Exchange Frontend Transport", "MSExchangeFrontEndTransport"),
    ("Microsoft Exchange Health Manager", "MSExchangeHM"),
    ("Microsoft Exchange Health Manager Recovery", "MSExchangeHMRecovery"),
    ("Microsoft Exchange IMAP4", "MSExchangeImap4"),
    ("Microsoft Exchange IMAP4 Backend", "MSExchangeIMAP4BE"),
    ("Microsoft Exchange Information Store", "MSExchangeIS"),
    ("Microsoft Exchange Mailbox Assistants", "MSExchangeMailboxAssistants"),
    ("Microsoft Exchange Mailbox Replication", "MSExchangeMailboxReplication"),
    ("Microsoft Exchange Mailbox Transport Delivery", "MSExchangeDelivery"),
    ("Microsoft Exchange Mailbox Transport Submission", "MSExchangeSubmission"),
    ("Microsoft Exchange Notifications Broker", "MSExchangeNotificationsBroker"),
    ("Microsoft Exchange POP3", "MSExchangePop3"),
    ("Microsoft Exchange POP3 Backend", "MSExchangePOP3BE"),
    ("Microsoft Exchange Replication", "MSExchangeRepl"),
    ("Microsoft Exchange RPC Client Access", "MSExchangeRPC"),
    ("Microsoft Exchange Search", "MSExchangeFastSearch"),
    ("Microsoft Exchange Search Host Controller", "HostControllerService"),
    ("Microsoft Exchange Server Extension for Windows Server Backup", "wsbexchange"),
    ("Microsoft Exchange Service Host", "MSExchangeServiceHost"),
    ("Microsoft Exchange Throttling", "MSExchangeThrottling"),
    ("Microsoft Exchange Transport", "MSExchangeTransport"),
    ("Microsoft Exchange Transport Log Search", "MSExchangeTransportLogSearch"),
    ("Microsoft Exchange Unified Messaging", "MSExchangeUM"),
    ("Microsoft Exchange Unified Messaging Call Router", "MSExchangeUMCR"),
    ("Microsoft Filtering Management Service", "FMS"),
    ("Distributed Transaction Coordinator", "MSDTC"),
    ("IIS Admin Service", "IISADMIN"),
    ("Net.Tcp Port Sharing Service", "NetTcpPortSharing"),
    ("Performance Logs & Alerts", "pla"),
    ("Remote Registry", "RemoteRegistry"),
    ("Windows Defender Firewall", "MpsSvc"),
    ("Windows Firewall", "MpsSvc"),
    ("Windows Management Instrumentation", "Winmgmt"),
    ("Windows Process Activation Service", "WAS"),
    ("Windows Remote Management (WS-Management)", "WinRM"),
    ("World Wide Web Publishing Service", "W3SVC"),
];

/// What no service's own name begins with.
const EXCHANGE: &str = "Microsoft Exchange";

pub(super) fn display_names(rule: &RuleView<'_>, found: &mut Found<'_>) {
    for site in &rule.scope.sites {
        let service = matches!(site.origin, Some(source) if source.name == "service");
        if site.role == Role::StepService || (site.role == Role::Argument && service) {
            is_name(rule, site.expr, found);
        }
    }
    for (site, expr) in rule.scope.every_expr() {
        match &expr.kind {
            ExprKind::Binary { operator, left, right } => match operator {
                Operator::And | Operator::Or | Operator::Coalesce => {}
                Operator::Contains { .. } => compared(rule, site, *operator, right, left, found),
                _ => {
                    compared(rule, site, *operator, left, right, found);
                    compared(rule, site, *operator, right, left, found);
                }
            },
            ExprKind::Match { text, pattern, .. }
                if column(rule, site, text) == Some("DisplayName") =>
            {
                found.push(translated(rule, text.span.to(pattern.span), found, None));
            }
            _ => {}
        }
    }
}

/// `Name` or `DisplayName`, where an expression is this column of `service`.
fn column(rule: &RuleView<'_>, site: &Site<'_>, expr: &Expr) -> Option<&'static str> {
    let (source, column) = rule.scope.column(site, expr)?;
    (source.name == "service").then_some(column.name)
}

fn compared(
    rule: &RuleView<'_>,
    site: &Site<'_>,
    operator: Operator,
    left: &Expr,
    right: &Expr,
    found: &mut Found<'_>,
) {
    let fixed = match &right.kind {
        ExprKind::List(elements) => elements.iter().any(|element| element.as_text().is_some()),
        _ => right.as_text().is_some(),
    };
    match column(rule, site, left) {
        Some("DisplayName") if fixed => {
            let equal = matches!(operator, Operator::Equal { .. });
            let name = right.as_text().and_then(|text| service(text)).filter(|_| equal);
            let span = Span {
                start: left.span.start.min(right.span.start),
                end: left.span.end.max(right.span.end),
            };
            let name = name.map(|name| {
                let path = rule.scope.written(left.span);
                let before = path.get(..path.len().saturating_sub("DisplayName".len()));
                format!("{}Name -eq '{name}'", before.unwrap_or_default())
            });
            found.push(translated(rule, span, found, name));
        }
        Some("Name") => match &right.kind {
            ExprKind::List(elements) => {
                elements.iter().for_each(|element| is_name(rule, element, found));
            }
            _ => is_name(rule, right, found),
        },
        _ => {}
    }
}

/// A text that must be the name of a service.
fn is_name(rule: &RuleView<'_>, expr: &Expr, found: &mut Found<'_>) {
    let Some(text) = expr.as_text() else { return };
    let known = service(text);
    let exchange = text.get(..EXCHANGE.len()).is_some_and(|t| t.eq_ignore_ascii_case(EXCHANGE));
    if known.is_none() && !exchange {
        return;
    }
    let shown: String = text.chars().take(60).collect();
    let message = format!("'{shown}' is what services.msc shows, and no service has this name");
    let display = found.at(rule.scope.source, expr.span, message);
    found.push(match known {
        Some(name) => display.help(format!("write '{name}'")).guess(expr.span, format!("'{name}'")),
        None => display.help("Get-Service shows the names, such as MSExchangeTransport"),
    });
}

/// The service of a display name.
fn service(display_name: &str) -> Option<&'static str> {
    let same = |(known, _): &&(&str, &str)| known.eq_ignore_ascii_case(display_name.trim());
    DISPLAY_NAMES.iter().find(same).map(|(_, name)| *name)
}

fn translated(
    rule: &RuleView<'_>,
    span: Span,
    found: &Found<'_>,
    instead: Option<String>,
) -> crate::diagnostic::Diagnostic {
    let message = "display names are in the language of the server";
    let translated = found.at(rule.scope.source, span, message);
    match instead {
        Some(instead) => translated.help(format!("write {instead}")).guess(span, instead),
        None => translated.help("compare Name, which is the same in every language"),
    }
}
