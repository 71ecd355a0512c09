//! The statutory papers: handlebars templates, and the code that turns a document, a format and a JSON view into
//! bytes.
//!
//! The crate knows no domain type. Each document has a module that writes down its view — the field names, which of
//! them may be empty, and a [sample](evaluation_report::sample) — and every value in a view is text that the caller
//! has already formatted, so a paper can never show another figure than the page or the API it stands beside.
//!
//! A new paper is a variant of [`Document`], a module with its view and its templates. A new format is a variant of
//! [`Format`], its escaping, and one template per document.

mod error;
pub mod evaluation_report;
mod helpers;
mod html;
mod renderer;
mod templates;

pub use error::{FieldFault, TemplateError};
pub use renderer::{Document, Format, Renderer};
pub use templates::file_names as template_file_names;
