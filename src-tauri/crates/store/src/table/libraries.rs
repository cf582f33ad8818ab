//! A library is a named set of documents that can be asked again and again.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use crate::store::now;
use crate::table::documents;
use crate::{ConversationId, DocumentOwner, Error, LibraryId, Result, Store};

pub(crate) const V4: &str = "
CREATE TABLE libraries (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL
) STRICT;
";

/// A library with what is in it, of documents that a listing needs.
const SELECT: &str = "
SELECT l.id, l.name, l.created, count(d.seq), coalesce(sum(d.bytes), 0), coalesce(sum(d.chunks), 0)
FROM libraries l
LEFT JOIN document_links k ON k.owner = l.id
LEFT JOIN documents d ON d.seq = k.document";

/// The longest name, in characters.
const NAME: usize = 200;

/// A named set of documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Library {
    /// Its name for good.
    pub id: LibraryId,
    /// What the person calls it.
    pub name: String,
    /// When it was made, in milliseconds since 1970.
    pub created: i64,
    /// How many documents are in it.
    pub documents: u32,
    /// Their size as they lie, in bytes.
    pub bytes: u64,
    /// Their passages.
    pub chunks: u64,
}

impl Store {
    /// Makes a library.
    ///
    /// # Errors
    /// [`Error::LibraryNameTaken`], [`Error::TitleEmpty`], [`Error::TitleTooLong`].
    pub fn create_library(&self, name: &str) -> Result<Library> {
        let name = checked(name)?;
        let id = LibraryId::make();
        self.write(|transaction| {
            refuse_taken(transaction, name, id)?;
            transaction
                .prepare_cached("INSERT INTO libraries (id, name, created) VALUES (?1, ?2, ?3)")?
                .execute(params![id, name, now()])?;
            find(transaction, id)
        })
    }

    /// Gives a library another name.
    ///
    /// # Errors
    /// [`Error::LibraryMissing`] and those of [`Store::create_library`].
    pub fn rename_library(&self, id: LibraryId, name: &str) -> Result<Library> {
        let name = checked(name)?;
        self.write(|transaction| {
            refuse_taken(transaction, name, id)?;
            transaction.execute("UPDATE libraries SET name = ?2 WHERE id = ?1", params![id, name])?;
            find(transaction, id)
        })
    }

    /// All libraries by name.
    ///
    /// # Errors
    /// Those of the database.
    pub fn libraries(&self) -> Result<Vec<Library>> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!("{SELECT} GROUP BY l.id ORDER BY l.name"))?;
            let rows = statement.query_map([], from_row)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// One library.
    ///
    /// # Errors
    /// [`Error::LibraryMissing`].
    pub fn library(&self, id: LibraryId) -> Result<Library> {
        self.read(|connection| find(connection, id))
    }

    /// The library of this name, where there is one.
    ///
    /// # Errors
    /// Those of the database.
    pub fn library_named(&self, name: &str) -> Result<Option<Library>> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE l.name = ?1 GROUP BY l.id"))?;
            Ok(statement.query_row([name.trim()], from_row).optional()?)
        })
    }

    /// The conversations in which a library was ever asked, whether it is still there or not; those that are deleted
    /// and can be brought back among them.
    ///
    /// # Errors
    /// Those of the database.
    pub fn conversations_about(&self, id: LibraryId) -> Result<Vec<ConversationId>> {
        self.read(|connection| {
            // Nothing else has these letters, unless a person wrote them: then there is one conversation too many.
            let mut statement =
                connection.prepare_cached("SELECT DISTINCT conversation FROM messages WHERE instr(parts, ?1) > 0")?;
            let rows = statement.query_map([id.to_string()], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Deletes a library, and for good the documents that belong to nothing else. Gives those.
    ///
    /// # Errors
    /// [`Error::LibraryMissing`].
    pub fn delete_library(&self, id: LibraryId) -> Result<Vec<crate::DocumentId>> {
        let erased = self.write(|transaction| {
            find(transaction, id)?;
            transaction
                .execute("DELETE FROM document_links WHERE owner = ?1", params![DocumentOwner::Library(id).key()])?;
            transaction.execute("DELETE FROM libraries WHERE id = ?1", [id])?;
            documents::erase_unowned(transaction)
        })?;
        if !erased.is_empty() {
            self.scrub()?;
        }
        Ok(erased)
    }
}

fn checked(name: &str) -> Result<&str> {
    let name = name.trim();
    let length = name.chars().count();
    if !name.chars().any(|c| !c.is_whitespace() && !c.is_control()) {
        return Err(Error::TitleEmpty);
    }
    if length > NAME {
        return Err(Error::TitleTooLong { length, limit: NAME });
    }
    Ok(name)
}

fn refuse_taken(connection: &Connection, name: &str, id: LibraryId) -> Result<()> {
    let taken =
        connection.prepare_cached("SELECT 1 FROM libraries WHERE name = ?1 AND id <> ?2")?.exists(params![name, id])?;
    if taken { Err(Error::LibraryNameTaken { name: name.to_owned() }) } else { Ok(()) }
}

fn find(connection: &Connection, id: LibraryId) -> Result<Library> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE l.id = ?1 GROUP BY l.id"))?
        .query_row([id], from_row)
        .optional()?
        .ok_or(Error::LibraryMissing { id })
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Library> {
    Ok(Library {
        id: row.get(0)?,
        name: row.get(1)?,
        created: row.get(2)?,
        documents: row.get(3)?,
        bytes: row.get::<_, i64>(4)?.try_into().unwrap_or_default(),
        chunks: row.get::<_, i64>(5)?.try_into().unwrap_or_default(),
    })
}
