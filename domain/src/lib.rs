//! The rules of ex-ante performance evaluation (事前绩效评估) as pure values and functions.
//!
//! Nothing here reads a clock, draws a random number, does I/O or knows a database or HTTP type.
//! Time, identifiers and text arrive as values. Each module is one part of the measure:
//!
//! | module | what it decides |
//! |---|---|
//! | [`money`], [`score`] | exact amounts and marks |
//! | [`rulebook`] | the measure of one place as data, proved when it is loaded |
//! | [`calendar`] | which days are working days |
//! | [`classification`] | whether an object must be evaluated (Article 3) |
//! | [`intake`] | reading a printed project list into facts with their origin |
//! | [`similarity`] | what may be parts of one project, or the same twice |
//! | [`subject`] | one policy or project with its facts and verdicts; exemptions and joins |
//! | [`target`] | performance targets as structured fields (Article 7(3)) |
//! | [`evaluation`] | the path of one evaluation (Articles 12–19) |
//! | [`batch`] | what an organiser sends to the bureau together (Article 18) |
//! | [`budget`] | whether an object may enter the next budget step (Articles 9(3), 17) |
//! | [`panel`] | who may sit on an expert panel |
//! | [`recusal`] | who must not judge (Article 22) |
//! | [`draw`] | who is drawn, so that anybody can replay it |
//! | [`scoring`], [`grade`] | score sheets, the mean, the grade and the outcome |
//! | [`statistics`] | how sure a score is; decides nothing |
//! | [`organisation`] | the directory of units: names, aliases, kinds, merges |
//! | [`actor`], [`policy`] | who may do what |
#![warn(missing_docs)]

pub mod actor;
pub mod batch;
pub mod budget;
pub mod calendar;
pub mod classification;
pub mod draw;
pub mod evaluation;
pub mod grade;
mod history;
pub mod id;
pub mod intake;
pub mod issue;
pub mod money;
pub mod organisation;
pub mod panel;
pub mod policy;
pub mod recusal;
pub mod rulebook;
pub mod score;
pub mod scoring;
pub mod similarity;
pub mod statistics;
pub mod subject;
pub mod supposition;
pub mod target;
