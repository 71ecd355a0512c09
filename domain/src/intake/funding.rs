//! The funding text into sources: `自筹30%+区级财政投入70%`, `拟发行专项债53200万元（已发行2900万元）+自筹`.

use std::sync::LazyLock;

use super::words::Lexicon;
use crate::classification::{Certainty, FundingLevel, FundingSource};
use crate::money::{Money, MoneyUnit, Share};

/// What a word of the funding text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// A higher level of government, by name or in general.
    Higher(FundingLevel),
    /// The district by name.
    District,
    /// 财政, 地方: the district, unless another level is named (C4).
    Fiscal,
    SpecialBond,
    Society,
    Company,
    SelfRaised,
    /// 专项资金, 补助: money that a higher level gives when it is said to be applied for.
    Earmarked,
    Certain(Certainty),
    /// Contains one of the words above and means something else.
    Other,
}

const WORDS: &[(&str, Word)] = &[
    ("中央", Word::Higher(FundingLevel::Central)),
    ("国家", Word::Higher(FundingLevel::Central)),
    ("国债", Word::Higher(FundingLevel::Central)),
    ("国补", Word::Higher(FundingLevel::Central)),
    ("部级", Word::Higher(FundingLevel::Central)),
    ("省级", Word::Higher(FundingLevel::Province)),
    ("省", Word::Higher(FundingLevel::Province)),
    ("市级", Word::Higher(FundingLevel::City)),
    ("市", Word::Higher(FundingLevel::City)),
    ("上级", Word::Higher(FundingLevel::HigherLevel)),
    ("国省", Word::Higher(FundingLevel::HigherLevel)),
    ("部省", Word::Higher(FundingLevel::HigherLevel)),
    ("中省", Word::Higher(FundingLevel::HigherLevel)),
    ("省市", Word::Higher(FundingLevel::HigherLevel)),
    ("区", Word::District),
    ("县", Word::District),
    ("本级", Word::District),
    ("财政", Word::Fiscal),
    ("地方", Word::Fiscal),
    ("一般债", Word::Fiscal),
    ("专项债", Word::SpecialBond),
    ("专债", Word::SpecialBond),
    ("业主", Word::Society),
    ("群众", Word::Society),
    ("居民", Word::Society),
    ("村民", Word::Society),
    ("社会", Word::Society),
    ("捐", Word::Society),
    ("PPP", Word::Society),
    ("企业", Word::Company),
    ("中央企业", Word::Company),
    ("省属企业", Word::Company),
    ("市属企业", Word::Company),
    ("公司", Word::Company),
    ("集团", Word::Company),
    ("自筹", Word::SelfRaised),
    ("自有资金", Word::SelfRaised),
    ("镇财政", Word::SelfRaised),
    ("街道财政", Word::SelfRaised),
    ("专项资金", Word::Earmarked),
    ("补助", Word::Earmarked),
    ("经费", Word::Earmarked),
    ("拟", Word::Certain(Certainty::Intended)),
    ("争取", Word::Certain(Certainty::Sought)),
    ("已下达", Word::Certain(Certainty::Assigned)),
    ("已发行", Word::Certain(Certainty::Assigned)),
    ("已安排", Word::Certain(Certainty::Assigned)),
    ("到位", Word::Certain(Certainty::Received)),
    ("未到位", Word::Other),
    ("待到位", Word::Other),
    ("城市", Word::Other),
    ("市场", Word::Other),
    ("市政", Word::Other),
    ("社区", Word::Other),
    ("小区", Word::Other),
    ("园区", Word::Other),
    ("片区", Word::Other),
    ("地区", Word::Other),
    ("高新区", Word::Other),
    ("新港区", Word::Other),
    ("开发区", Word::Other),
    ("国有企业", Word::Company),
];

static LEXICON: LazyLock<Lexicon<Word>> = LazyLock::new(|| Lexicon::new(WORDS));

/// Words with which the next source begins after 及, 和 or 与.
const SOURCE_BEGINNINGS: [&str; 16] = [
    "中央", "国家", "国省", "省", "市", "区", "县", "地方", "上级", "自筹", "企业", "社会", "财政", "单位",
    "业主", "群众",
];

/// What is wrong with a funding text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FundingFault {
    /// One share is more than the whole.
    ShareAboveWhole { words: String },
    /// All shares together are more than the whole.
    SharesAboveWhole,
    /// One amount is more than the total investment.
    AmountAboveTotal { words: String },
    /// All amounts together are more than the total investment.
    AmountsAboveTotal,
}

/// The sources that a funding text names, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct FundingReading {
    pub(super) sources: Vec<FundingSource>,
    pub(super) faults: Vec<FundingFault>,
}

/// Reads the funding text and what the remark adds to it, both cleaned. A remark may name further money or
/// say that the money has come; a general word such as 项目配套 in a remark names no source.
pub(super) fn read(funding: &str, remark: &str, total: Money) -> FundingReading {
    let mut reading = FundingReading::default();
    for segment in segments(funding) {
        reading.take(&Segment::read(segment), false);
    }
    if !remark.is_empty() {
        for segment in segments(remark) {
            reading.take(&Segment::read(segment), true);
        }
    }
    reading.check_sums(total);
    reading
}

impl FundingReading {
    fn take(&mut self, segment: &Segment<'_>, in_remark: bool) {
        if segment.is_statement() {
            self.apply_statement(segment);
            return;
        }
        let names_money = segment.earmarked && segment.levels().all(|level| level != FundingLevel::Unclear);
        if in_remark && !names_money {
            return;
        }
        let share = match segment.figures.share.map(parse_share) {
            Some(Ok(share)) => share,
            Some(Err(AboveWhole)) => {
                self.faults.push(FundingFault::ShareAboveWhole { words: segment.words.to_owned() });
                None
            }
            None => None,
        };
        // A figure for several levels together says nothing about one of them.
        let single = segment.levels().count() == 1;
        for level in segment.levels() {
            self.sources.push(FundingSource {
                level,
                share: share.filter(|_| single),
                amount: segment.figures.amount.filter(|_| single),
                secured: segment.secured.filter(|_| single),
                certainty: segment.certainty,
                words: segment.words.to_owned(),
            });
        }
    }

    /// `资金已到位` is about every source before it; `已下达资金计划1081万元` about the money from above.
    fn apply_statement(&mut self, statement: &Segment<'_>) {
        if statement.certainty == Certainty::Received {
            for source in &mut self.sources {
                source.certainty = Certainty::Received;
            }
            return;
        }
        let from_above = |source: &&mut FundingSource| match source.level {
            FundingLevel::Central
            | FundingLevel::Province
            | FundingLevel::City
            | FundingLevel::HigherLevel
            | FundingLevel::SpecialBond => true,
            FundingLevel::District
            | FundingLevel::SelfRaised
            | FundingLevel::Enterprise
            | FundingLevel::Society
            | FundingLevel::Unclear => false,
        };
        if let Some(source) = self.sources.iter_mut().find(from_above) {
            source.certainty = statement.certainty;
            source.secured = statement.figures.amount;
            source.words.push('，');
            source.words.push_str(statement.words);
        }
    }

    fn check_sums(&mut self, total: Money) {
        let shares: u64 = self
            .sources
            .iter()
            .filter_map(|source| source.share)
            .map(|share| u64::from(share.basis_points()))
            .sum();
        if shares > u64::from(Share::WHOLE.basis_points()) {
            self.faults.push(FundingFault::SharesAboveWhole);
        }
        let mut together = Money::ZERO;
        for source in &self.sources {
            let named = source.amount.max(source.secured).unwrap_or(Money::ZERO);
            if named > total {
                self.faults.push(FundingFault::AmountAboveTotal { words: source.words.clone() });
                return;
            }
            together = together.checked_add(named).unwrap_or(together);
        }
        if together > total {
            self.faults.push(FundingFault::AmountsAboveTotal);
        }
    }
}

/// Cuts a funding text where one source ends and the next begins, not inside brackets.
fn segments(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let whole = rest?;
        let mut depth = 0_u32;
        let mut previous = ' ';
        for (at, character) in whole.char_indices() {
            match character {
                '（' => depth = depth.saturating_add(1),
                '）' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 && is_separator(character) {
                let after = whole.get(at + character.len_utf8()..).unwrap_or_default();
                if is_boundary(previous, character, after) {
                    rest = Some(after);
                    return whole.get(..at);
                }
            }
            previous = character;
        }
        rest = None;
        Some(whole)
    })
    .filter(|segment| !segment.trim().is_empty())
}

const fn is_separator(character: char) -> bool {
    matches!(character, '+' | '、' | '；' | ';' | '。' | '/' | ',' | '，' | '及' | '和' | '与')
}

/// Whether a separator stands between two sources.
fn is_boundary(previous: char, character: char, after: &str) -> bool {
    match character {
        // A thousands separator is no boundary.
        ',' | '，' => !(previous.is_ascii_digit() && after.starts_with(|next: char| next.is_ascii_digit())),
        '及' | '和' | '与' => SOURCE_BEGINNINGS.iter().any(|beginning| after.starts_with(beginning)),
        _ => true,
    }
}

/// One source or one statement about the sources before it.
#[derive(Debug)]
struct Segment<'a> {
    words: &'a str,
    higher: Vec<FundingLevel>,
    district: bool,
    fiscal: bool,
    special_bond: bool,
    society: bool,
    company: bool,
    self_raised: bool,
    earmarked: bool,
    certainty: Certainty,
    figures: Figures<'a>,
    /// The amount in brackets that is already certain.
    secured: Option<Money>,
}

impl<'a> Segment<'a> {
    fn read(words: &'a str) -> Self {
        let (before, rest) = words.split_once('（').unwrap_or((words, ""));
        let (inside, after) = rest.split_once('）').unwrap_or((rest, ""));
        let mut figures = Figures::read(before);
        let later = Figures::read(after);
        figures.share = figures.share.or(later.share);
        figures.amount = figures.amount.or(later.amount);
        let mut segment = Self {
            words,
            higher: Vec::new(),
            district: false,
            fiscal: false,
            special_bond: false,
            society: false,
            company: false,
            self_raised: false,
            earmarked: false,
            certainty: Certainty::Unstated,
            figures,
            secured: None,
        };
        for (_, word) in LEXICON.find(before).chain(LEXICON.find(after)) {
            segment.note(word);
        }
        // 部、省补助资金 and 国、省补助资金: the ministry and the state stand alone before the comma.
        if matches!(before, "部" | "国") {
            segment.note(Word::Higher(FundingLevel::Central));
        }
        if !inside.is_empty() {
            segment.read_bracket(inside);
        }
        segment
    }

    fn note(&mut self, word: Word) {
        match word {
            Word::Higher(level) if self.higher.contains(&level) => {}
            Word::Higher(level) => self.higher.push(level),
            Word::District => self.district = true,
            Word::Fiscal => self.fiscal = true,
            Word::SpecialBond => self.special_bond = true,
            Word::Society => self.society = true,
            Word::Company => self.company = true,
            Word::SelfRaised => self.self_raised = true,
            Word::Earmarked => self.earmarked = true,
            Word::Certain(certainty) if self.certainty == Certainty::Unstated => self.certainty = certainty,
            Word::Certain(_) | Word::Other => {}
        }
    }

    fn read_bracket(&mut self, inside: &'a str) {
        let figures = Figures::read(inside);
        self.figures.share = self.figures.share.or(figures.share);
        let certain = LEXICON
            .find(inside)
            .any(|(_, word)| matches!(word, Word::Certain(Certainty::Assigned | Certainty::Received)));
        if certain {
            self.secured = figures.amount;
        } else {
            self.figures.amount = self.figures.amount.or(figures.amount);
        }
    }

    /// Whether it names no source and only says how certain the sources before it are.
    fn is_statement(&self) -> bool {
        let names_source = !self.higher.is_empty()
            || self.district
            || self.fiscal
            || self.special_bond
            || self.society
            || self.company
            || self.self_raised;
        !names_source && matches!(self.certainty, Certainty::Assigned | Certainty::Received)
    }

    /// Whose money it is: one level as a rule, several in 中央省级资金.
    fn levels(&self) -> impl Iterator<Item = FundingLevel> {
        let (higher, other) = if self.special_bond || self.higher.is_empty() {
            (&[] as &[FundingLevel], Some(self.level_without_higher()))
        } else {
            (self.higher.as_slice(), self.district.then_some(FundingLevel::District))
        };
        higher.iter().copied().chain(other)
    }

    fn level_without_higher(&self) -> FundingLevel {
        if self.special_bond {
            return FundingLevel::SpecialBond;
        }
        if self.company {
            // The money of a district company may be the district's in the end (C8).
            return if self.district { FundingLevel::SelfRaised } else { FundingLevel::Enterprise };
        }
        if self.society {
            return FundingLevel::Society;
        }
        if self.self_raised && !self.fiscal {
            return FundingLevel::SelfRaised;
        }
        if self.district || self.fiscal {
            return FundingLevel::District;
        }
        let applied_for = matches!(self.certainty, Certainty::Intended | Certainty::Sought);
        if self.earmarked && applied_for { FundingLevel::HigherLevel } else { FundingLevel::Unclear }
    }
}

/// The first percentage and the first amount of a text.
#[derive(Debug, Clone, Copy, Default)]
struct Figures<'a> {
    share: Option<&'a str>,
    amount: Option<Money>,
}

impl<'a> Figures<'a> {
    fn read(text: &'a str) -> Self {
        let mut figures = Self::default();
        let mut rest = text;
        while let Some(start) = rest.find(|character: char| character.is_ascii_digit()) {
            let from_digit = rest.get(start..).unwrap_or_default();
            let is_part =
                |character: char| character.is_ascii_digit() || matches!(character, '.' | ',' | '，');
            let after = from_digit.trim_start_matches(is_part);
            let number = from_digit.strip_suffix(after).unwrap_or_default();
            if after.starts_with('%') {
                figures.share = figures.share.or(Some(number));
            } else if figures.amount.is_none() {
                figures.amount = unit_at_start(after).and_then(|unit| Money::parse(number, unit).ok());
            }
            rest = after;
        }
        figures
    }
}

fn unit_at_start(text: &str) -> Option<MoneyUnit> {
    match text.chars().next()? {
        '万' => Some(MoneyUnit::TenThousand),
        '亿' => Some(MoneyUnit::HundredMillion),
        '元' => Some(MoneyUnit::Yuan),
        _ => None,
    }
}

/// A share of more than 100 %.
struct AboveWhole;

/// The number before a percent sign, exact to two decimals; anything finer is no usable share.
fn parse_share(number: &str) -> Result<Option<Share>, AboveWhole> {
    // A percentage with two decimals and an amount in yuan have the same shape.
    match Money::parse(number, MoneyUnit::Yuan) {
        Ok(hundredths) => {
            let basis_points = u32::try_from(hundredths.fen()).map_err(|_| AboveWhole)?;
            Share::from_basis_points(basis_points).map(Some).ok_or(AboveWhole)
        }
        Err(crate::money::MoneyError::TooLarge) => Err(AboveWhole),
        Err(_) => Ok(None),
    }
}
