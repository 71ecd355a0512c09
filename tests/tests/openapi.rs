//! The interface as it documents itself: complete, guarded, and changed only where somebody has seen it.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::Value;

use crate::program::run;

fn document() -> Value {
    let printed = run(&["openapi"], b"");
    assert_eq!(printed.status.code(), Some(0));
    serde_json::from_slice(&printed.stdout).unwrap()
}

/// Every operation with its path and method.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let methods = paths.iter().flat_map(|(path, methods)| {
        methods
            .as_object()
            .unwrap()
            .iter()
            .map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    });
    methods.collect()
}

#[test]
fn the_document_is_openapi_3_and_every_operation_asks_for_a_token() {
    let document = document();
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    assert_eq!(document["servers"][0]["url"], "/api/v1");
    let scheme = &document["components"]["securitySchemes"];
    let (name, scheme) = scheme.as_object().unwrap().iter().next().unwrap();
    assert_eq!((&scheme["type"], &scheme["scheme"]), (&Value::from("http"), &Value::from("bearer")));
    for (path, method, operation) in operations(&document) {
        let security = operation["security"].as_array().unwrap_or_else(|| panic!("{method} {path} is open"));
        assert!(security.iter().all(|choice| choice.get(name).is_some()), "{method} {path}");
        assert!(
            !operation["summary"].as_str().unwrap_or_default().is_empty(),
            "{method} {path} says nothing"
        );
    }
}

#[test]
fn every_change_of_what_exists_asks_for_the_version_and_takes_a_key() {
    let document = document();
    for (path, method, operation) in operations(&document) {
        let parameters = operation["parameters"].as_array().map_or(&[][..], Vec::as_slice);
        let names: BTreeSet<&str> =
            parameters.iter().map(|parameter| parameter["name"].as_str().unwrap()).collect();
        // A file is added to what is there, and its digest is the name by which it is added once.
        let adds_file = path.ends_with("/files");
        let asks_only = path.starts_with("/classifications")
            || path.starts_with("/rulebooks/")
            || path.ends_with("/what-if");
        let changes = method != "get" && !asks_only && !adds_file;
        assert_eq!(names.contains("Idempotency-Key"), changes, "{method} {path}");
        assert_eq!(names.contains("If-Match"), changes && path.contains('{'), "{method} {path}");
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let mut references = BTreeSet::new();
    collect(&document, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

fn collect<'a>(value: &'a Value, references: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(entries) => {
            references.extend(entries.get("$ref").and_then(Value::as_str));
            entries.values().for_each(|entry| collect(entry, references));
        }
        Value::Array(entries) => entries.iter().for_each(|entry| collect(entry, references)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A change of this list is a change of the interface that others have built on.
#[test]
fn the_operations_are_those_that_were_reviewed() {
    let document = document();
    let mut listed = String::new();
    for (path, method, operation) in operations(&document) {
        let summary = operation["summary"].as_str().unwrap();
        let body = operation.pointer("/requestBody/content").and_then(Value::as_object);
        let schema =
            body.and_then(|content| content.values().next()).and_then(|body| body.pointer("/schema/$ref"));
        let schema = schema.and_then(Value::as_str).and_then(|name| name.rsplit('/').next()).unwrap_or("-");
        writeln!(listed, "{:4} {path} {schema} {summary}", method.to_uppercase()).unwrap();
    }
    insta::assert_snapshot!(listed);
}
