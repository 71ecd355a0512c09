//! The renderer: built once, then shared by everything that makes papers.

use handlebars::Handlebars;
use serde_json::Value;

use crate::error::TemplateError;
use crate::{evaluation_report, helpers, html, templates};

/// A statutory paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Document {
    /// 事前绩效评估报告 (Art. 15); its view is described in [`evaluation_report`].
    EvaluationReport,
}

/// What a paper is made as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One standalone HTML5 file in UTF-8: no script and nothing loaded from elsewhere.
    Html,
}

/// All templates, compiled. Building it is the costly part; rendering only reads, so one renderer serves every
/// thread.
#[derive(Debug)]
pub struct Renderer {
    // Escaping belongs to a format, and the engine has one escaping per registry.
    html: Handlebars<'static>,
}

impl Renderer {
    /// Compiles the embedded templates.
    ///
    /// # Errors
    /// [`TemplateError::Syntax`] when a template does not compile.
    pub fn new() -> Result<Self, TemplateError> {
        Ok(Self { html: registry(templates::HTML, html::escape)? })
    }

    /// Makes one paper out of a view.
    ///
    /// # Errors
    /// [`TemplateError::Field`] when the view lacks something that the paper prints.
    pub fn render(&self, document: Document, format: Format, view: &Value) -> Result<Vec<u8>, TemplateError> {
        let (registry, template) = match (document, format) {
            (Document::EvaluationReport, Format::Html) => (&self.html, "evaluation-report.html"),
        };
        match document {
            Document::EvaluationReport => evaluation_report::check(template, view)?,
        }
        registry
            .render(template, view)
            .map(String::into_bytes)
            .map_err(|error| TemplateError::while_rendering(template, &error))
    }
}

fn registry(
    templates: &[templates::Template],
    escape: fn(&str) -> String,
) -> Result<Handlebars<'static>, TemplateError> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    registry.register_escape_fn(escape);
    helpers::register(&mut registry);
    for template in templates {
        registry.register_template_string(template.name, template.text)?;
    }
    Ok(registry)
}
