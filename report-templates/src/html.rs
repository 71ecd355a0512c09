//! Escaping for HTML: whatever a person typed is shown as typed and never obeyed.

use std::fmt::Write as _;

/// Makes `text` literal inside an HTML element.
///
/// Beyond the metacharacters it makes characters visible that act without being seen: control characters, which
/// HTML forbids, appear as their control pictures (`␀`), and characters that reorder the text around them, which
/// could turn a sum on a signed paper around, appear as their code point (`[U+202E]`). Line breaks and tabs stay,
/// every kind of line break as one line feed.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(character),
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    escaped.push('\n');
                }
            }
            '\u{0}'..='\u{1f}' => {
                escaped.push(char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'));
            }
            '\u{7f}' => escaped.push('\u{2421}'),
            _ if acts_unseen(character) => {
                // Writing to a String cannot fail.
                let _ = write!(escaped, "[U+{:04X}]", u32::from(character));
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Whether a character changes how its neighbours are read, or is forbidden in HTML, without being seen itself:
/// C1 controls, the Unicode line and paragraph separators, the bidirectional controls, and noncharacters.
fn acts_unseen(character: char) -> bool {
    let code = u32::from(character);
    matches!(
        character,
        '\u{80}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{206f}'
            | '\u{fdd0}'..='\u{fdef}'
    ) || code & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn metacharacters_are_escaped() {
        assert_eq!(escape(r#"<b a="1">&'</b>"#), "&lt;b a=&quot;1&quot;&gt;&amp;&#39;&lt;/b&gt;");
    }

    #[test]
    fn every_line_break_becomes_one_line_feed() {
        assert_eq!(escape("一\r\n二\r三\n四"), "一\n二\n三\n四");
    }

    #[test]
    fn unseen_characters_are_made_visible() {
        assert_eq!(escape("\u{0}\u{1b}\u{7f}\u{85}"), "␀␛␡[U+0085]");
        assert_eq!(escape("共\u{202e}009\u{2069}万元"), "共[U+202E]009[U+2069]万元");
        assert_eq!(escape("\u{ffff}\u{1fffe}"), "[U+FFFF][U+1FFFE]");
    }

    #[test]
    fn rare_characters_and_joined_emoji_stay() {
        let text = "王镕 李喆 𠮷 ㎡ 👩\u{200d}🌾";
        assert_eq!(escape(text), text);
    }
}
