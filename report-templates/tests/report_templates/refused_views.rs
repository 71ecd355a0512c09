//! A view that does not fit is refused with the template, the line and the field, and no paper is made.

use report_templates::evaluation_report::sample;
use report_templates::{Document, FieldFault, Format, TemplateError};
use serde_json::{Value, json};

use crate::page::RENDERER;
use crate::views::{filled, set};

fn refusal(view: &Value) -> TemplateError {
    RENDERER.render(Document::EvaluationReport, Format::Html, view).unwrap_err()
}

fn remove(view: &mut Value, pointer: &str) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    view.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name).unwrap();
}

/// The paths of all fields, lists by their first entry.
fn fields(view: &Value, path: &str, found: &mut Vec<String>) {
    if let Value::Object(object) = view {
        for (name, value) in object {
            let pointer = format!("{path}/{name}");
            fields(value, &pointer, found);
            found.push(pointer);
        }
    }
    if let Some(first) = view.as_array().and_then(|entries| entries.first()) {
        fields(first, &format!("{path}/0"), found);
    }
}

#[test]
fn a_refusal_names_template_line_and_field() {
    let mut view = sample();
    remove(&mut view, "/subject/total_amount");
    let error = refusal(&view);
    let TemplateError::Field { template, line: Some(line), field, fault } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(
        (template.as_str(), field.as_str(), *fault),
        ("evaluation-report-overview.html", "total_amount", FieldFault::Missing)
    );
    let text = include_str!("../../templates/evaluation-report-overview.html.hbs");
    assert!(text.lines().nth(line - 1).unwrap().contains("{{text total_amount}}"));
    assert_eq!(error.to_string(), format!("模板{template}第{line}行：字段total_amount缺失"));
}

#[test]
fn every_field_of_the_sample_is_needed() {
    let mut all = Vec::new();
    fields(&sample(), "", &mut all);
    assert!(all.len() > 70, "only {} fields found", all.len());
    for pointer in all {
        // The article of a section is printed only where the section has no text.
        if pointer == "/sections/0/article" {
            continue;
        }
        let mut view = filled();
        remove(&mut view, &pointer);
        match refusal(&view) {
            TemplateError::Field { template, field, .. } => {
                let name = pointer.rsplit('/').next().unwrap();
                assert!(field.contains(name) || name == "code", "{pointer} was reported as {field}");
                assert!(template.starts_with("evaluation-report"), "{pointer} was reported in {template}");
            }
            other @ (TemplateError::Syntax { .. } | TemplateError::Render { .. }) => {
                panic!("{pointer}: {other}")
            }
        }
    }
}

#[test]
fn a_section_without_text_names_its_article() {
    let mut view = sample();
    set(&mut view, "/sections/4/paragraphs", json!([]));
    remove(&mut view, "/sections/4/article");
    assert!(refusal(&view).to_string().contains("article"));
}

#[test]
fn blank_text_and_numbers_are_refused() {
    for (value, expected) in [
        (json!(null), FieldFault::Blank),
        (json!(""), FieldFault::Blank),
        (json!("　 \n"), FieldFault::Blank),
        (json!(88.5), FieldFault::NotText),
        (json!(["88.50"]), FieldFault::NotText),
    ] {
        let mut view = sample();
        set(&mut view, "/scores/final_score", value);
        assert!(matches!(refusal(&view), TemplateError::Field { fault, .. } if fault == expected));
    }
}

#[test]
fn a_report_without_bases_is_refused() {
    let mut view = sample();
    set(&mut view, "/bases", json!([]));
    let error = refusal(&view);
    assert!(
        matches!(&error, TemplateError::Field { field, fault: FieldFault::Blank, .. } if field == "bases"),
        "{error:?}"
    );
}

#[test]
fn sections_that_every_report_needs_must_be_there_and_none_twice() {
    let mut twice = sample();
    twice["sections"][1] = twice["sections"][0].clone();
    let mut short = sample();
    short["sections"].as_array_mut().unwrap().remove(2);
    for view in [twice, short] {
        let error = refusal(&view);
        assert_eq!(error.to_string(), "模板evaluation-report.html：字段sections的条目与规定不符");
    }
}

#[test]
fn a_mark_too_few_is_refused() {
    for pointer in ["/scores/totals", "/scores/headings/3/indicators/0/marks"] {
        let mut view = sample();
        view.pointer_mut(pointer).unwrap().as_array_mut().unwrap().pop();
        assert!(matches!(refusal(&view), TemplateError::Field { fault: FieldFault::WrongEntries, .. }));
    }
}

#[test]
fn a_view_that_is_no_object_is_refused() {
    for view in [json!(null), json!([]), json!("报告")] {
        let error = refusal(&view);
        assert!(matches!(error, TemplateError::Field { .. }), "{error:?}");
    }
}
