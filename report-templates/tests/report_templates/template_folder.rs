//! The folder of templates: what it holds, and which expressions a template may use.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("templates")
}

#[test]
fn folder_holds_exactly_the_registered_templates() {
    let held: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(held, report_templates::template_file_names().collect());
}

/// Values are printed through `text` alone, which escapes and refuses blanks; nothing is printed raw.
#[test]
fn templates_print_values_only_through_checked_helpers() {
    const ALLOWED: [&str; 9] =
        ["text ", "ordinal @index", "position @index", "#if ", "#unless @", "#each ", "#with ", "else", "> "];
    for name in report_templates::template_file_names() {
        let template = fs::read_to_string(folder().join(&name)).unwrap();
        assert!(!template.contains("{{{"), "{name} has triple braces");
        for expression in template.split("{{").skip(1) {
            let (expression, _) = expression.split_once("}}").unwrap();
            let allowed =
                expression.starts_with('/') || ALLOWED.iter().any(|start| expression.starts_with(start));
            assert!(allowed, "{name} holds {{{{{expression}}}}}");
        }
    }
}
