//! Source `service`: the Windows services that the facts list.

use std::sync::Arc;

use super::columns::Columns;
use super::{Look, Service, Target};
use crate::model::{Completeness, Location, Row, Rows, Value};

/// The rows of source `service`; with a name only the service of that name, without regard to case.
/// Partial where no list of services was collected.
pub fn service_rows(target: &dyn Target, name: Option<&str>) -> Rows {
    let facts = target.facts();
    let services = match facts.services() {
        Look::Found(services) => services,
        Look::Missing => &[],
        Look::Unknown(reason) => return Rows::unreadable(reason),
    };
    let columns = Columns::new("service", []);
    let doubt = facts.services_doubt();
    let path = facts.origin().unwrap_or_default();
    let rows: Vec<_> = services
        .iter()
        .filter(|service| name.is_none_or(|name| service.name.eq_ignore_ascii_case(name)))
        .map(|service| Arc::new(row(&columns, service, &path)))
        .collect();
    // What could not be read may be any service that was not found, and one more of all of them.
    let completeness = match doubt {
        Some(reason) if name.is_none() || rows.is_empty() => Completeness::Partial(reason),
        _ => Completeness::Complete,
    };
    Rows { total: rows.len() as u64, rows, completeness }
}

fn row(columns: &Columns, service: &Service, path: &Arc<str>) -> Row {
    let value = |look: &Look<Arc<str>>| match look {
        Look::Found(text) => Value::Text(text.clone()),
        Look::Missing => Value::Missing,
        Look::Unknown(reason) => Value::Unknown(reason.clone()),
    };
    let (start_type, status) = (value(&service.start_type), value(&service.status));
    let text = format!("{}: {start_type}, {status}", service.name);
    let location = Location { path: path.clone(), text: Arc::from(text), ..Location::default() };
    let display_name = service.display_name.clone().map_or(Value::Missing, Value::Text);
    columns.row([Value::Text(service.name.clone()), display_name, start_type, status], location)
}

#[cfg(test)]
mod tests {
    use super::super::MemoryTarget;
    use super::*;

    #[test]
    fn services_become_rows() {
        let mut target = MemoryTarget::new("EX01");
        assert!(matches!(
            service_rows(&target, None).completeness,
            crate::model::Completeness::Partial(_)
        ));
        target.service(Service {
            name: Arc::from("MSExchangeTransport"),
            display_name: None,
            start_type: Look::Found(Arc::from("Disabled")),
            status: Look::Unknown(Arc::from("access is denied")),
        });
        let rows = service_rows(&target, Some("msexchangetransport"));
        assert_eq!(rows.total, 1);
        let row = &rows.rows[0];
        assert_eq!(
            row.location.text.as_ref(),
            "MSExchangeTransport: Disabled, (unknown: access is denied)"
        );
        assert!(matches!(row.get("DisplayName"), Some(Value::Missing)));
        assert_eq!(service_rows(&target, Some("FMS")).total, 0);
    }
}
