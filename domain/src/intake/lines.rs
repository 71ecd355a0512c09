//! Bytes in pieces of any size into numbered lines of text, in bounded memory.
//!
//! In UTF-8 and in GB18030 a line feed byte is never part of another character, so the bytes are cut into
//! lines first and each line is decoded by itself: one broken line cannot spoil the next.

use std::borrow::Cow;

use encoding_rs::GB18030;

/// How much of the file decides its encoding. The decision rests on exactly this many bytes, or on the whole
/// file when it is shorter, so it does not depend on the pieces in which the file arrives.
const HEAD: usize = 8 * 1024;

/// The longest line that is read.
pub(super) const LONGEST_LINE: usize = 1024 * 1024;

const UTF8_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];
const UTF16_MARKS: [&[u8]; 2] = [&[0xFF, 0xFE], &[0xFE, 0xFF]];

/// Why a line has no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineFault {
    /// The file is no text at all; nothing more will come.
    NotText,
    /// Bytes that mean nothing in the encoding of the file.
    Encoding,
    /// Control characters in the middle of the text.
    Control,
    /// Longer than [`LONGEST_LINE`].
    TooLong,
}

/// One line of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// Counted from 1.
    pub(super) number: u64,
    /// The text without its line feed.
    pub(super) text: Result<&'a str, LineFault>,
    /// Whether a line feed ended it. Only the last line of a file can lack it.
    pub(super) ended: bool,
}

/// The encoding of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// GB18030, of which GBK and GB2312 are parts.
    Gb18030,
}

impl TextEncoding {
    /// How many bytes from the beginning of a file decide its encoding.
    pub const HEAD: usize = HEAD;

    /// The encoding of a file that begins with `head`; `complete` when that is the whole file. `None` when it
    /// is no text.
    #[must_use]
    pub fn of(head: &[u8], complete: bool) -> Option<Self> {
        if UTF16_MARKS.iter().any(|mark| head.starts_with(mark)) || has_control(head) {
            return None;
        }
        if head.starts_with(UTF8_MARK) {
            return Some(Self::Utf8);
        }
        match std::str::from_utf8(head) {
            Ok(_) => return Some(Self::Utf8),
            // The head ends in the middle of a character.
            Err(error) if error.error_len().is_none() && !complete => return Some(Self::Utf8),
            Err(_) => {}
        }
        // Some line is broken in UTF-8: the encoding that reads more of the lines is the file's.
        let (mut utf8, mut gb18030) = (0_usize, 0_usize);
        for line in head.split(|byte| *byte == b'\n').filter(|line| !line.is_ascii()) {
            utf8 += usize::from(Self::Utf8.decode(line).is_some());
            gb18030 += usize::from(Self::Gb18030.decode(line).is_some());
        }
        Some(if gb18030 > utf8 { Self::Gb18030 } else { Self::Utf8 })
    }

    /// The text that `bytes` mean in this encoding; `None` when they mean nothing.
    #[must_use]
    pub fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Self::Utf8 => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Self::Gb18030 => GB18030.decode_without_bom_handling_and_without_replacement(bytes),
        }
    }
}

/// What the head of a file has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Text(TextEncoding),
    NotText,
}

/// Cuts a stream of bytes into lines.
#[derive(Debug, Default)]
pub(super) struct LineSplitter {
    content: Option<Content>,
    /// Before the encoding is known the head of the file, later the beginning of an unfinished line.
    pending: Vec<u8>,
    /// The unfinished line is already too long: its bytes are dropped.
    skipping: bool,
    number: u64,
}

impl LineSplitter {
    /// Takes the next bytes and hands over every line they complete.
    pub(super) fn feed(&mut self, bytes: &[u8], take: &mut impl FnMut(Line<'_>)) {
        if self.content.is_some() {
            self.cut(bytes, take);
            return;
        }
        let wanted = HEAD.saturating_sub(self.pending.len());
        let (head, rest) = bytes.split_at(wanted.min(bytes.len()));
        self.pending.extend_from_slice(head);
        if self.pending.len() >= HEAD {
            self.decide(false, take);
            self.cut(rest, take);
        }
    }

    /// Hands over what is left after the last byte.
    pub(super) fn finish(mut self, take: &mut impl FnMut(Line<'_>)) {
        if self.content.is_none() {
            self.decide(true, take);
        }
        if self.skipping || !self.pending.is_empty() {
            let pending = std::mem::take(&mut self.pending);
            self.hand_over(&pending, false, take);
        }
    }

    fn decide(&mut self, complete: bool, take: &mut impl FnMut(Line<'_>)) {
        let head = std::mem::take(&mut self.pending);
        let Some(encoding) = TextEncoding::of(&head, complete) else {
            self.content = Some(Content::NotText);
            take(Line { number: 1, text: Err(LineFault::NotText), ended: true });
            return;
        };
        self.content = Some(Content::Text(encoding));
        self.cut(head.strip_prefix(UTF8_MARK).unwrap_or(&head), take);
    }

    fn cut(&mut self, bytes: &[u8], take: &mut impl FnMut(Line<'_>)) {
        if self.content == Some(Content::NotText) {
            return;
        }
        let mut rest = bytes;
        while let Some(at) = rest.iter().position(|byte| *byte == b'\n') {
            let (line, after) = rest.split_at(at);
            rest = after.strip_prefix(b"\n").unwrap_or(after);
            if self.pending.is_empty() {
                self.hand_over(line, true, take);
                continue;
            }
            self.hold(line);
            let pending = std::mem::take(&mut self.pending);
            self.hand_over(&pending, true, take);
        }
        self.hold(rest);
    }

    /// Keeps the beginning of a line, unless it grows too long.
    fn hold(&mut self, bytes: &[u8]) {
        if self.skipping || self.pending.len() + bytes.len() > LONGEST_LINE {
            self.skipping = true;
            self.pending = Vec::new();
        } else {
            self.pending.extend_from_slice(bytes);
        }
    }

    fn hand_over(&mut self, bytes: &[u8], ended: bool, take: &mut impl FnMut(Line<'_>)) {
        self.number += 1;
        let number = self.number;
        let decoded = match self.content {
            Some(Content::Text(encoding)) => encoding.decode(bytes),
            Some(Content::NotText) | None => None,
        };
        let text = if self.skipping || bytes.len() > LONGEST_LINE {
            Err(LineFault::TooLong)
        } else {
            decoded.as_deref().ok_or(LineFault::Encoding)
        };
        self.skipping = false;
        let text = text
            .and_then(|text| if has_control(text.as_bytes()) { Err(LineFault::Control) } else { Ok(text) });
        take(Line { number, text, ended });
    }
}

/// Whether there are control characters that no text file has. Tab, line feed, carriage return and form feed
/// are what printing leaves behind.
pub(super) fn has_control(bytes: &[u8]) -> bool {
    // A fold without early exit lets the compiler look at many bytes at once.
    bytes.iter().fold(false, |found, byte| {
        found | ((*byte < 0x20) & (*byte != b'\t') & (*byte != b'\n') & (*byte != b'\r') & (*byte != 0x0C))
    })
}
