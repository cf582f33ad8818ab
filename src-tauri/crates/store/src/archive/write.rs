//! Writing an archive: beside its place first, then renamed, so that it appears whole or not at all.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::record::ConversationRecord;
use super::{CONVERSATIONS, FORMAT, MANIFEST, Manifest, SETTINGS, VERSION};
use crate::error::json_fault;
use crate::store::now;
use crate::table::settings;
use crate::{ConversationId, Error, Result, Store, health};

impl Store {
    /// Writes all conversations and settings into one archive at `path`, in place of what is there, and says how many
    /// conversations there are. What was deleted is not in it, nor are accepted terms.
    ///
    /// # Errors
    /// [`Error::File`] where it can't be written; what was at `path` then stays.
    pub fn export_archive(&self, path: &Path) -> Result<usize> {
        let part = beside(path);
        let written = self.read(|connection| write(connection, &part)).and_then(|count| {
            fs::rename(&part, path).map_err(|error| Error::file("write", path, &error))?;
            Ok(count)
        });
        if written.is_err() {
            // The error tells more than the removal of what is left could.
            let _ = fs::remove_file(&part);
        }
        written
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", uuid::Uuid::now_v7().simple()));
    path.with_file_name(name)
}

fn write(connection: &Connection, part: &Path) -> Result<usize> {
    let fault = |error: io::Error| Error::file("write", part, &error);
    let ids: Vec<ConversationId> = connection
        .prepare("SELECT id FROM conversations WHERE deleted_at IS NULL ORDER BY seq")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;

    health::make_private(part)?;
    let file = File::options().write(true).open(part).map_err(fault)?;
    let mut zip = ZipWriter::new(BufWriter::new(file));

    let manifest = Manifest {
        format: FORMAT.to_owned(),
        version: VERSION,
        carat: env!("CARGO_PKG_VERSION").to_owned(),
        created: now(),
        conversations: ids.len() as u64,
    };
    begin(&mut zip, MANIFEST).map_err(fault)?;
    write_json(&mut zip, &manifest).map_err(fault)?;

    begin(&mut zip, CONVERSATIONS).map_err(fault)?;
    for id in &ids {
        let record = ConversationRecord::load(connection, *id)?;
        write_json(&mut zip, &record).map_err(fault)?;
        zip.write_all(b"\n").map_err(fault)?;
    }

    begin(&mut zip, SETTINGS).map_err(fault)?;
    write_json(&mut zip, &all_settings(connection)?).map_err(fault)?;

    let buffer = zip.finish().map_err(|error| fault(error.into()))?;
    let file = buffer.into_inner().map_err(|error| fault(error.into_error()))?;
    file.sync_all().map_err(fault)?;
    Ok(ids.len())
}

fn all_settings(connection: &Connection) -> Result<BTreeMap<String, Value>> {
    settings::all(connection)?
        .into_iter()
        .map(|(key, json)| match serde_json::from_str(&json) {
            Ok(value) => Ok((key, value)),
            Err(error) => Err(Error::Setting { key, detail: json_fault(&error) }),
        })
        .collect()
}

fn begin<W: Write + io::Seek>(zip: &mut ZipWriter<W>, name: &str) -> io::Result<()> {
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated).large_file(true);
    Ok(zip.start_file(name, options)?)
}

fn write_json<W: Write, T: serde::Serialize>(writer: &mut W, value: &T) -> io::Result<()> {
    Ok(serde_json::to_writer(writer, value)?)
}
