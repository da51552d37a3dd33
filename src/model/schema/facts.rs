//! The facts about a server.

use super::types::{FactSchema, Unit, ValueType};
use ValueType::{Bool, List, Number, Text, Time, Version};

const fn fact(path: &'static str, value_type: ValueType, help: &'static str) -> FactSchema {
    FactSchema { path, value_type, unit: None, help }
}

/// A fact that is a year.
const fn year(path: &'static str, help: &'static str) -> FactSchema {
    FactSchema { unit: Some(Unit::Years), ..fact(path, Number, help) }
}

pub(super) static FACTS: &[FactSchema] = &[
    fact("server.name", Text, "Computer name."),
    fact("server.domain", Text, "DNS name of the domain."),
    fact("server.site", Text, "Active Directory site."),
    fact("server.systemDrive", Text, "Drive of Windows, such as C:. C: where nothing says so."),
    fact("server.osVersion", Version, "Version of Windows, such as 10.0.17763."),
    FactSchema {
        unit: Some(Unit::Utc),
        ..fact(
            "server.time",
            Time,
            "When the facts were collected; of a live server, now. `within` counts from it.",
        )
    },
    fact(
        "exchange.installed",
        Bool,
        "Whether Exchange is installed; true where its installation folder is found.",
    ),
    year(
        "exchange.generation",
        "2010, 2013, 2016 or 2019; 2025 stands for Subscription Edition. Follows from the build.",
    ),
    fact("exchange.product", Text, "Product name, such as Exchange Server 2019."),
    fact(
        "exchange.build",
        Version,
        "Installed build; the file version of ExSetup.exe, because a security update does not \
         change AdminDisplayVersion.",
    ),
    fact("exchange.roles", List, "Installed roles: Mailbox, ClientAccess, EdgeTransport ..."),
    fact(
        "exchange.install",
        Text,
        "Installation folder without a closing backslash; a folder target finds it by its \
         standard places on any drive.",
    ),
    fact("exchange.bin", Text, "The Bin folder below exchange.install."),
    fact("activeDirectory.forest", Text, "DNS name of the forest."),
    fact("activeDirectory.domain", Text, "DNS name of the server's domain."),
    fact("activeDirectory.site", Text, "Site of the server."),
    fact("activeDirectory.schemaMaster", Text, "Domain controller that holds the schema master."),
    fact("activeDirectory.schemaMasterDomain", Text, "DNS name of the schema master's domain."),
    fact("activeDirectory.schemaMasterSite", Text, "Site of the schema master."),
    fact("activeDirectory.schemaVersion", Number, "rangeUpper of ms-Exch-Schema-Version-Pt."),
    fact("activeDirectory.organizationVersion", Number, "objectVersion of the organization."),
    fact("activeDirectory.domainVersion", Number, "objectVersion of the system objects container."),
    fact("locale.culture", Text, "Culture of the account, such as en-US."),
    fact("locale.systemLocale", Text, "Language for non-Unicode programs, such as ja-JP."),
    fact("locale.ansiCodePage", Number, "ANSI code page, such as 932."),
    fact("user.name", Text, "Account that collected the facts."),
    fact("user.elevated", Bool, "Whether that account was elevated."),
    fact("user.groups", List, "Groups of that account."),
];
