//! Where the bytes of pictures are kept: a directory or an S3 bucket. What they are and whose they
//! are stands in Postgres; nothing here looks into them.

use std::path::Path as FilePath;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::StreamExt as _;
use futures::stream::BoxStream;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{
    BackoffConfig, ClientOptions, ObjectMeta, ObjectStore, ObjectStoreExt as _, PutPayload,
    RetryConfig,
};

use crate::{Error, Result};

#[cfg(test)]
mod tests;

/// The key of a small object that shows the store answers.
const PROBE: &str = "probe";

/// Keeps bytes under keys such as `2026/11/018f….jpg`.
#[derive(Clone, Debug)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    probed: Arc<AtomicBool>,
}

impl Blobs {
    /// Keeps them below a directory, which is made when missing and closed to other users. What
    /// [`Blobs::put`] acknowledged is on the disk: file and directories are synced, and a file
    /// appears whole under its name or not at all.
    ///
    /// # Errors
    /// When the directory cannot be made.
    pub fn directory(path: impl AsRef<FilePath>) -> Result<Self> {
        let path = path.as_ref();
        make_private(path).map_err(|error| {
            Error::Internal(format!(
                "the directory {} cannot be made: {error}",
                path.display()
            ))
        })?;
        Ok(Self::new(Arc::new(
            LocalFileSystem::new_with_prefix(path)?.with_fsync(true),
        )))
    }

    /// Keeps them in a bucket, below `prefix`. Keys and secrets come from the usual environment
    /// (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, …); `endpoint` is for stores other than AWS.
    ///
    /// # Errors
    /// When the settings contradict each other. Nothing is asked over the network yet.
    pub fn s3(bucket: &str, prefix: &str, endpoint: Option<&str>, region: &str) -> Result<Self> {
        crate::tls::choose_cryptography();
        let mut builder = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .with_region(region)
            .with_client_options(
                ClientOptions::new()
                    .with_connect_timeout(Duration::from_secs(3))
                    .with_timeout(Duration::from_secs(20))
                    .with_allow_http(endpoint.is_some_and(|url| url.starts_with("http://"))),
            )
            .with_retry(RetryConfig {
                backoff: BackoffConfig::default(),
                max_retries: 3,
                // Somebody waits for the upload to be acknowledged.
                retry_timeout: Duration::from_secs(30),
            });
        if let Some(endpoint) = endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        let store = builder.build()?;
        Ok(match prefix.trim_matches('/') {
            "" => Self::new(Arc::new(store)),
            prefix => Self::new(Arc::new(PrefixStore::new(store, prefix))),
        })
    }

    /// Any other store, for tests.
    #[must_use]
    pub fn new(store: Arc<dyn ObjectStore>) -> Self {
        Self {
            store,
            probed: Arc::new(AtomicBool::new(false)),
        }
    }

    /// Keeps `bytes` under `key`; what stood there is replaced.
    ///
    /// # Errors
    /// [`Error::Blob`] when they are not safely stored.
    pub async fn put(&self, key: &str, bytes: impl Into<PutPayload>) -> Result<()> {
        self.store.put(&parse(key)?, bytes.into()).await?;
        Ok(())
    }

    /// The bytes under `key`.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there are none, [`Error::Blob`] when the store fails.
    pub async fn get(&self, key: &str) -> Result<Vec<u8>> {
        match self.store.get(&parse(key)?).await {
            Ok(found) => Ok(found.bytes().await?.into()),
            Err(object_store::Error::NotFound { .. }) => Err(Error::NotFound),
            Err(error) => Err(error.into()),
        }
    }

    /// Forgets the bytes under `key`. That there were none is no error: then it was done before.
    ///
    /// # Errors
    /// [`Error::Blob`] when they may still be there.
    pub async fn delete(&self, key: &str) -> Result<()> {
        match self.store.delete(&parse(key)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// What is kept below a folder and was put there before a time.
    pub(crate) fn older_than(&self, folder: &str, before: DateTime<Utc>) -> Older {
        let files = self.store.list(Some(&Path::from(folder)));
        Older { files, before }
    }

    /// Whether the store answers. The first time it writes, so that a full or read-only disk is
    /// found out before anybody uploads; from then on it reads, so that a disk that went away is
    /// not silently replaced by an empty directory.
    ///
    /// # Errors
    /// [`Error::Blob`] or [`Error::NotFound`] when it does not.
    pub async fn check(&self) -> Result<()> {
        if !self.probed.load(Ordering::Relaxed) {
            self.put(PROBE, "docket").await?;
            self.probed.store(true, Ordering::Relaxed);
        }
        self.get(PROBE).await.map(|_| ())
    }
}

/// Files of a store, one after the other.
pub(crate) struct Older {
    files: BoxStream<'static, object_store::Result<ObjectMeta>>,
    before: DateTime<Utc>,
}

impl Older {
    /// Key and size of the next one.
    pub(crate) async fn next(&mut self) -> Result<Option<(String, u64)>> {
        while let Some(file) = self.files.next().await {
            let file = file?;
            if file.last_modified < self.before {
                return Ok(Some((file.location.to_string(), file.size)));
            }
        }
        Ok(None)
    }
}

fn parse(key: &str) -> Result<Path> {
    Path::parse(key).map_err(|error| Error::Blob(error.into()))
}

#[cfg(unix)]
fn make_private(path: &FilePath) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

#[cfg(not(unix))]
fn make_private(path: &FilePath) -> std::io::Result<()> {
    std::fs::create_dir_all(path)
}
