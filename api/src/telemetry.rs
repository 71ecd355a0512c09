//! Logs: structured, English, on standard error.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts logging. `RUST_LOG` chooses what is logged, `default` when it is not set.
pub fn start(default: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let colours = std::io::stderr().is_terminal();
    let lines =
        tracing_subscriber::fmt::layer().with_ansi(colours).with_writer(std::io::stderr).with_target(false);
    let started = tracing_subscriber::registry().with(filter).with(lines).try_init();
    if started.is_err() {
        tracing::debug!("logging was started before");
    }
}
