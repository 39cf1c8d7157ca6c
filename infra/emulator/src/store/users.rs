use rusqlite::{OptionalExtension, Row, params};

use super::{Store, StoreError};

/// A user of the user pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolUser {
    /// The user's id, which is the user name as well.
    pub sub: String,
    pub email: String,
    pub is_enabled: bool,
    /// Cognito's name of the state, for example `FORCE_CHANGE_PASSWORD`.
    pub status: String,
    pub groups: Vec<String>,
    /// The attribute `custom:consultant_id`.
    pub consultant_id: Option<String>,
    /// The instant of the creation, in milliseconds.
    pub created_at: i64,
    /// Tokens from before this instant can't be refreshed, in milliseconds.
    pub signed_out_at: i64,
}

/// Something that the log-in gave out: a code, a session, a refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    pub kind: String,
    /// Its facts, as JSON.
    pub body: String,
    /// In milliseconds.
    pub expires_at: i64,
}

const COLUMNS: &str = "sub, email, is_enabled, status, member_of, consultant_id, created_at, signed_out_at";

impl Store {
    /// Adds a user, or replaces the one with this id.
    pub fn put_user(&self, user: &PoolUser) -> Result<(), StoreError> {
        let sql = format!("INSERT OR REPLACE INTO users ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        let groups = user.groups.join(" ");
        let PoolUser { sub, email, is_enabled, status, consultant_id, created_at, signed_out_at, .. } = user;
        let values = params![sub, email, is_enabled, status, groups, consultant_id, created_at, signed_out_at];
        self.connection().execute(&sql, values)?;
        Ok(())
    }

    /// Finds a user by id or by address; an address has no case.
    pub fn user(&self, name: &str) -> Result<Option<PoolUser>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM users WHERE sub = ?1 OR email = lower(?1)");
        self.connection().query_row(&sql, [name], user).optional()
    }

    /// Every user, oldest first.
    pub fn users(&self) -> Result<Vec<PoolUser>, StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare(&format!("SELECT {COLUMNS} FROM users ORDER BY created_at, sub"))?;
        let rows = statement.query_map([], user)?;
        rows.collect()
    }

    /// Keeps a grant under its secret.
    pub fn put_grant(&self, secret: &str, granted: &Granted) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO grants (secret, kind, body, expires_at) VALUES (?1, ?2, ?3, ?4)";
        self.connection().execute(sql, params![secret, granted.kind, granted.body, granted.expires_at])?;
        Ok(())
    }

    /// Returns a grant of this kind that hasn't expired.
    pub fn granted(&self, secret: &str, kind: &str, now: i64) -> Result<Option<Granted>, StoreError> {
        let sql = "SELECT kind, body, expires_at FROM grants WHERE secret = ?1 AND kind = ?2 AND expires_at > ?3";
        let read = |row: &Row<'_>| Ok(Granted { kind: row.get(0)?, body: row.get(1)?, expires_at: row.get(2)? });
        self.connection().query_row(sql, params![secret, kind, now], read).optional()
    }

    /// Forgets a grant. Returns whether it was there, so that a code is used once.
    pub fn take_grant(&self, secret: &str) -> Result<bool, StoreError> {
        Ok(self.connection().execute("DELETE FROM grants WHERE secret = ?1", [secret])? == 1)
    }
}

fn user(row: &Row<'_>) -> Result<PoolUser, StoreError> {
    let groups: String = row.get(4)?;
    Ok(PoolUser {
        sub: row.get(0)?,
        email: row.get(1)?,
        is_enabled: row.get(2)?,
        status: row.get(3)?,
        groups: groups.split_whitespace().map(str::to_owned).collect(),
        consultant_id: row.get(5)?,
        created_at: row.get(6)?,
        signed_out_at: row.get(7)?,
    })
}
