//! Accepted terms record that the person agreed to a version of a licence, and when.

use rusqlite::params;

use crate::store::now;
use crate::{Result, Store};

pub(crate) const V2: &str = "
CREATE TABLE accepted_terms (
    licence TEXT NOT NULL,
    version TEXT NOT NULL,
    accepted INTEGER NOT NULL,
    PRIMARY KEY (licence, version)
) STRICT;
";

/// One acceptance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedTerms {
    /// The licence, such as `gemma`.
    pub licence: String,
    /// The version of its terms.
    pub version: String,
    /// When, in milliseconds since 1970.
    pub accepted: i64,
}

impl Store {
    /// Records that the person accepted a version of a licence. The time of the first acceptance stays.
    ///
    /// # Errors
    /// Those of the database.
    pub fn accept_terms(&self, licence: &str, version: &str) -> Result<()> {
        self.write(|transaction| {
            transaction.execute(
                "INSERT INTO accepted_terms (licence, version, accepted) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                params![licence, version, now()],
            )?;
            Ok(())
        })
    }

    /// All acceptances, oldest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn accepted_terms(&self) -> Result<Vec<AcceptedTerms>> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT licence, version, accepted FROM accepted_terms ORDER BY accepted, licence, version",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(AcceptedTerms { licence: row.get(0)?, version: row.get(1)?, accepted: row.get(2)? })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
