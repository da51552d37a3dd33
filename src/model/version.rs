//! Build numbers, compared part by part.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// A build number of three or four parts, such as an Exchange build.
///
/// Leading zeros do not count and a missing fourth part is zero, so the padded form that
/// `ExSetup.exe` prints (`15.02.0721.013`) equals `15.2.721.13`. Versions are compared as four
/// numbers, never as text and never as decimals: revision 10 is above revision 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version(pub [u32; 4]);

impl Version {
    /// Reads `major.minor.build` or `major.minor.build.revision`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = [0u32; 4];
        let mut count = 0;
        for piece in text.trim().split('.') {
            *parts.get_mut(count)? = parse_part(piece)?;
            count += 1;
        }
        (count >= 3).then_some(Self(parts))
    }
}

fn parse_part(piece: &str) -> Option<u32> {
    let digits = !piece.is_empty() && piece.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| piece.parse().ok()).flatten()
}

impl FromStr for Version {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::parse(text).ok_or(())
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, build, revision] = self.0;
        write!(f, "{major}.{minor}.{build}.{revision}")
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One to three leading parts and a star, such as `15.2.721.*`: a whole cumulative update.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VersionPattern(pub Vec<u32>);

impl VersionPattern {
    /// Reads `15.*`, `15.2.*` or `15.2.721.*`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Option<Vec<u32>> =
            text.trim().strip_suffix(".*")?.split('.').map(parse_part).collect();
        parts.filter(|parts| parts.len() <= 3).map(Self)
    }

    /// Whether the leading parts of `version` are the ones of this pattern.
    pub fn matches(&self, version: Version) -> bool {
        version.0.starts_with(&self.0)
    }
}

impl fmt::Display for VersionPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| write!(f, "{part}."))?;
        f.write_str("*")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padded_and_plain_forms_are_equal() {
        assert_eq!(Version::parse("15.02.0721.013"), Version::parse("15.2.721.13"));
        assert_eq!(Version::parse("15.2.721"), Version::parse("15.2.721.0"));
    }

    #[test]
    fn revision_ten_is_above_nine() {
        assert!(Version::parse("15.2.792.10") > Version::parse("15.2.792.9"));
        assert!(Version::parse("15.1.1913.10") > Version::parse("15.1.1913.7"));
    }

    #[test]
    fn what_is_not_a_version_is_refused() {
        for text in
            ["15.1", "15", "", "15.1.x.2", "1.2.3.4.5", "15.1.-2.3", "15..1.2", "99999999999.1.1"]
        {
            assert_eq!(Version::parse(text), None, "{text}");
        }
    }

    #[test]
    fn patterns_compare_leading_parts() {
        let line = VersionPattern::parse("15.2.721.*").unwrap();
        assert!(line.matches(Version::parse("15.02.0721.013").unwrap()));
        assert!(!line.matches(Version::parse("15.2.7210.1").unwrap()));
        assert_eq!(line.to_string(), "15.2.721.*");
    }
}
