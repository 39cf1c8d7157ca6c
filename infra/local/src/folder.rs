use std::{
    fs::{self, File, Permissions, TryLockError},
    io,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// Held by the process that has the directory.
const LOCK: &str = "lock";
/// The mode of a directory for its owner alone.
const PRIVATE: u32 = 0o700;

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
    /// Takes the directory; creates it if it isn't there. Its owner alone may look into it: it has everybody's mails.
    ///
    /// # Errors
    /// Fails if another process holds it, or it can't be created.
    pub fn take(path: &Path) -> Result<Self, FolderError> {
        let refused = |source| FolderError::Io { folder: path.to_owned(), source };
        let is_ours = !path.exists() || path.join(LOCK).exists();
        fs::DirBuilder::new().recursive(true).mode(PRIVATE).create(path).map_err(refused)?;
        if is_ours {
            // An earlier version made it readable for all. A folder that was given is left as it is.
            fs::set_permissions(path, Permissions::from_mode(PRIVATE)).map_err(refused)?;
        }
        let lock = File::create(path.join(LOCK)).map_err(refused)?;
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
    use std::{fs, os::unix::fs::PermissionsExt, path::Path};

    use super::{Folder, FolderError};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn data_directory_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data");
        drop(Folder::take(&path).unwrap());
        assert_eq!(mode(&path), 0o700);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        drop(Folder::take(&path).unwrap());
        assert_eq!(mode(&path), 0o700, "made by an earlier version");
    }

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
