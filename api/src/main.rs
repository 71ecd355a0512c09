//! The program `quanheng`.

use std::process::ExitCode;

/// `classify` makes and frees memory on two threads at once. With the system's allocator they slow each other down so
/// much that two processors are hardly faster than one. Without huge pages it takes no more memory than that one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    api::cli::run()
}
