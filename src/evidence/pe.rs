//! The file version of a Windows program: where its version resource is.

use object::endian::LittleEndian as LE;
use object::pe::{ImageNtHeaders32, ImageNtHeaders64, RT_VERSION};
use object::read::pe::{
    ImageNtHeaders, PeFile, ResourceDirectory, ResourceDirectoryEntryData, ResourceDirectoryTable,
};

use super::version_info;
use crate::model::Version;

/// The file version; `None` for a program without a version resource.
///
/// # Errors
/// For content that starts like a program and is damaged, or says two versions.
pub(super) fn file_version(content: &[u8]) -> Result<Option<Version>, String> {
    // Exchange's programs are 64-bit; installers beside it may be 32-bit.
    let resource = match object::FileKind::parse(content) {
        Ok(object::FileKind::Pe32) => resource::<ImageNtHeaders32>(content),
        Ok(object::FileKind::Pe64) => resource::<ImageNtHeaders64>(content),
        _ => Err("its header is not whole"),
    };
    match resource {
        Ok(None) => Ok(None),
        Ok(Some(resource)) => version_info::file_version(resource).map(Some),
        Err(why) => Err(why.to_owned()),
    }
    .map_err(|why| format!("the program is damaged, its version cannot be read: {why}"))
}

/// The bytes of the version resource.
fn resource<H: ImageNtHeaders>(content: &[u8]) -> Result<Option<&[u8]>, &'static str> {
    const NOT_WHOLE: &str = "its resources are not whole";
    let file = PeFile::<H>::parse(content).map_err(|_| "its header is not whole")?;
    let sections = file.section_table();
    let directory = file.data_directories().resource_directory(content, &sections);
    let Some(resources) = directory.map_err(|_| NOT_WHOLE)? else { return Ok(None) };
    let root = resources.root().map_err(|_| NOT_WHOLE)?;
    let mut table = root;
    // Type, name, language: the type must be a version, of the others the first one counts.
    for level in 0..3 {
        let wanted = |id: Option<u16>| level > 0 || id == Some(RT_VERSION);
        let entry = table.entries.iter().find(|entry| wanted(entry.name_or_id().id()));
        let Some(entry) = entry else {
            return if level == 0 { Ok(None) } else { Err(NOT_WHOLE) };
        };
        match below(resources, entry)? {
            Below::Table(next) => table = next,
            Below::Data(address, size) => {
                let data = sections.pe_data_at(content, address).ok_or(NOT_WHOLE)?;
                return data.get(..size).map(Some).ok_or(NOT_WHOLE);
            }
        }
    }
    Err(NOT_WHOLE)
}

enum Below<'data> {
    Table(ResourceDirectoryTable<'data>),
    /// Address in the loaded program, and size in bytes.
    Data(u32, usize),
}

fn below<'data>(
    resources: ResourceDirectory<'data>,
    entry: &object::pe::ImageResourceDirectoryEntry,
) -> Result<Below<'data>, &'static str> {
    match entry.data(resources) {
        Ok(ResourceDirectoryEntryData::Table(table)) => Ok(Below::Table(table)),
        Ok(ResourceDirectoryEntryData::Data(data)) => {
            let size = usize::try_from(data.size.get(LE)).unwrap_or(usize::MAX);
            Ok(Below::Data(data.offset_to_data.get(LE), size))
        }
        Err(_) => Err("its resources are not whole"),
    }
}
