//! A workbook in memory into sheets, whatever its bytes are.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use super::archive::{self, Workbook};
use super::refusal::Refusal;
use super::table::{Collector, Sheet};
use super::{Container, LARGEST_FILE, ods, xls, xlsx};

/// Reads all sheets of a workbook, or none.
pub(super) fn read(bytes: &[u8], container: Container) -> Result<Vec<Sheet>, Refusal> {
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(Refusal::TooLarge);
    }
    without_panic(|| {
        let mut collector = Collector::default();
        match container {
            Container::Compound => xls::read(bytes, &mut collector)?,
            Container::Zip => match archive::inspect(bytes)? {
                Workbook::Xlsx => xlsx::read(bytes, &mut collector)?,
                Workbook::OpenDocument(archive) => ods::read(archive, &mut collector)?,
            },
        }
        Ok(collector.finish())
    })
    .unwrap_or(Err(Refusal::Unreadable))
}

thread_local! {
    /// Whether this thread is inside a reader that may stumble over a broken file.
    static IS_READING: Cell<bool> = const { Cell::new(false) };
}

/// Does work that panics on some broken files; `None` when it did. The panic is not printed: to whoever chose the
/// file it would look like a fault of the program.
fn without_panic<T>(work: impl FnOnce() -> T) -> Option<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if IS_READING.get() {
                tracing::debug!(%panic, "a reader of workbooks stumbled");
            } else {
                usual(panic);
            }
        }));
    });
    IS_READING.set(true);
    // Whatever the work has changed is dropped with it.
    let done = panic::catch_unwind(AssertUnwindSafe(work)).ok();
    IS_READING.set(false);
    done
}
