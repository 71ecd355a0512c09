//! What the whole list came to, on standard error, so that the verdicts on standard output stay data.

use domain::classification::Verdict;
use domain::intake::ListSummary;
use domain::money::MoneyUnit;

use crate::cli::note;

/// The verdicts in the order in which totals name them.
const VERDICTS: [Verdict; 4] =
    [Verdict::Required, Verdict::NeedsInformation, Verdict::NotRequired, Verdict::OutOfScope];

/// How many projects got each verdict.
#[derive(Debug, Default)]
pub(super) struct Tally {
    counts: [u64; VERDICTS.len()],
}

impl Tally {
    pub(super) fn count(&mut self, reached: Verdict) {
        for (verdict, count) in VERDICTS.iter().zip(&mut self.counts) {
            *count += u64::from(*verdict == reached);
        }
    }

    /// Says the totals of each section and of the list.
    pub(super) fn report(&self, summary: &ListSummary) {
        for section in &summary.sections {
            let title = if section.section.is_empty() {
                "全部".to_owned()
            } else {
                format!("{}、{}", section.section, section.title)
            };
            let amount = section.amount.to_decimal(MoneyUnit::TenThousand);
            note(format_args!("{title}：{}个项目，总投资{}万元", section.projects, grouped(&amount)));
        }
        let verdicts: Vec<String> = VERDICTS
            .iter()
            .zip(self.counts)
            .map(|(verdict, count)| format!("{}{count}个", verdict.label()))
            .collect();
        note(format_args!("合计{}个项目：{}", summary.projects, verdicts.join("，")));
        if summary.issues > 0 {
            note(format_args!(
                "清单中有{}处错误，已逐条列出；有误的行没有计入，其余各行照常判断",
                summary.issues
            ));
        }
    }
}

/// `5,758,900`: thousands separators in the whole part.
fn grouped(decimal: &str) -> String {
    let (whole, fraction) =
        decimal.split_once('.').map_or((decimal, None), |(whole, rest)| (whole, Some(rest)));
    let digits = whole.len();
    let mut text = String::with_capacity(digits + digits / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (digits - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_separated() {
        assert_eq!(grouped("5758900"), "5,758,900");
        assert_eq!(grouped("999"), "999");
        assert_eq!(grouped("1234.5"), "1,234.5");
    }
}
