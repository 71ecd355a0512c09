//! Any text in any field is printed as typed: it opens no tag, runs no template, and turns no line around.

use proptest::prelude::*;
use report_templates::evaluation_report::sample;
use serde_json::Value;

use crate::page::{render, take_apart};

/// Puts `text` into every text of the view, behind the text that is there, and counts them. Codes stay: they choose
/// the section and are not printed.
fn append_everywhere(view: &mut Value, text: &str) -> usize {
    match view {
        Value::String(field) => {
            field.push_str(text);
            1
        }
        Value::Array(entries) => entries.iter_mut().map(|entry| append_everywhere(entry, text)).sum(),
        Value::Object(object) => {
            let is_section = object.contains_key("paragraphs") && object.contains_key("code");
            object
                .iter_mut()
                // A section's code is not printed, and its article only where the section has no text.
                .filter(|(name, _)| !(is_section && (*name == "code" || *name == "article")))
                .map(|(_, field)| append_everywhere(field, text))
                .sum()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

fn acts_unseen(character: char) -> bool {
    let is_break = matches!(character, '\n' | '\t');
    let reorders = matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (character.is_control() && !is_break) || reorders
}

/// Text that tends to hurt: markup, template syntax, controls, and whatever else Unicode holds.
fn hurtful() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        Just("</td></table><script>alert(1)</script>".to_owned()),
        Just("{{title}} {{{title}}} {{&title}} {{> official-paper-style.html}} {{!-- --}}".to_owned()),
        Just("<!-- ]]> &lt; &amp;#60; \"'`=".to_owned()),
        Just("\u{202e}元万009\u{202c}\u{2067}\u{0}\u{1b}\u{7f}\u{85}".to_owned()),
        Just("一\r\n二\r三\u{2028}四".to_owned()),
        any::<String>(),
        "[<>&\"'{}/=a-z#\\\\]{0,40}",
    ];
    proptest::collection::vec(pieces, 1..4).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_opens_a_tag_or_acts_unseen(text in hurtful()) {
        let (tags_of_sample, _) = take_apart(&render(&sample()));
        let mut view = sample();
        append_everywhere(&mut view, &text);
        let page = render(&view);
        let (tags, _) = take_apart(&page);
        prop_assert_eq!(tags, tags_of_sample);
        prop_assert!(!page.chars().any(acts_unseen));
    }

    #[test]
    fn seen_text_is_printed_as_typed(text in "[^\\p{C}\\p{Zl}\\p{Zp}]{1,60}") {
        let marked = format!("〖{text}〗");
        let mut view = sample();
        let fields = append_everywhere(&mut view, &marked);
        let (_, texts) = take_apart(&render(&view));
        let printed: usize = texts.iter().map(|printed| printed.matches(&marked).count()).sum();
        prop_assert!(printed >= fields, "{} fields, printed {}", fields, printed);
    }
}
