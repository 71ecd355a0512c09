//! Quanheng 权衡: use cases and the command line. The HTTP API joins them next.

pub mod app;
pub mod cli;
pub mod config;
