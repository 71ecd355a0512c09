//! How sure a result is, as it is shown: every figure as text, and where one is not defined, why.

use domain::actor::Role;
use domain::evaluation::{IndicatorNotes, Round};
use domain::panel::expert_label;
use domain::policy::{Action, Relation, can};
use domain::rulebook::{Carrier, IndicatorTree, Rulebook};
use domain::statistics::{
    Deviation, IndicatorStatistics, PanelStatistics, Spread, TwoRounds, Undefined, first_round_statistics,
    round_statistics, two_rounds,
};
use poem_openapi::Object;

/// A figure, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct FigureView {
    /// The figure, written out.
    pub value: Option<String>,
    /// Why it is not defined.
    pub undefined: Option<String>,
}

impl FigureView {
    fn defined(value: String) -> Self {
        Self { value: Some(value), undefined: None }
    }

    fn of(figure: Result<String, Undefined>) -> Self {
        match figure {
            Ok(value) => Self::defined(value),
            Err(why) => Self { value: None, undefined: Some(why.to_string()) },
        }
    }
}

/// How far the marks of one indicator, or the totals, lie apart.
#[derive(Debug, Clone, Object)]
pub struct IndicatorStatisticsView {
    /// The indicator; empty for the totals.
    pub code: String,
    /// Its name; `总分` for the totals.
    pub name: String,
    /// The most points.
    pub weight: String,
    /// The mean, cut off to two decimals.
    pub mean: FigureView,
    /// The mark in the middle.
    pub median: FigureView,
    /// The lowest mark.
    pub lowest: FigureView,
    /// The highest mark.
    pub highest: FigureView,
    /// Highest less lowest.
    pub range: FigureView,
    /// The sample standard deviation.
    pub standard_deviation: FigureView,
    /// Experts far from the others, as `专家三（低于中位数12.00分）`.
    pub outliers: Vec<String>,
    /// Why nobody can be told to lie far out, where that is so.
    pub outliers_undefined: Option<String>,
}

/// What hangs on one expert.
#[derive(Debug, Clone, Object)]
pub struct InfluenceView {
    /// Who, by number.
    pub expert: String,
    /// The score without them, as the rulebook shows it.
    pub score: String,
    /// Its grade, or its outcome.
    pub standing: String,
    /// How far the score moves, in points, with its sign.
    pub change: String,
}

/// Every figure of one round of scoring.
#[derive(Debug, Clone, Object)]
pub struct PanelStatisticsView {
    /// The panel's score as the rulebook forms and shows it.
    pub score: FigureView,
    /// Its grade, or its outcome.
    pub standing: FigureView,
    /// Of the totals.
    pub total: IndicatorStatisticsView,
    /// Of each indicator.
    pub indicators: Vec<IndicatorStatisticsView>,
    /// Kendall's W, from 0 to 1: whether the experts put the indicators in the same order.
    pub concordance: FigureView,
    /// ICC(2,1): how far one expert can be relied on.
    pub single_reliability: FigureView,
    /// ICC(2,k): how far the mean of this panel can be relied on.
    pub panel_reliability: FigureView,
    /// The 95 % interval of the mean by Student's t.
    pub interval: FigureView,
    /// The result without each expert.
    pub influence: Vec<InfluenceView>,
    /// What a decision maker needs to know, in plain sentences.
    pub sentences: Vec<String>,
}

impl PanelStatisticsView {
    /// Takes out the score and what speaks of its grade.
    fn keep_from_panel(&mut self, statistics: &PanelStatistics) {
        let kept =
            || FigureView { value: None, undefined: Some("结果认定之后才能查阅".to_owned()) };
        self.score = kept();
        self.total.mean = kept();
        self.standing = kept();
        self.influence.clear();
        self.sentences = sentences_without_grade(statistics);
    }
}

/// One expert in both rounds of scoring.
#[derive(Debug, Clone, Object)]
pub struct ExpertTotalsView {
    /// Who, by number.
    pub expert: String,
    /// The total of the first round.
    pub first: String,
    /// The total that counts; absent while the expert is revising, or while it is sealed for you.
    pub second: Option<String>,
    /// Whether the expert used the revision.
    pub revised: bool,
}

/// Both rounds of scoring side by side.
#[derive(Debug, Clone, Object)]
pub struct TwoRoundsView {
    /// Every member of the panel.
    pub experts: Vec<ExpertTotalsView>,
    /// How many used the revision.
    pub revised: usize,
    /// How many gave an indicator another mark; absent while that is sealed for you.
    pub changed: Option<usize>,
    /// In one sentence.
    pub sentence: String,
}

/// How sure the result of a round is.
#[derive(Debug, Clone, Object)]
pub struct StatisticsView {
    /// Of the marks that count; absent while a sheet is being revised, or while they are sealed for you.
    pub now: Option<PanelStatisticsView>,
    /// Of the first round of scoring, once somebody has begun a second.
    pub first_round: Option<PanelStatisticsView>,
    /// Both rounds side by side, once there are two.
    pub two_rounds: Option<TwoRoundsView>,
    /// What else has to be known.
    pub note: Option<String>,
}

/// How much of the figures somebody sees who sees what the first round of scoring left.
#[derive(Debug, Clone, Copy)]
pub struct StatisticsSight {
    /// The marks that are locked now.
    pub locked: bool,
    /// The result, and with it every word about a grade. A panel sees its distribution before the result is
    /// confirmed, and the grade only afterwards (Art. 22).
    pub result: bool,
}

impl StatisticsSight {
    /// What `relation` lets somebody in this role see. `None` when they see nothing.
    pub fn of(role: Role, relation: &Relation) -> Option<Self> {
        let may = |action| can(role, action, relation).is_ok();
        may(Action::ReadFirstRound)
            .then(|| Self { locked: may(Action::ReadSheets), result: may(Action::ReadResult) })
    }
}

impl StatisticsView {
    /// The figures of a round as far as `sight` goes. `None` while a member of the panel has not locked a sheet.
    pub fn new(
        round: &Round,
        tree: &IndicatorTree,
        rulebook: &Rulebook,
        sight: StatisticsSight,
    ) -> Option<Self> {
        let first = first_round_statistics(round, rulebook)?;
        let now = if sight.locked { round_statistics(round, rulebook) } else { None };
        let rounds = two_rounds(round);
        let shown = |statistics: &PanelStatistics| {
            let mut view = panel(statistics, tree, rulebook);
            if !sight.result {
                view.keep_from_panel(statistics);
            }
            view
        };
        Some(Self {
            now: now.as_ref().map(shown),
            first_round: rounds.as_ref().map(|_| shown(&first)),
            two_rounds: rounds.map(|rounds| both(&rounds, sight.locked)),
            note: (sight.result && rulebook.scoring.carried_by == Carrier::Organiser).then(|| {
                "本规则集按评估组织部门的评分认定等次，以上等次按专家小组评分推算，仅供参考。".to_owned()
            }),
        })
    }

    /// The sentences of the marks that count.
    pub fn sentences(&self) -> Vec<String> {
        let rounds = self.two_rounds.iter().map(|rounds| rounds.sentence.clone());
        let now = self.now.iter().flat_map(|now| now.sentences.iter().cloned());
        now.chain(rounds).chain(self.note.clone()).collect()
    }
}

fn both(rounds: &TwoRounds, sees_locked: bool) -> TwoRoundsView {
    let experts = rounds.experts.iter().map(|totals| ExpertTotalsView {
        expert: expert_label(totals.expert),
        first: totals.first.to_string(),
        second: totals.second.filter(|_| sees_locked).map(|total| total.to_string()),
        revised: totals.revised,
    });
    let (revised, changed) = (rounds.revised(), rounds.changed());
    let open = rounds.experts.iter().any(|totals| totals.second.is_none());
    TwoRoundsView {
        experts: experts.collect(),
        revised,
        changed: (sees_locked && !open).then_some(changed),
        sentence: if sees_locked && !open {
            format!("第二次评分有{revised}位专家重新打开本人评分表，其中{changed}位改动了分值")
        } else {
            format!("第二次评分正在进行，已有{revised}位专家重新打开本人评分表")
        },
    }
}

fn panel(statistics: &PanelStatistics, tree: &IndicatorTree, rulebook: &Rulebook) -> PanelStatisticsView {
    let name = |code: &str| {
        let indicator = tree.indicators().find(|indicator| indicator.code == code);
        indicator.map_or_else(|| code.to_owned(), |indicator| indicator.name.clone())
    };
    let PanelStatistics { total, indicators, concordance, intraclass, influence, interval } = statistics;
    let influence_of = influence.as_ref().map_err(|why| *why);
    let intraclass_of = intraclass.as_ref().map_err(|why| *why);
    PanelStatisticsView {
        score: FigureView::of(
            influence_of.map(|influence| rulebook.scoring.shown(influence.score).to_string()),
        ),
        standing: FigureView::of(influence_of.map(|influence| influence.standing.label.clone())),
        total: indicator(total, "总分".to_owned()),
        indicators: indicators.iter().map(|of_one| indicator(of_one, name(&of_one.code))).collect(),
        concordance: FigureView::of(
            concordance.map(|agreement| format!("{:.3}（显著性{}）", agreement.w, chance(agreement.p))),
        ),
        single_reliability: FigureView::of(intraclass_of.map(|agreement| format!("{:.3}", agreement.single))),
        panel_reliability: FigureView::of(
            intraclass_of
                .and_then(|agreement| Ok(format!("{:.3}（{}）", agreement.average?, agreement.label()))),
        ),
        interval: FigureView::of(
            interval
                .as_ref()
                .map(|interval| format!("{:.2}至{:.2}分", interval.lower, interval.upper))
                .map_err(|why| *why),
        ),
        influence: influence
            .iter()
            .flat_map(|influence| &influence.left_out)
            .map(|without| InfluenceView {
                expert: expert_label(without.expert),
                score: rulebook.scoring.shown(without.score).to_string(),
                standing: without.standing.label.clone(),
                change: format!("{:+.2}", without.change),
            })
            .collect(),
        sentences: sentences(statistics),
    }
}

/// How likely so much agreement is by chance.
fn chance(p: f64) -> String {
    if p < 0.001 { "P＜0.001".to_owned() } else { format!("P＝{p:.3}") }
}

fn sentences(statistics: &PanelStatistics) -> Vec<String> {
    let grade = match &statistics.influence {
        Ok(influence) => influence.sentence(),
        Err(why) => format!("等次是否取决于个别专家无从判断：{why}"),
    };
    let interval = match &statistics.interval {
        Ok(interval) => interval.sentence(),
        Err(why) => format!("平均分的置信区间无从计算：{why}"),
    };
    [grade, interval].into_iter().chain(agreement(statistics)).collect()
}

fn sentences_without_grade(statistics: &PanelStatistics) -> Vec<String> {
    let interval = match &statistics.interval {
        Ok(interval) => format!("平均分的95%置信区间为{:.2}至{:.2}分", interval.lower, interval.upper),
        Err(why) => format!("平均分的置信区间无从计算：{why}"),
    };
    std::iter::once(interval).chain(agreement(statistics)).collect()
}

/// How far the experts agree, and who does not.
fn agreement(statistics: &PanelStatistics) -> Vec<String> {
    let mut sentences = vec![match &statistics.intraclass {
        Ok(agreement) => format!("专家评分的可靠程度{}", agreement.label()),
        Err(why) => format!("专家评分的可靠程度无从计算：{why}"),
    }];
    let far = outliers(&statistics.total);
    if !far.is_empty() {
        sentences.push(format!("总分明显偏离其他专家的有{}", far.join("、")));
    }
    sentences
}

fn indicator(statistics: &IndicatorStatistics, name: String) -> IndicatorStatisticsView {
    let IndicatorStatistics { code, full, spread, deviations } = statistics;
    let spread = spread.as_ref().map_err(|why| *why);
    let figure = |read: fn(&Spread) -> String| FigureView::of(spread.map(read));
    IndicatorStatisticsView {
        code: code.clone(),
        name,
        weight: full.to_string(),
        mean: figure(|spread| spread.mean.to_string()),
        median: figure(|spread| format!("{:.2}", spread.median)),
        lowest: figure(|spread| spread.lowest.to_string()),
        highest: figure(|spread| spread.highest.to_string()),
        range: figure(|spread| format!("{:.2}", spread.range)),
        standard_deviation: FigureView::of(
            spread.and_then(|spread| Ok(format!("{:.2}", spread.standard_deviation?))),
        ),
        outliers: outliers(statistics),
        outliers_undefined: deviations.as_ref().err().map(ToString::to_string),
    }
}

fn outliers(statistics: &IndicatorStatistics) -> Vec<String> {
    let far = statistics.deviations.iter().flatten().filter(|deviation| deviation.is_outlier);
    far.map(|Deviation { expert, distance, .. }| {
        let side = if *distance < 0.0 { "低于" } else { "高于" };
        format!("{}（{side}中位数{:.2}分）", expert_label(*expert), distance.abs())
    })
    .collect()
}

/// One expert's words on one indicator.
#[derive(Debug, Clone, Object)]
pub struct ExpertNoteView {
    /// Who, by number.
    pub expert: String,
    /// The mark that they explain.
    pub score: String,
    /// The words, unchanged.
    pub words: String,
}

/// What the experts wrote on one indicator.
#[derive(Debug, Clone, Object)]
pub struct IndicatorNotesView {
    /// The indicator.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The notes in the order of the panel.
    pub notes: Vec<ExpertNoteView>,
}

/// 专家评估意见的起草素材: a text that the panel's opinion may start from.
#[derive(Debug, Clone, Object)]
pub struct OpinionDraftView {
    /// The whole as one text.
    pub text: String,
    /// The same, indicator by indicator.
    pub indicators: Vec<IndicatorNotesView>,
}

impl OpinionDraftView {
    /// The notes of a panel.
    pub fn new(notes: Vec<IndicatorNotes>) -> Self {
        let text = domain::evaluation::opinion_draft(&notes);
        let indicators = notes.into_iter().map(|indicator| IndicatorNotesView {
            code: indicator.code,
            name: indicator.name,
            notes: indicator
                .notes
                .into_iter()
                .map(|note| ExpertNoteView {
                    expert: expert_label(note.expert),
                    score: note.score.to_string(),
                    words: note.words,
                })
                .collect(),
        });
        Self { text, indicators: indicators.collect() }
    }
}
