//! A page taken apart crudely, as a reader without the template's knowledge would: tags here, text there.

use std::sync::LazyLock;

use report_templates::{Document, Format, Renderer};
use serde_json::Value;

pub(crate) static RENDERER: LazyLock<Renderer> = LazyLock::new(|| Renderer::new().unwrap());

pub(crate) fn render(view: &Value) -> String {
    let bytes = RENDERER.render(Document::EvaluationReport, Format::Html, view).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The page without its style sheet.
pub(crate) fn without_style(page: &str) -> String {
    let (before, rest) = page.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    format!("{before}{after}")
}

/// All tags in order, and the unescaped text between them.
pub(crate) fn take_apart(page: &str) -> (Vec<String>, Vec<String>) {
    let (mut tags, mut texts) = (Vec::new(), Vec::new());
    for piece in without_style(page).split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap();
        tags.push(tag.to_owned());
        texts.push(unescape(text));
    }
    (tags, texts)
}

/// What a reader sees: one line per block or table row, each line cut to 60 characters with its length.
pub(crate) fn as_read(page: &str) -> String {
    let (tags, texts) = take_apart(page);
    let mut lines = vec![String::new()];
    for (tag, text) in tags.iter().zip(texts) {
        let name = tag.split(' ').next().unwrap_or_default();
        let mark = match name {
            "h1" => "# ",
            "h2" => "## ",
            "h3" => "### ",
            _ => "",
        };
        if matches!(name, "p" | "h1" | "h2" | "h3" | "tr" | "section" | "footer" | "dt" | "br") {
            lines.push(mark.to_owned());
        }
        let line = lines.last_mut().unwrap();
        if matches!(name, "td" | "th") && !line.is_empty() {
            line.push_str(" | ");
        }
        line.push_str(text.trim_matches('\n'));
    }
    let lines = lines.into_iter().filter(|line| !line.trim().is_empty()).map(|line| {
        let length = line.chars().count();
        if length <= 60 {
            line
        } else {
            format!("{}……（{length}字）", line.chars().take(60).collect::<String>())
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}
