use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError};

impl Store {
    /// Returns a saved number (the clock, a stream's position).
    pub fn number(&self, key: &str) -> Result<Option<i64>, StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached("SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?1")?;
        statement.query_row([key], |row| row.get(0)).optional()
    }

    /// Returns a saved text (the definition of the table).
    pub fn text(&self, key: &str) -> Result<Option<String>, StoreError> {
        let connection = self.connection();
        connection.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0)).optional()
    }

    pub fn set_text(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)";
        self.connection().execute(sql, params![key, value]).map(|_| ())
    }

    pub fn set_number(&self, key: &str, value: i64) -> Result<(), StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)")?;
        statement.execute(params![key, value.to_string()]).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use crate::store::scratch;

    #[test]
    fn number_is_saved_and_replaced() {
        let (_folder, store) = scratch();
        assert_eq!(store.number("clock").unwrap(), None);
        store.set_number("clock", 1_795_420_800_000).unwrap();
        store.set_number("clock", 1_795_420_800_001).unwrap();
        assert_eq!(store.number("clock").unwrap(), Some(1_795_420_800_001));
    }
}
