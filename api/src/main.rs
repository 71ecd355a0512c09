//! The program `quanheng`.

use std::process::ExitCode;

fn main() -> ExitCode {
    api::cli::run()
}
