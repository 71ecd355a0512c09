//! Uploaded files, kept by the hash of their content: in a folder of this machine, or in any other object store.
//!
//! An upload is first written below `incoming/`. When all of it is there, durable and hashed, it is moved to its place
//! `sm3/ab/ab12…`, named by the SM3 of its bytes. So a file under its name is always whole, the same file takes its room
//! once, and nothing is ever overwritten by something else.

use std::fmt::Write as _;
use std::path::Path as FolderPath;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures::stream::BoxStream;
use futures::{Stream, StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use sm3::{Digest, Sm3};
use uuid::Uuid;

/// The bytes of an upload or a stored file, in pieces.
pub use bytes::Bytes;

/// How much is sent to the object store at a time: the least that S3 takes as a part.
const PART: usize = 5 * 1024 * 1024;

/// How many parts may be under way, which bounds the memory of one upload.
const PARTS_UNDER_WAY: usize = 2;

/// How much of the beginning is kept for telling the type of a file.
const BEGINNING: usize = 8 * 1024;

/// Why a file could not be received, kept or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The sender stopped, or the connection broke.
    #[error("the upload broke off: {0}")]
    BrokenOff(String),
    /// It has more bytes than may be sent.
    #[error("the upload has more than {0} bytes")]
    TooLarge(u64),
    /// It has no bytes.
    #[error("the upload is empty")]
    Empty,
    /// The folder or the object store cannot be used now.
    #[error("the files cannot be reached")]
    Unavailable(#[from] object_store::Error),
}

/// Whether a stored file is what its name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Integrity {
    /// Its bytes have the hash and the length that were recorded.
    Intact,
    /// It is not there.
    Missing,
    /// It is there with other bytes.
    Altered,
}

/// A file that has been received and has no place yet.
#[derive(Debug)]
pub struct Received {
    /// SM3 of its bytes, 64 hexadecimal digits.
    pub digest: String,
    /// How many bytes it has; at least 1.
    pub bytes: u64,
    /// Its first bytes, at most 8 KiB.
    pub beginning: Vec<u8>,
    incoming: Path,
}

/// Where the files are. Clones share it.
#[derive(Debug, Clone)]
pub struct Blobs {
    objects: Arc<dyn ObjectStore>,
}

impl Blobs {
    /// Files in a folder of this machine, which is made when it is not there. What is written is durable before an
    /// upload is answered.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`] when the folder cannot be made or used.
    pub fn in_folder(folder: &FolderPath) -> Result<Self, BlobError> {
        let unusable = |source: std::io::Error| object_store::Error::Generic {
            store: "folder",
            source: format!("{}: {source}", folder.display()).into(),
        };
        std::fs::create_dir_all(folder).map_err(unusable)?;
        let objects = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self::new(Arc::new(objects)))
    }

    /// Files in an object store, such as a bucket that several machines share.
    #[must_use]
    pub fn new(objects: Arc<dyn ObjectStore>) -> Self {
        Self { objects }
    }

    /// Receives a file of at most `largest` bytes under a name that nobody else uses. It has to be
    /// [kept](Self::keep) or [discarded](Self::discard).
    ///
    /// # Errors
    /// [`BlobError`]; nothing is left behind then.
    pub async fn receive<E: std::fmt::Display>(
        &self,
        name: Uuid,
        content: impl Stream<Item = Result<Bytes, E>> + Send,
        largest: u64,
    ) -> Result<Received, BlobError> {
        let incoming = Path::from(format!("incoming/{name}"));
        let upload = self.objects.put_multipart(&incoming).await?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PART);
        let written = write(&mut upload, content, largest).await;
        match written {
            Ok((digest, bytes, beginning)) => {
                upload.finish().await?;
                Ok(Received { digest, bytes, beginning, incoming })
            }
            Err(error) => {
                // The upload's own error is the one to tell; what could not be removed is swept later.
                let _ = upload.abort().await;
                Err(error)
            }
        }
    }

    /// Gives a received file its place.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn keep(&self, received: &Received) -> Result<(), BlobError> {
        // Whoever has the place already has the same bytes there, so that replacing them changes nothing.
        Ok(self.objects.rename(&received.incoming, &place_of(&received.digest)).await?)
    }

    /// Removes a received file that is not wanted.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn discard(&self, received: &Received) -> Result<(), BlobError> {
        Ok(self.objects.delete(&received.incoming).await?)
    }

    /// The bytes of a file, or `None` when it is not there.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn read(
        &self,
        digest: &str,
    ) -> Result<Option<BoxStream<'static, Result<Bytes, BlobError>>>, BlobError> {
        match self.objects.get(&place_of(digest)).await {
            Ok(found) => Ok(Some(found.into_stream().map_err(BlobError::from).boxed())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads a file whole and compares it with what was recorded of it.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn check(&self, digest: &str, bytes: u64) -> Result<Integrity, BlobError> {
        let Some(mut content) = self.read(digest).await? else { return Ok(Integrity::Missing) };
        let (mut sum, mut length) = (Sm3::new(), 0_u64);
        while let Some(piece) = content.try_next().await? {
            sum.update(&piece);
            length += length_of(&piece);
        }
        let intact = length == bytes && hex::encode(sum.finalize()) == digest;
        Ok(if intact { Integrity::Intact } else { Integrity::Altered })
    }

    /// Removes what uploads left behind that broke off before `before`, when a program was killed in their midst.
    /// Returns how many.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn sweep(&self, before: DateTime<Utc>) -> Result<u64, BlobError> {
        let mut left_behind = self.objects.list(Some(&Path::from("incoming")));
        let mut removed = 0;
        while let Some(found) = left_behind.try_next().await? {
            if found.last_modified < before {
                self.objects.delete(&found.location).await?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

/// Writes the content on, and says its hash, its length and its beginning.
async fn write<E: std::fmt::Display>(
    upload: &mut WriteMultipart,
    content: impl Stream<Item = Result<Bytes, E>> + Send,
    largest: u64,
) -> Result<(String, u64, Vec<u8>), BlobError> {
    let mut content = std::pin::pin!(content);
    let (mut sum, mut length, mut beginning) = (Sm3::new(), 0_u64, Vec::new());
    while let Some(piece) = content.next().await {
        let piece = piece.map_err(|error| BlobError::BrokenOff(error.to_string()))?;
        length += length_of(&piece);
        if length > largest {
            return Err(BlobError::TooLarge(largest));
        }
        sum.update(&piece);
        let room = BEGINNING.saturating_sub(beginning.len());
        beginning.extend(piece.iter().take(room));
        upload.wait_for_capacity(PARTS_UNDER_WAY).await?;
        upload.put(piece);
    }
    if length == 0 {
        return Err(BlobError::Empty);
    }
    Ok((hex::encode(sum.finalize()), length, beginning))
}

fn length_of(piece: &Bytes) -> u64 {
    u64::try_from(piece.len()).unwrap_or(u64::MAX)
}

/// A folder for each first byte of the hash, so that none of them grows long.
fn place_of(digest: &str) -> Path {
    let mut place = String::from("sm3/");
    let first: String = digest.chars().take(2).collect();
    let _ = write!(place, "{first}/{digest}");
    Path::from(place)
}
