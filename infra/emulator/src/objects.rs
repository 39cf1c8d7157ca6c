//! Files in buckets: whole ones, and parts of those that are being written.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::ids;

/// Buckets as folders of the data directory.
#[derive(Debug, Clone)]
pub struct Objects {
    folder: PathBuf,
    /// The address of this very process, which answers addresses of files.
    url: String,
}

/// The path under which files are fetched.
pub const PATH: &str = "/_local/s3";

impl Objects {
    pub fn new(folder: PathBuf, url: &str) -> Self {
        // The SDK sets the bucket behind the path as it is, and only a bare host gets a slash.
        Self { folder, url: format!("{url}{PATH}/") }
    }

    /// The endpoint that clients of buckets are given.
    pub fn endpoint(&self) -> &str {
        &self.url
    }

    /// A file's content.
    ///
    /// # Errors
    /// Fails if there is none.
    pub fn read(&self, bucket: &str, key: &str) -> io::Result<Vec<u8>> {
        fs::read(self.file(bucket, key)?)
    }

    /// Begins a file of several parts. Returns the name of the upload.
    pub(crate) fn begin(&self) -> io::Result<String> {
        let id = ids::uuid();
        fs::create_dir_all(self.upload(&id)?)?;
        Ok(id)
    }

    pub(crate) fn put_part(&self, upload: &str, number: u32, bytes: &[u8]) -> io::Result<()> {
        let folder = self.upload(upload)?;
        if !folder.is_dir() {
            return Err(io::ErrorKind::NotFound.into());
        }
        fs::write(folder.join(format!("{number:05}")), bytes)
    }

    /// Puts the parts together in their order, and the file in the place of an older one.
    pub(crate) fn finish(&self, upload: &str, bucket: &str, key: &str) -> io::Result<()> {
        let folder = self.upload(upload)?;
        let mut parts: Vec<PathBuf> =
            fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        parts.sort();
        let mut content = Vec::new();
        for part in parts {
            content.extend(fs::read(part)?);
        }
        let file = self.file(bucket, key)?;
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, content)?;
        fs::remove_dir_all(folder)
    }

    pub(crate) fn give_up(&self, upload: &str) -> io::Result<()> {
        fs::remove_dir_all(self.upload(upload)?)
    }

    fn file(&self, bucket: &str, key: &str) -> io::Result<PathBuf> {
        Ok(self.folder.join("buckets").join(plain(bucket)?).join(plain(key)?))
    }

    fn upload(&self, id: &str) -> io::Result<PathBuf> {
        Ok(self.folder.join("uploads").join(plain(id)?))
    }
}

/// A name that leads to no other folder.
fn plain(name: &str) -> io::Result<&Path> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let is_fine = !name.is_empty() && name.chars().all(is_plain) && !name.starts_with('.');
    if is_fine { Ok(Path::new(name)) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_is_there_when_it_is_whole() {
        let folder = std::env::temp_dir().join(ids::uuid());
        let objects = Objects::new(folder.clone(), "http://x");
        let upload = objects.begin().unwrap();
        objects.put_part(&upload, 2, b"b").unwrap();
        objects.put_part(&upload, 1, b"a").unwrap();
        assert!(objects.read("Bucket", "file.csv").is_err());
        objects.finish(&upload, "Bucket", "file.csv").unwrap();
        assert_eq!(objects.read("Bucket", "file.csv").unwrap(), b"ab");
        assert!(objects.put_part(&upload, 1, b"a").is_err(), "it has ended");
        assert!(objects.read("..", "x").is_err() && objects.read("Bucket", "../x").is_err());
        fs::remove_dir_all(folder).unwrap();
    }
}
