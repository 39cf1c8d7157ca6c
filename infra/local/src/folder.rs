use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// The data directory can't be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Another process holds it.
    #[error("the data directory {0} is in use by another process; give this one another with --data")]
    InUse(PathBuf),
    /// The file system refused.
    #[error("the data directory {folder}")]
    Io { folder: PathBuf, source: io::Error },
}

/// The data directory, held for as long as this value lives: the lock ends with the process, however that ends.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Takes the directory; creates it if it isn't there.
    ///
    /// # Errors
    /// Fails if another process holds it, or it can't be created.
    pub fn take(path: &Path) -> Result<Self, FolderError> {
        let refused = |source| FolderError::Io { folder: path.to_owned(), source };
        fs::create_dir_all(path).map_err(refused)?;
        let lock = File::create(path.join("lock")).map_err(refused)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(FolderError::InUse(path.to_owned())),
            Err(TryLockError::Error(source)) => Err(refused(source)),
        }
    }

    /// The path of a file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

#[cfg(test)]
mod tests {
    use super::{Folder, FolderError};

    #[test]
    fn data_directory_has_one_owner() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data");
        let held = Folder::take(&path).unwrap();
        assert!(matches!(Folder::take(&path), Err(FolderError::InUse(_))));
        drop(held);
        Folder::take(&path).unwrap();
    }
}
