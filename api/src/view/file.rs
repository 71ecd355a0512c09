//! Uploaded files as they are shown.

use poem_openapi::Object;
use storage::files::File;

use super::moment;

/// An uploaded file.
#[derive(Debug, Clone, Object)]
pub struct FileView {
    /// SM3 of its bytes, by which material refers to it.
    pub digest: String,
    /// What its sender calls it.
    pub name: String,
    /// What it is: `application/pdf`.
    pub media_type: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// The post that uploaded it.
    pub uploaded_by: String,
    /// When.
    pub uploaded_at: String,
}

impl From<File> for FileView {
    fn from(file: File) -> Self {
        Self {
            digest: file.digest,
            name: file.name,
            media_type: file.media_type,
            bytes: file.bytes,
            uploaded_by: file.by.post,
            uploaded_at: moment(file.at),
        }
    }
}
