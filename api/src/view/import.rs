//! An import as it is shown: a draft with what it would lead to, or what an import led to.

use domain::classification::{Examination, Verdict};
use domain::intake::{
    CellCorrection, ColumnMeaning, Corrections, ListedProject, MappedTable, RowIssue, RowPlace, Severity,
    TableMapping,
};
use domain::money::MoneyUnit;
use poem_openapi::Object;
use storage::imports::drafts::Draft;
use storage::imports::{ImportIssue, ImportRecord};

use super::subject::VerdictCountsView;
use super::{code_of, moment};
use crate::app::imports::Imported;

/// An import.
#[derive(Debug, Object)]
pub struct ImportView {
    /// Identifier of the import.
    pub id: String,
    /// `draft`: nothing is registered yet; `committed`: the projects are registered.
    pub state: String,
    /// Version of a draft, as `If-Match` and `ETag` carry it.
    pub version: Option<u64>,
    /// The file's name.
    pub file_name: String,
    /// SM3 of the file.
    pub file_digest: String,
    /// For a draft: the first import of the very same file, when there was one.
    pub same_file: Option<SameFileView>,
    /// Projects that were registered, or would be.
    pub projects: u64,
    /// Rows that could not be used.
    pub errors: u64,
    /// How many subjects got which verdict; left out for an import that was made before.
    pub verdicts: Option<VerdictCountsView>,
    /// The sections with their totals.
    pub sections: Vec<SectionView>,
    /// How the tables were read.
    pub tables: Vec<TableView>,
    /// For a draft: what was put right.
    pub corrections: Option<CorrectionsView>,
    /// Units that the directory does not know and whose names do not tell what they are. Adding one, or its name as
    /// another name of a known unit, answers the question for all its projects. Left out for an import that was made
    /// before.
    pub unknown_units: Vec<ListedUnitView>,
    /// What is wrong or has to be asked, row by row.
    pub issues: Vec<RowIssueView>,
}

/// A unit that somebody has to add to the directory.
#[derive(Debug, Object)]
pub struct ListedUnitView {
    /// As the list names it.
    pub name: String,
    /// How many of the list's projects it has.
    pub projects: u64,
}

/// An import of the same file.
#[derive(Debug, Object)]
pub struct SameFileView {
    /// Identifier of the import.
    pub id: String,
    /// The name that the file had.
    pub file_name: String,
    /// Who imported it.
    pub imported_by: String,
    /// When, in Beijing time.
    pub imported_at: String,
    /// How many projects it registered.
    pub projects: u64,
}

/// An import in the list of imports.
#[derive(Debug, Object)]
pub struct ImportEntryView {
    /// Identifier of the import.
    pub id: String,
    /// `draft` or `committed`.
    pub state: String,
    /// Version of a draft.
    pub version: Option<u64>,
    /// The file's name.
    pub file_name: String,
    /// SM3 of the file.
    pub file_digest: String,
    /// How many projects it registered; empty for a draft.
    pub projects: Option<u64>,
    /// Rows that could not be used; empty for a draft.
    pub errors: Option<u64>,
    /// Who uploaded or imported it.
    pub by: String,
    /// When, in Beijing time.
    pub at: String,
}

/// The total of one section.
#[derive(Debug, Object)]
pub struct SectionView {
    /// The number as printed.
    pub section: String,
    /// The title.
    pub title: String,
    /// Projects that came through.
    pub projects: u64,
    /// Total investment in 万元.
    pub amount_wan: String,
}

/// How a table is read.
#[derive(Debug, Object)]
pub struct TableView {
    /// The sheet of the workbook.
    pub sheet: Option<String>,
    /// The last line of its header, from 1.
    pub header_line: u64,
    /// The unit of amounts: `yuan`, `ten_thousand` or `hundred_million`; empty when only cells can name one.
    pub unit: Option<String>,
    /// Its columns from the first on.
    pub columns: Vec<TableColumnView>,
}

/// A column of a table.
#[derive(Debug, Object)]
pub struct TableColumnView {
    /// Where it stands, from 1.
    pub position: u32,
    /// What its header says.
    pub heading: String,
    /// What it is read as; empty when it is not read.
    pub column: Option<String>,
}

/// Something about one row.
#[derive(Debug, Object)]
pub struct RowIssueView {
    /// The sheet of the workbook.
    pub sheet: Option<String>,
    /// The line of the file or the row of its sheet, from 1.
    pub line: u64,
    /// The column.
    pub column: Option<String>,
    /// Stable code.
    pub code: String,
    /// `error`: the row was not used; `hint`: something has to be asked.
    pub severity: String,
    /// Row, column, reason and what to do.
    pub message: String,
}

/// What is put right about how a file is read. What is sent counts as a whole; nothing of what was sent before stays.
#[derive(Debug, Default, Object)]
#[oai(deny_unknown_fields)]
pub struct CorrectionsView {
    /// How the tables of sheets are read, whatever their headers say.
    #[oai(default)]
    pub tables: Vec<TableMappingView>,
    /// Rows that are passed over.
    #[oai(default)]
    pub skipped: Vec<RowPlaceView>,
    /// Cells that are read as another text.
    #[oai(default)]
    pub cells: Vec<CellCorrectionView>,
}

/// How the tables of one sheet are read.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct TableMappingView {
    /// The sheet; empty for a file without sheets.
    pub sheet: Option<String>,
    /// The line of the header, where none is recognised.
    pub header_line: Option<u64>,
    /// What the columns mean; without any they stay as the header says.
    #[oai(default)]
    pub columns: Vec<ColumnMeaningView>,
    /// The unit of amounts: `yuan`, `ten_thousand` or `hundred_million`; empty leaves it as the header says.
    pub unit: Option<String>,
}

/// What one column means.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct ColumnMeaningView {
    /// Where it stands, from 1.
    pub position: u32,
    /// `number`, `name`, `nature`, `unit`, `amount`, `content`, `schedule`, `funding`, `remark`, `class` or `unit_kind`.
    pub column: String,
}

/// A row of the file.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct RowPlaceView {
    /// The sheet; empty for a file without sheets.
    pub sheet: Option<String>,
    /// The line of the file or the row of its sheet, from 1.
    pub line: u64,
}

/// Another text for one cell.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct CellCorrectionView {
    /// The sheet; empty for a file without sheets.
    pub sheet: Option<String>,
    /// The line of the file or the row of its sheet, from 1.
    pub line: u64,
    /// The column, by what it means: `amount`.
    pub column: String,
    /// What the cell is read as.
    pub value: String,
}

/// Rows of a draft.
#[derive(Debug, Object)]
pub struct PreviewPage {
    /// The rows in the order of the file.
    pub rows: Vec<PreviewRowView>,
    /// What continues the list as `after`; empty at its end.
    pub next: Option<u64>,
}

/// A row of a draft: a project with its verdict, what is wrong with it, or both.
#[derive(Debug, Default, Object)]
pub struct PreviewRowView {
    /// The sheet of the workbook.
    pub sheet: Option<String>,
    /// The line of the file or the row of its sheet, from 1.
    pub line: u64,
    /// Section of the list: `一`; empty for a row that would not be imported, like everything below.
    pub section: Option<String>,
    /// Title of the sub-section.
    pub subsection: Option<String>,
    /// Serial number.
    pub number: Option<u32>,
    /// Name.
    pub name: Option<String>,
    /// 建设性质 as printed.
    pub nature: Option<String>,
    /// 建设单位 as printed.
    pub unit: Option<String>,
    /// Total investment in 万元, exact.
    pub amount_wan: Option<String>,
    /// 资金来源 as printed.
    pub funding: Option<String>,
    /// The verdict.
    pub verdict: Option<String>,
    /// The clauses that the verdict rests on.
    pub clauses: Vec<String>,
    /// The questions that are open.
    pub missing: Vec<String>,
    /// Why.
    pub reasons: Vec<String>,
    /// What is wrong or has to be asked.
    pub issues: Vec<RowIssueView>,
}

impl ImportView {
    /// A draft, and what it would lead to.
    pub(crate) fn draft(draft: &Draft, preview: Imported, same_file: Option<SameFileView>) -> Self {
        Self {
            state: "draft".to_owned(),
            version: Some(draft.version),
            same_file,
            corrections: Some(CorrectionsView::from(&draft.corrections)),
            ..Self::from(preview)
        }
    }

    /// An import that was made before.
    pub(crate) fn made(record: ImportRecord, issues: Vec<ImportIssue>) -> Self {
        Self {
            id: record.import.to_string(),
            state: "committed".to_owned(),
            version: None,
            file_name: record.file_name,
            file_digest: record.file_digest,
            same_file: None,
            projects: record.projects,
            errors: record.row_errors,
            verdicts: None,
            sections: Vec::new(),
            tables: Vec::new(),
            corrections: None,
            unknown_units: Vec::new(),
            issues: issues.into_iter().map(RowIssueView::from).collect(),
        }
    }
}

impl From<Imported> for ImportView {
    fn from(imported: Imported) -> Self {
        let count = |wanted: Verdict| {
            imported.verdicts.iter().find(|(verdict, _)| *verdict == wanted).map_or(0, |(_, count)| *count)
        };
        let verdicts = VerdictCountsView {
            required: count(Verdict::Required),
            not_required: count(Verdict::NotRequired),
            needs_information: count(Verdict::NeedsInformation),
            out_of_scope: count(Verdict::OutOfScope),
            exempted: 0,
            joined: 0,
        };
        let sections = imported.summary.sections.iter().map(|section| SectionView {
            section: section.section.clone(),
            title: section.title.clone(),
            projects: section.projects,
            amount_wan: section.amount.to_decimal(MoneyUnit::TenThousand),
        });
        Self {
            id: imported.id.to_string(),
            state: "committed".to_owned(),
            version: None,
            file_name: imported.file_name,
            file_digest: imported.file_digest,
            same_file: None,
            projects: imported.summary.projects,
            errors: imported.summary.issues,
            verdicts: Some(verdicts),
            sections: sections.collect(),
            tables: imported.summary.tables.iter().map(TableView::from).collect(),
            corrections: None,
            unknown_units: imported
                .unknown_units
                .into_iter()
                .map(|(name, projects)| ListedUnitView { name, projects })
                .collect(),
            issues: imported.issues.into_iter().map(RowIssueView::from).collect(),
        }
    }
}

impl From<&MappedTable> for TableView {
    fn from(table: &MappedTable) -> Self {
        let columns = table.columns.iter().map(|column| TableColumnView {
            position: column.position,
            heading: column.heading.clone(),
            column: column.column.as_ref().map(code_of),
        });
        Self {
            sheet: table.sheet.clone(),
            header_line: table.header_line,
            unit: table.unit.as_ref().map(code_of),
            columns: columns.collect(),
        }
    }
}

impl From<RowIssue> for RowIssueView {
    fn from(issue: RowIssue) -> Self {
        Self {
            sheet: issue.sheet,
            line: issue.line,
            column: issue.column,
            code: issue.code.to_owned(),
            severity: severity_of(issue.severity),
            message: issue.message,
        }
    }
}

impl From<ImportIssue> for RowIssueView {
    fn from(issue: ImportIssue) -> Self {
        Self {
            // The message names the sheet.
            sheet: None,
            line: issue.line,
            column: issue.column,
            code: issue.code,
            severity: severity_of(issue.severity),
            message: issue.message,
        }
    }
}

fn severity_of(severity: Severity) -> String {
    code_of(&severity)
}

impl From<&ImportRecord> for SameFileView {
    fn from(record: &ImportRecord) -> Self {
        Self {
            id: record.import.to_string(),
            file_name: record.file_name.clone(),
            imported_by: format!("{}{}", record.by.organisation, record.by.post),
            imported_at: moment(record.at),
            projects: record.projects,
        }
    }
}

impl From<&Draft> for ImportEntryView {
    fn from(draft: &Draft) -> Self {
        Self {
            id: draft.id.to_string(),
            state: "draft".to_owned(),
            version: Some(draft.version),
            file_name: draft.file_name.clone(),
            file_digest: draft.file_digest.clone(),
            projects: None,
            errors: None,
            by: format!("{}{}", draft.by.organisation, draft.by.post),
            at: moment(draft.at),
        }
    }
}

impl From<&ImportRecord> for ImportEntryView {
    fn from(record: &ImportRecord) -> Self {
        Self {
            id: record.import.to_string(),
            state: "committed".to_owned(),
            version: None,
            file_name: record.file_name.clone(),
            file_digest: record.file_digest.clone(),
            projects: Some(record.projects),
            errors: Some(record.row_errors),
            by: format!("{}{}", record.by.organisation, record.by.post),
            at: moment(record.at),
        }
    }
}

impl From<&Corrections> for CorrectionsView {
    fn from(corrections: &Corrections) -> Self {
        let place = |RowPlace { sheet, line }: &RowPlace| RowPlaceView { sheet: sheet.clone(), line: *line };
        Self {
            tables: corrections.tables.iter().map(TableMappingView::from).collect(),
            skipped: corrections.skipped.iter().map(place).collect(),
            cells: corrections.cells.iter().map(CellCorrectionView::from).collect(),
        }
    }
}

impl From<&TableMapping> for TableMappingView {
    fn from(table: &TableMapping) -> Self {
        let meaning = |ColumnMeaning { position, column }: &ColumnMeaning| ColumnMeaningView {
            position: *position,
            column: code_of(column),
        };
        Self {
            sheet: table.sheet.clone(),
            header_line: table.header_line,
            columns: table.columns.iter().map(meaning).collect(),
            unit: table.unit.as_ref().map(code_of),
        }
    }
}

impl From<&CellCorrection> for CellCorrectionView {
    fn from(cell: &CellCorrection) -> Self {
        Self {
            sheet: cell.row.sheet.clone(),
            line: cell.row.line,
            column: code_of(&cell.column),
            value: cell.value.clone(),
        }
    }
}

impl PreviewRowView {
    /// A row that would be imported.
    pub(crate) fn project(project: &ListedProject, examination: &Examination<'_>) -> Self {
        Self {
            sheet: project.sheet.clone(),
            line: project.line,
            section: Some(project.section.clone()),
            subsection: project.subsection.clone(),
            number: Some(project.number),
            name: Some(project.name.clone()),
            nature: Some(project.nature.clone()),
            unit: Some(project.unit.clone()),
            amount_wan: Some(project.amount.to_decimal(MoneyUnit::TenThousand)),
            funding: Some(project.funding.clone()),
            verdict: Some(examination.verdict().code().to_owned()),
            clauses: examination.clauses().into_iter().map(str::to_owned).collect(),
            missing: examination.missing().into_iter().map(|question| question.code().to_owned()).collect(),
            reasons: examination.reasons(),
            issues: Vec::new(),
        }
    }

    /// A row that would not be imported.
    pub(crate) fn lost(sheet: Option<String>, line: u64) -> Self {
        Self { sheet, line, ..Self::default() }
    }
}
