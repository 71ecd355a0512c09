//! The marks of a panel, expert by expert and indicator by indicator.

use std::cmp::Ordering;

use crate::issue::Issue;
use crate::score::Score;

/// A rectangular table of exact marks: at least one expert, at least one indicator, none without a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreTable {
    indicators: Vec<(String, Score)>,
    marks: Vec<Vec<Score>>,
    totals: Vec<Score>,
}

impl ScoreTable {
    /// `indicators` are codes with their most points; `marks` has one row an expert with one mark an indicator, in
    /// the same order.
    ///
    /// # Errors
    /// An empty table, a row of another length, an indicator without points, a mark above its indicator's points,
    /// and a total above 100 points.
    pub fn new(indicators: Vec<(String, Score)>, marks: Vec<Vec<Score>>) -> Result<Self, Vec<Issue>> {
        let mut issues = Vec::new();
        if indicators.is_empty() {
            issues.push(Issue::required("indicators", "评估指标"));
        }
        if marks.is_empty() {
            issues.push(Issue::required("marks", "专家评分"));
        }
        for (code, weight) in &indicators {
            if *weight == Score::ZERO {
                let message = format!("指标{code}的分值应大于0");
                issues.push(Issue::new(format!("indicators.{code}"), "out_of_range", message));
            }
        }
        let mut totals = Vec::with_capacity(marks.len());
        for (number, row) in (1..).zip(&marks) {
            if row.len() != indicators.len() {
                let message = format!("专家{number}打了{}项指标，应为{}项", row.len(), indicators.len());
                issues.push(Issue::new(format!("marks.{number}"), "incomplete", message));
            }
            for ((code, weight), mark) in indicators.iter().zip(row) {
                if mark > weight {
                    let message = format!("专家{number}的指标{code}得分{mark}超过分值{weight}");
                    issues.push(Issue::new(format!("marks.{number}.{code}"), "out_of_range", message));
                }
            }
            match row.iter().try_fold(Score::ZERO, |total, mark| total.checked_add(*mark)) {
                Some(total) => totals.push(total),
                None => {
                    let message = format!("专家{number}的总分超过100分");
                    issues.push(Issue::new(format!("marks.{number}"), "out_of_range", message));
                }
            }
        }
        if issues.is_empty() { Ok(Self { indicators, marks, totals }) } else { Err(issues) }
    }

    /// The indicators with their most points.
    #[must_use]
    pub fn indicators(&self) -> &[(String, Score)] {
        &self.indicators
    }

    /// The total of each expert.
    #[must_use]
    pub fn totals(&self) -> &[Score] {
        &self.totals
    }

    /// The marks of one indicator, expert by expert.
    #[must_use]
    pub fn marks_of(&self, indicator: usize) -> Vec<Score> {
        self.marks.iter().filter_map(|row| row.get(indicator).copied()).collect()
    }

    /// What part of each indicator's points each expert gave. Agreement is measured on these: on the marks themselves
    /// everybody would seem to agree, as everybody gives more points where there are more to give.
    #[must_use]
    pub fn attainments(&self) -> Vec<Vec<Attainment>> {
        let rate = |row: &Vec<Score>| {
            let marks = row.iter().zip(&self.indicators);
            marks.map(|(mark, (_, weight))| Attainment { mark: *mark, weight: *weight }).collect()
        };
        self.marks.iter().map(rate).collect()
    }
}

/// 得分率: a mark as a part of the indicator's points, compared exactly.
#[derive(Debug, Clone, Copy)]
pub struct Attainment {
    mark: Score,
    weight: Score,
}

impl Attainment {
    /// From 0 to 1.
    #[must_use]
    pub fn rate(self) -> f64 {
        f64::from(self.mark.hundredths()) / f64::from(self.weight.hundredths())
    }

    fn product(mark: Score, weight: Score) -> u64 {
        u64::from(mark.hundredths()) * u64::from(weight.hundredths())
    }
}

impl PartialEq for Attainment {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Attainment {}

impl PartialOrd for Attainment {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Attainment {
    fn cmp(&self, other: &Self) -> Ordering {
        Self::product(self.mark, other.weight).cmp(&Self::product(other.mark, self.weight))
    }
}
