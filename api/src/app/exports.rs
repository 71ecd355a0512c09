//! Lists on their way out: the template that units fill in, and subjects as a workbook that can be imported again.

use domain::actor::Actor;
use storage::subjects::{self, SubjectFilter};

use super::subjects::Narrowing;
use super::{App, AppError};
use crate::spreadsheet::{Export, template};

/// How many subjects are read at a time.
const PAGE: u64 = 500;

impl App {
    /// The template as an xlsx file.
    ///
    /// # Errors
    /// [`AppError::Workbook`] for a fault of the program.
    pub fn list_template(&self) -> Result<Vec<u8>, AppError> {
        template().map_err(AppError::from)
    }

    /// The subjects that the actor may see, in the order of their lists, as an xlsx file.
    ///
    /// # Errors
    /// Store errors; [`AppError::Workbook`] for a fault of the program.
    pub async fn export_subjects(&self, actor: &Actor, narrowing: Narrowing) -> Result<Vec<u8>, AppError> {
        let Narrowing { verdict, standing, unit, import, section } = narrowing;
        let filter = SubjectFilter { verdict, standing, unit, import, section };
        let mut export = Export::new();
        let mut after = None;
        loop {
            let (found, next) = subjects::page(self.store().reader(), actor, &filter, after, PAGE).await?;
            for subject in &found {
                export.subject(subject)?;
            }
            after = next;
            if after.is_none() {
                return Ok(export.finish()?);
            }
        }
    }
}
