//! Files of every kind through the one door, as the command line and the server open it.

mod any_bytes;
mod bad_files;
mod files;
mod good_files;

use domain::intake::{ListItem, ListReader, ListSummary, ListedProject, RowIssue, Severity, UnitDirectory};
use domain::money::Money;

use super::{Listener, read_list};

/// What a file gives.
pub(super) struct Found {
    pub(super) projects: Vec<ListedProject>,
    pub(super) issues: Vec<RowIssue>,
    pub(super) summary: ListSummary,
}

impl Found {
    pub(super) fn names(&self) -> Vec<&str> {
        self.projects.iter().map(|project| project.name.as_str()).collect()
    }

    pub(super) fn codes(&self) -> Vec<&str> {
        self.issues.iter().map(|issue| issue.code).collect()
    }

    /// The only error, with its Chinese sentence.
    #[track_caller]
    pub(super) fn only_error(&self) -> (&str, &str) {
        let errors: Vec<_> = self.issues.iter().filter(|issue| issue.severity == Severity::Error).collect();
        let [error] = errors.as_slice() else { panic!("{:?}", self.issues) };
        (error.code, &error.message)
    }
}

/// Keeps everything.
#[derive(Default)]
struct Everything(Vec<ListItem>);

impl Listener for Everything {
    fn found(&mut self, item: ListItem) {
        self.0.push(item);
    }

    fn goes_on(&mut self) -> bool {
        true
    }
}

pub(super) fn read(bytes: &[u8]) -> Found {
    read_from(bytes)
}

pub(super) fn read_from(input: impl std::io::Read) -> Found {
    let directory = UnitDirectory::yunxi().unwrap();
    let zone = Money::from_ten_thousand_yuan(200)..Money::from_ten_thousand_yuan(400);
    let mut items = Everything::default();
    let summary = read_list(input, ListReader::new(&directory, zone), &mut items).unwrap();
    let (mut projects, mut issues) = (Vec::new(), Vec::new());
    for item in items.0 {
        match item {
            ListItem::Project(project) => projects.push(*project),
            ListItem::Issue(issue) => issues.push(issue),
        }
    }
    Found { projects, issues, summary }
}
