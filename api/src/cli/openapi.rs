//! `quanheng openapi`: the document of the HTTP API.

use super::{Ending, Failure, print};
use crate::http;

pub(super) fn run() -> Result<Ending, Failure> {
    print(format_args!("{}", http::specification()))?;
    Ok(Ending::Fine)
}
