//! The file version of a Windows program, from the fixed part of its version resource.

use pelite::resources::FindError;

use crate::model::Version;

/// The file version; `None` for a program without a version resource.
///
/// # Errors
/// For content that starts like a program and is damaged.
pub(super) fn file_version(content: &[u8]) -> Result<Option<Version>, String> {
    let damaged = |error: &dyn std::fmt::Display| {
        format!("the program is damaged, its version cannot be read ({error})")
    };
    // Exchange's programs are 64-bit; drivers and installers beside it may be 32-bit.
    let resources = {
        use pelite::pe64::Pe;
        pelite::pe64::PeFile::from_bytes(content).and_then(|file| file.resources())
    };
    let resources = match resources {
        Err(pelite::Error::PeMagic) => {
            use pelite::pe32::Pe;
            pelite::pe32::PeFile::from_bytes(content).and_then(|file| file.resources())
        }
        other => other,
    };
    let resources = match resources {
        Ok(resources) => resources,
        Err(pelite::Error::Null) => return Ok(None),
        Err(error) => return Err(damaged(&error)),
    };
    let info = match resources.version_info() {
        Ok(info) => info,
        Err(FindError::NotFound) => return Ok(None),
        Err(error) => return Err(damaged(&error)),
    };
    // The words of the fixed part, as pelite names them, print in this order.
    const SIGNATURE: u32 = 0xFEEF_04BD;
    match info.fixed() {
        Some(fixed) if fixed.dwSignature == SIGNATURE => {
            let part = fixed.dwFileVersion;
            Ok(Some(Version([part.Major, part.Minor, part.Patch, part.Build].map(u32::from))))
        }
        _ => Err(damaged(&"its version resource is not whole")),
    }
}
