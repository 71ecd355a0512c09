//! The templates, embedded in the program: what the folder `templates` holds and nothing else.

/// One template: the name other templates and errors call it by, and its text.
pub(crate) struct Template {
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
}

macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        &[$(Template { name: $name, text: include_str!(concat!("../templates/", $name, ".hbs")) }),+]
    };
}

/// Every template that is rendered as HTML.
pub(crate) const HTML: &[Template] = embedded![
    "evaluation-report.html",
    "evaluation-report-summary.html",
    "evaluation-report-overview.html",
    "evaluation-report-methods.html",
    "evaluation-report-scores.html",
    "evaluation-report-annexes.html",
    "evaluation-report-signatures.html",
    "official-paper-style.html",
];

/// The file names of all embedded templates, for the check that the folder holds exactly these.
pub fn file_names() -> impl Iterator<Item = String> {
    HTML.iter().map(|template| format!("{}.hbs", template.name))
}
