//! Quanheng 权衡: use cases, HTTP API and command line.

pub mod app;
pub mod cli;
pub mod config;
pub mod http;
mod spreadsheet;
pub mod telemetry;
pub mod view;
