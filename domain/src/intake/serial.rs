//! Serial numbers: they restart with a section or a subsection and nowhere else.

/// How many gaps are remembered, so that memory stays bounded whatever the list says.
const REMEMBERED_GAPS: usize = 64;

/// What a serial number says about its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Serial {
    /// The next one, or one that was left out before.
    Expected,
    /// Numbers before it are missing: the last one that was there, 0 at the beginning.
    Gap(u32),
    /// It was already used in this run.
    Duplicate,
}

/// The numbers used since the last restart.
#[derive(Debug, Default)]
pub(super) struct SerialRun {
    last: u32,
    /// Ranges left out, both ends included.
    gaps: Vec<(u32, u32)>,
    may_restart: bool,
}

impl SerialRun {
    /// A section begins: its numbers start again.
    pub(super) fn section(&mut self) {
        *self = Self::default();
    }

    /// A subsection begins: its numbers either start again or go on.
    pub(super) const fn subsection(&mut self) {
        self.may_restart = true;
    }

    /// Whether a table that begins with `number` cannot go on from the one before.
    pub(super) fn starts_anew_with(&self, number: u32) -> bool {
        let was_left_out = |(first, end): &(u32, u32)| (*first..=*end).contains(&number);
        number <= self.last.max(1) && !self.gaps.iter().any(was_left_out)
    }

    /// Takes the next number of the list.
    pub(super) fn take(&mut self, number: u32) -> Serial {
        if std::mem::take(&mut self.may_restart) && number == 1 {
            self.last = 0;
            self.gaps.clear();
        }
        if number == 0 {
            return Serial::Duplicate;
        }
        if number <= self.last {
            return if self.fill(number) { Serial::Expected } else { Serial::Duplicate };
        }
        let before = std::mem::replace(&mut self.last, number);
        let first_missing = before + 1;
        if first_missing == number {
            return Serial::Expected;
        }
        if self.gaps.len() == REMEMBERED_GAPS {
            self.gaps.remove(0);
        }
        self.gaps.push((first_missing, number - 1));
        Serial::Gap(before)
    }

    /// Uses a number that was left out; `false` when it was not.
    fn fill(&mut self, number: u32) -> bool {
        let Some(at) = self.gaps.iter().position(|(first, end)| (*first..=*end).contains(&number)) else {
            return false;
        };
        let (first, end) = self.gaps.remove(at);
        if first < number {
            self.gaps.push((first, number - 1));
        }
        if number < end {
            self.gaps.push((number + 1, end));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_may_come_late_but_not_twice() {
        let mut run = SerialRun::default();
        assert_eq!(run.take(1), Serial::Expected);
        assert_eq!(run.take(4), Serial::Gap(1));
        assert_eq!(run.take(3), Serial::Expected);
        assert_eq!(run.take(3), Serial::Duplicate);
        assert_eq!(run.take(2), Serial::Expected);
        assert_eq!(run.take(1), Serial::Duplicate);
    }

    #[test]
    fn numbers_restart_only_where_a_part_begins() {
        let mut run = SerialRun::default();
        assert_eq!(run.take(1), Serial::Expected);
        run.subsection();
        assert_eq!(run.take(2), Serial::Expected);
        run.subsection();
        assert_eq!(run.take(1), Serial::Expected);
        assert_eq!(run.take(1), Serial::Duplicate);
        run.section();
        assert_eq!(run.take(1), Serial::Expected);
    }
}
