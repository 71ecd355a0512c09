//! Reading the list on a thread of its own, so that reading and judging take a processor each.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};

use domain::intake::{ListItem, ListReader, ListSummary, UnitDirectory};
use domain::money::Money;

use crate::spreadsheet::{Listener, read_list};

/// How many items are handed over at a time: enough to make the handing over cheap, few enough to stay in the
/// processor's cache until they are judged.
const BATCH: usize = 256;

/// How many batches may wait. With [`BATCH`] this bounds the memory, however long a list of text is: a batch is
/// only made when none has come back.
const WAITING: usize = 4;

/// A list being read. Whoever drops it early leaves the thread behind, which ends at the next thing it finds.
pub(super) struct Reading {
    batches: Receiver<Vec<ListItem>>,
    /// Batches go back when they are done with, so that the thread that made the items also frees them: memory
    /// that one thread takes and another frees costs several times as much.
    done: Sender<Vec<ListItem>>,
    thread: JoinHandle<io::Result<ListSummary>>,
}

impl Reading {
    /// Starts to read.
    ///
    /// # Errors
    /// When the system grants no further thread.
    pub(super) fn start(
        input: Box<dyn Read + Send>,
        units: UnitDirectory,
        doubt_zone: Range<Money>,
    ) -> io::Result<Self> {
        let (sender, batches) = sync_channel(WAITING);
        let (done, returned) = channel();
        let thread = thread::Builder::new().name("list reader".to_owned()).spawn(move || {
            let reader = ListReader::new(&units, doubt_zone);
            let mut batches = Batches { sender, returned, batch: Vec::with_capacity(BATCH), is_wanted: true };
            let summary = read_list(input, reader, &mut batches)?;
            batches.hand_over();
            Ok(summary)
        })?;
        Ok(Self { batches, done, thread })
    }

    /// What was found next, in the order of the list; `None` at the end or where reading failed.
    pub(super) fn next_batch(&self) -> Option<Vec<ListItem>> {
        self.batches.recv().ok()
    }

    /// Gives a batch back that is done with.
    pub(super) fn give_back(&self, batch: Vec<ListItem>) {
        // The thread may have read everything and ended: then the batch is freed here.
        drop(self.done.send(batch));
    }

    /// The summary of the whole list. A panic of the thread goes on here.
    ///
    /// # Errors
    /// When the list could not be read to its end.
    pub(super) fn finish(self) -> io::Result<ListSummary> {
        // Whoever finishes before the last batch wants no more of them; the thread must not wait for him.
        drop(self.batches);
        self.thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

/// The sending end.
struct Batches {
    sender: SyncSender<Vec<ListItem>>,
    returned: Receiver<Vec<ListItem>>,
    batch: Vec<ListItem>,
    /// Whether anybody still listens.
    is_wanted: bool,
}

impl Listener for Batches {
    fn found(&mut self, item: ListItem) {
        self.batch.push(item);
        if self.batch.len() >= BATCH {
            self.hand_over();
        }
    }

    fn goes_on(&mut self) -> bool {
        self.hand_over();
        self.is_wanted
    }
}

impl Batches {
    fn hand_over(&mut self) {
        if self.batch.is_empty() {
            return;
        }
        let mut next = self.returned.try_recv().unwrap_or_else(|_| Vec::with_capacity(BATCH));
        next.clear();
        let batch = std::mem::replace(&mut self.batch, next);
        self.is_wanted &= self.sender.send(batch).is_ok();
    }
}
