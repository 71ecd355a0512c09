//! Cleaning a printed cell: blanks inside words, mixed brackets, full-width digits.

/// How a cell is cleaned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cleaning {
    /// Running text: a blank between a number and a word may stay.
    Prose,
    /// A word or an enumeration that is compared and parsed: only a blank between two Latin words stays, and
    /// full-width digits and signs become narrow.
    Term,
}

/// The cell as it was meant. Brackets become full-width in Chinese text.
pub(super) fn clean(cell: &str, cleaning: Cleaning) -> String {
    let cell = cell.trim();
    if !may_need_care(cell.as_bytes(), cleaning) {
        return cell.to_owned();
    }
    let chinese = cell.bytes().any(|byte| (0xE4..=0xE9).contains(&byte));
    let mut cleaned = String::with_capacity(cell.len() + 8);
    let mut rest = cell;
    // Everything up to the next character that needs care is copied at once.
    while let Some((at, _)) = rest.char_indices().find(|(_, character)| needs_care(*character, cleaning)) {
        let (plain, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        cleaned.push_str(plain);
        let after_blank = tail.trim_start();
        if after_blank.len() < tail.len() {
            let next =
                after_blank.chars().next().map(|next| replacement(next, cleaning, chinese).unwrap_or(next));
            let before = cleaned.chars().next_back();
            if before.zip(next).is_some_and(|(before, next)| keeps_blank(before, next, cleaning)) {
                cleaned.push(' ');
            }
        }
        let mut characters = after_blank.chars();
        if let Some(character) = characters.next() {
            cleaned.push(replacement(character, cleaning, chinese).unwrap_or(character));
        }
        rest = characters.as_str();
    }
    cleaned.push_str(rest);
    cleaned
}

/// Whether it is a blank, a bracket or a full-width sign.
fn needs_care(character: char, cleaning: Cleaning) -> bool {
    // Nearly every character is a Chinese one: a single comparison lets it pass.
    if matches!(character, '\u{4E00}'..='\u{9FFF}') {
        return false;
    }
    character.is_whitespace()
        || matches!(character, '(' | ')')
        || (cleaning == Cleaning::Term && matches!(character, '０'..='９' | '％' | '＋' | '．'))
}

/// Whether any blank, bracket or full-width sign can be among `bytes`. It may say yes too often, never no
/// too often; folds without early exit let the compiler look at many bytes at once.
fn may_need_care(bytes: &[u8], cleaning: Cleaning) -> bool {
    // Blanks outside ASCII begin with C2, E1 or E2, or are the bytes E3 80 80.
    let term = cleaning == Cleaning::Term;
    let single = bytes.iter().fold(false, |found, byte| {
        found
            | (*byte <= b' ')
            | (*byte == b'(')
            | (*byte == b')')
            | matches!(*byte, 0xC2 | 0xE1 | 0xE2)
            | (term & (*byte == 0xEF))
    });
    let following = bytes.get(1..).unwrap_or_default();
    single
        || bytes
            .iter()
            .zip(following)
            .fold(false, |found, (byte, next)| found | ((*byte == 0x80) & (*next == 0x80)))
}

fn replacement(character: char, cleaning: Cleaning, chinese: bool) -> Option<char> {
    match character {
        '(' if chinese => Some('（'),
        ')' if chinese => Some('）'),
        '０'..='９' | '％' | '＋' | '．' if cleaning == Cleaning::Term => {
            char::from_u32(u32::from(character) - 0xFEE0)
        }
        _ => None,
    }
}

fn keeps_blank(before: char, after: char, cleaning: Cleaning) -> bool {
    match cleaning {
        Cleaning::Term => before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric(),
        Cleaning::Prose => {
            !(is_wide_punctuation(before)
                || is_wide_punctuation(after)
                || (is_wide(before) && is_wide(after)))
        }
    }
}

/// Chinese characters and everything printed as wide as they are.
const fn is_wide(character: char) -> bool {
    character >= '\u{2E80}'
}

const fn is_wide_punctuation(character: char) -> bool {
    matches!(character, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF65}')
}

/// A whole number in narrow or full-width digits.
pub(super) fn whole_number(text: &str) -> Option<u32> {
    let mut number: Option<u32> = None;
    for character in text.trim().chars() {
        let digit = match character {
            '0'..='9' => u32::from(character) - u32::from('0'),
            '０'..='９' => u32::from(character) - u32::from('０'),
            _ => return None,
        };
        number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(digit)?);
    }
    number
}

/// The beginning of a cell, for quoting it in a message.
pub(super) fn quote(cell: &str) -> String {
    const LONGEST: usize = 20;
    let cell = cell.trim();
    match cell.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("“{}……”", cell.get(..end).unwrap_or_default()),
        None => format!("“{cell}”"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_noise_goes_and_meaning_stays() {
        assert_eq!(clean("  铜鼓山遗址西侧边坡 防护工程", Cleaning::Prose), "铜鼓山遗址西侧边坡防护工程");
        assert_eq!(clean("平安城市(二期) ", Cleaning::Prose), "平安城市（二期）");
        assert_eq!(clean("占地 650 平方米 ， 4000 m ² ，", Cleaning::Prose), "占地 650 平方米，4000 m ²，");
        assert_eq!(clean("f (x) 5", Cleaning::Prose), "f (x) 5");
        assert_eq!(clean("部、省补助资金 +地方　配套", Cleaning::Term), "部、省补助资金+地方配套");
        assert_eq!(clean("自筹 ３０％＋区级 70 %", Cleaning::Term), "自筹30%+区级70%");
        assert_eq!(clean("ABC Energy 公司", Cleaning::Term), "ABC Energy公司");
        assert_eq!(clean(" \u{3000} ", Cleaning::Term), "");
    }

    #[test]
    fn numbers_are_read_in_both_widths() {
        assert_eq!(whole_number(" １2 "), Some(12));
        assert_eq!(whole_number("一"), None);
        assert_eq!(whole_number(""), None);
        assert_eq!(whole_number("99999999999"), None);
    }
}
