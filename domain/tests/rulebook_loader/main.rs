//! The rulebook loader under a fuzzer, which `cargo test` runs for a while with inputs of its own.

#[cfg(test)]
mod target;
