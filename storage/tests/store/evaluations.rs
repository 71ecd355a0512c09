//! Evaluations: the tables follow the journal on every path, whoever races, and nobody sees what is not theirs.

mod batches;
mod comparing;
mod evidence;
mod opening;
mod path;
mod people;
mod racing;
mod random;
mod reading;
mod scoring;
mod sheets;
