use super::{EndpointReader, FileReader, Record};
use crate::{
    aws::{Engine, EngineError},
    store::StoreError,
};

/// A stream can't be read.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// Reads a table's stream from its engine. A position is a text; the empty one is the beginning.
#[derive(Debug)]
pub enum StreamReader {
    /// Beside the embedded engine.
    File(FileReader),
    /// From another DynamoDB.
    Endpoint(EndpointReader),
}

impl StreamReader {
    /// The reader of a table, which must exist. Fails if it can't be read.
    pub async fn open(engine: &Engine, table: &str) -> Result<Self, StreamError> {
        Ok(match engine {
            Engine::Embedded(embedded) => Self::File(FileReader::open(embedded.file(), table)?),
            Engine::Elsewhere(endpoint) => Self::Endpoint(EndpointReader::open(endpoint, table).await?),
        })
    }

    /// The next records after a position, in order. Fails if the stream can't be read.
    pub async fn after(&self, position: &str, limit: usize) -> Result<Vec<Record>, StreamError> {
        Ok(match self {
            Self::File(file) => file.after(position, limit)?,
            Self::Endpoint(endpoint) => endpoint.after(position, limit).await?,
        })
    }

    /// Whether there is a record after a position. Fails if the stream can't be read.
    pub async fn has_after(&self, position: &str) -> Result<bool, StreamError> {
        Ok(match self {
            Self::File(file) => file.has_after(position)?,
            Self::Endpoint(endpoint) => !endpoint.after(position, 1).await?.is_empty(),
        })
    }

    /// Removes the records before a position, unless DynamoDB does it itself. Fails if they can't be removed.
    pub fn trim(&self, position: &str) -> Result<(), StreamError> {
        if let Self::File(file) = self {
            file.trim(position)?;
        }
        Ok(())
    }
}
