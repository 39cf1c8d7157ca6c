//! The files of exported bookings: written in parts into a private bucket, and fetched by an address that ends soon.

use std::time::Duration;

use aws_sdk_s3::{
    Client,
    presigning::PresigningConfig,
    primitives::ByteStream,
    types::{CompletedMultipartUpload, CompletedPart},
};
use domain::time::Instant;
use platform::{ConfigError, Env, Error, FromEnv};

/// The smallest part but the last (Amazon S3 User Guide, "Multipart upload limits").
pub const PART_BYTES: usize = 5 * 1024 * 1024;
/// The life of an address in seconds. The bucket's policy refuses older signatures, whatever they say themselves.
const ADDRESS_SECONDS: u64 = 60;

/// The bucket.
#[derive(Debug, Clone)]
pub struct Files {
    client: Client,
    bucket: String,
}

/// An address of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub url: String,
    pub ends: Instant,
}

/// A file that is being written. Without [`Upload::finish`] there is none.
#[derive(Debug)]
pub struct Upload {
    files: Files,
    key: String,
    pub id: String,
    parts: Vec<CompletedPart>,
}

impl FromEnv for Files {
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        // The bucket in the path: its name in the host needs a certificate and a resolver that a stand-in hasn't.
        let config = aws_sdk_s3::config::Builder::from(&env.sdk).force_path_style(true);
        Ok(Self { client: Client::from_conf(config.build()), bucket: env.config.required("EXPORTS_BUCKET")? })
    }
}

impl Files {
    /// Begins a file.
    ///
    /// # Errors
    /// Fails if the bucket is unavailable.
    pub async fn begin(&self, key: &str) -> Result<Upload, Error> {
        let begin = self.client.create_multipart_upload().bucket(&self.bucket).key(key);
        let begun = begin.content_type("text/csv; charset=utf-8").cache_control("no-store").send().await?;
        let id = begun.upload_id.ok_or("the bucket named no upload")?;
        Ok(Upload { files: self.clone(), key: key.to_owned(), id, parts: Vec::new() })
    }

    /// Gives up a file that another function began. One that is finished or given up already stays so.
    ///
    /// # Errors
    /// Fails if the bucket is unavailable.
    pub async fn give_up(&self, key: &str, id: &str) -> Result<(), Error> {
        let abort = self.client.abort_multipart_upload().bucket(&self.bucket).key(key).upload_id(id);
        match abort.send().await {
            Ok(_) => Ok(()),
            Err(error) if error.as_service_error().is_some_and(|error| error.is_no_such_upload()) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// An address at which a browser saves the file under this name.
    ///
    /// # Errors
    /// Never, unless the configuration is wrong (a bug).
    pub async fn address(&self, key: &str, name: &str, now: Instant) -> Result<Address, Error> {
        let life = Duration::from_secs(ADDRESS_SECONDS);
        let signing = PresigningConfig::builder().expires_in(life).start_time(now.into()).build()?;
        let get = self.client.get_object().bucket(&self.bucket).key(key);
        let get = get
            .response_content_disposition(format!("attachment; filename=\"{name}\""))
            .response_cache_control("no-store");
        let url = get.presigned(signing).await?.uri().to_owned();
        Ok(Address { url, ends: now + chrono::TimeDelta::seconds(ADDRESS_SECONDS as i64) })
    }
}

impl Upload {
    /// Writes the next part: at least [`PART_BYTES`], but for the last one.
    ///
    /// # Errors
    /// Fails if the bucket is unavailable.
    pub async fn put(&mut self, bytes: Vec<u8>) -> Result<(), Error> {
        let number = i32::try_from(self.parts.len())? + 1;
        let put = self.files.client.upload_part().bucket(&self.files.bucket).key(&self.key).upload_id(&self.id);
        let put = put.part_number(number).body(ByteStream::from(bytes)).send().await?;
        self.parts.push(CompletedPart::builder().part_number(number).set_e_tag(put.e_tag).build());
        Ok(())
    }

    /// Puts the parts together.
    ///
    /// # Errors
    /// Fails if the bucket is unavailable.
    pub async fn finish(self) -> Result<(), Error> {
        let parts = CompletedMultipartUpload::builder().set_parts(Some(self.parts)).build();
        let finish = self.files.client.complete_multipart_upload().bucket(&self.files.bucket).key(&self.key);
        finish.upload_id(&self.id).multipart_upload(parts).send().await?;
        Ok(())
    }
}
