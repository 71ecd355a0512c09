//! Article 3 in three-valued logic: every way in which the open questions could be answered.
//!
//! An unknown fact is completed with representative answers: for an amount or a share one just below the lowest
//! threshold and one at each. Verdicts change only at thresholds, so the representatives stand for all answers.
//! What holds in every completion is certain, and a question matters when two completions that differ in its answer
//! alone have different verdicts.

use super::adjustment::{AdjustmentCandidates, AdjustmentFigures};
use super::settle::{Circumstances, Settled, TriggerSet, settle};
use super::{Application, DistrictMoney, Facts, ObjectKind, ProjectClass, Question, UnitKind, Verdict};
use crate::money::{Money, Share};
use crate::rulebook::{AmountBase, AmountThreshold, Rulebook, Trigger};

/// The possible answers to one question: exactly one when it is answered or plays no part.
#[derive(Debug, Clone)]
pub(super) struct Candidates<T> {
    first: T,
    rest: Vec<T>,
}

impl<T: Copy> Candidates<T> {
    pub(super) const fn known(value: T) -> Self {
        Self { first: value, rest: Vec::new() }
    }

    pub(super) const fn open(first: T, rest: Vec<T>) -> Self {
        Self { first, rest }
    }

    /// The number of candidates; never zero.
    pub(super) fn count(&self) -> usize {
        1 + self.rest.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = T> + '_ {
        std::iter::once(self.first).chain(self.rest.iter().copied())
    }

    /// The answer of that position, counted round.
    fn at(&self, position: usize) -> T {
        match position % self.count() {
            0 => self.first,
            position => self.rest.get(position - 1).copied().unwrap_or(self.first),
        }
    }
}

/// Which facts the conditions of some clause look at, given what is known of object and application.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Uses {
    pub amount: bool,
    pub class: bool,
    pub money: bool,
    pub town_share: bool,
    /// The district's share of the amount itself is compared (C1).
    pub amount_share: bool,
    pub adjustment: bool,
}

/// Every completion of the facts of one object.
pub(super) struct Space {
    pub objects: Candidates<ObjectKind>,
    pub applications: Candidates<Application>,
    pub amounts: Candidates<Money>,
    pub classes: Candidates<ProjectClass>,
    pub one_project: Candidates<bool>,
    pub moneys: Candidates<DistrictMoney>,
    /// Whether a town carries it out.
    pub towns: Candidates<bool>,
    pub shares: Candidates<Share>,
    pub figures: AdjustmentCandidates,
    pub uses: Uses,
    /// The triggers that can be meant at all, given object and application.
    pub within_reach: TriggerSet,
    joint_amount: Option<Money>,
}

impl Space {
    pub(super) fn of(facts: &Facts, rulebook: &Rulebook) -> Self {
        // The town clause needs the town to be named: an unknown unit is not taken for one (C7).
        let town = facts.unit.as_ref().is_some_and(|unit| unit.value == UnitKind::Town);
        Self::with_towns(facts, rulebook, Candidates::known(town))
    }

    /// The space in which the unit may also be another than the facts name.
    pub(super) fn with_towns(facts: &Facts, rulebook: &Rulebook, towns: Candidates<bool>) -> Self {
        let objects = facts.object.as_ref().map_or_else(
            || Candidates::open(ObjectKind::Policy, vec![ObjectKind::Project]),
            |fact| Candidates::known(fact.value),
        );
        let applications = facts
            .application
            .as_ref()
            .map_or_else(|| possible_applications(facts), |fact| Candidates::known(fact.value));
        let mut within_reach = TriggerSet::default();
        for (position, trigger) in rulebook.triggers.iter().enumerate() {
            if is_within_reach(trigger, &objects, &applications, facts) {
                within_reach.insert(position);
            }
        }
        let triggers = rulebook
            .triggers
            .iter()
            .enumerate()
            .filter(|(position, _)| within_reach.contains(*position))
            .map(|(_, trigger)| trigger);

        let town = towns.iter().any(|town| town);
        let mut uses = Uses {
            adjustment: applications.iter().any(|application| application == Application::Adjustment),
            ..Uses::default()
        };
        for trigger in triggers.clone() {
            uses.amount |= trigger.amount.is_some();
            uses.class |=
                trigger.amount.is_some_and(|amount| amount.infrastructure != amount.non_infrastructure);
            uses.money |= trigger.district_money;
            uses.amount_share |=
                trigger.amount.is_some_and(|amount| amount.base == AmountBase::DistrictMoney);
            uses.town_share |= town && trigger.town_share.is_some();
        }
        let thresholds = triggers.clone().filter_map(|trigger| trigger.increase.as_ref());
        Self {
            amounts: possible_amounts(facts, uses, triggers.clone()),
            classes: match facts.class.as_ref() {
                Some(class) => Candidates::known(class.value),
                None if uses.class => {
                    Candidates::open(ProjectClass::Infrastructure, vec![ProjectClass::NonInfrastructure])
                }
                None => Candidates::known(ProjectClass::Infrastructure),
            },
            one_project: match facts.possible_parts.as_ref().filter(|_| uses.amount) {
                Some(parts) => match parts.one_project.as_ref() {
                    Some(decided) => Candidates::known(decided.value),
                    None => Candidates::open(false, vec![true]),
                },
                None => Candidates::known(false),
            },
            moneys: match facts.district_money.as_ref() {
                Some(money) => Candidates::known(money.value),
                None if uses.money => {
                    Candidates::open(DistrictMoney::Some, vec![DistrictMoney::ConfirmedNone])
                }
                None => Candidates::known(DistrictMoney::Some),
            },
            shares: possible_shares(facts, uses, triggers.clone()),
            figures: if uses.adjustment {
                AdjustmentCandidates::of(&facts.adjustment, &thresholds)
            } else {
                AdjustmentCandidates::none()
            },
            joint_amount: facts.possible_parts.as_ref().map(|parts| parts.joint_amount),
            objects,
            applications,
            uses,
            within_reach,
            towns,
        }
    }

    /// How many answers each question has, the last one varying fastest in [`Space::completion`].
    pub(super) fn dimensions(&self) -> [(Question, usize); 11] {
        [
            (Question::Object, self.objects.count()),
            (Question::Application, self.applications.count()),
            (Question::Amount, self.amounts.count()),
            (Question::Class, self.classes.count()),
            (Question::OneProject, self.one_project.count()),
            (Question::Money, self.moneys.count()),
            (Question::Unit, self.towns.count()),
            (Question::DistrictShare, self.shares.count()),
            (Question::ApprovedDistrictBudget, self.figures.approved.count()),
            (Question::RequestedIncrease, self.figures.increase.count()),
            (Question::HigherLevelOrder, self.figures.ordered.count()),
        ]
    }

    /// The completion of that number: a number in mixed radix whose digits choose the answers.
    pub(super) fn completion(&self, number: usize) -> Settled {
        let mut rest = number;
        let ordered = next_answer(&self.figures.ordered, &mut rest);
        let increase = next_answer(&self.figures.increase, &mut rest);
        let approved = next_answer(&self.figures.approved, &mut rest);
        let share = next_answer(&self.shares, &mut rest);
        let town = next_answer(&self.towns, &mut rest);
        let money = next_answer(&self.moneys, &mut rest);
        let one_project = next_answer(&self.one_project, &mut rest);
        let class = next_answer(&self.classes, &mut rest);
        let amount = next_answer(&self.amounts, &mut rest);
        let application = next_answer(&self.applications, &mut rest);
        let object = next_answer(&self.objects, &mut rest);
        Settled {
            object,
            application,
            class,
            amount: self.joint_amount.filter(|_| one_project).unwrap_or(amount),
            money,
            town,
            share,
            figures: AdjustmentFigures { approved, increase, earlier: self.figures.earlier, ordered },
        }
    }
}

fn next_answer<T: Copy>(candidates: &Candidates<T>, rest: &mut usize) -> T {
    let count = candidates.count();
    if count == 1 {
        return candidates.first;
    }
    let answer = candidates.at(*rest % count);
    *rest /= count;
    answer
}

/// Work in progress can no longer be new (C3).
fn possible_applications(facts: &Facts) -> Candidates<Application> {
    let mut rest = vec![Application::Adjustment, Application::Continuation];
    if !facts.in_progress.as_ref().is_some_and(|in_progress| in_progress.value) {
        rest.push(Application::New);
    }
    Candidates::open(Application::Nothing, rest)
}

fn is_within_reach(
    trigger: &Trigger,
    objects: &Candidates<ObjectKind>,
    applications: &Candidates<Application>,
    facts: &Facts,
) -> bool {
    // An increase where nothing was approved is a new application (C12).
    let may_be_new_money = |application| {
        let approved = facts.adjustment.approved_district_budget.as_ref();
        application == Application::Adjustment
            && trigger.covers_application(Application::New)
            && approved.is_some_and(|approved| approved.value <= Money::ZERO)
    };
    !trigger.designation
        && objects.iter().any(|object| trigger.covers(object))
        && applications
            .iter()
            .any(|application| trigger.covers_application(application) || may_be_new_money(application))
}

fn possible_amounts<'a>(
    facts: &Facts,
    uses: Uses,
    triggers: impl Iterator<Item = &'a Trigger>,
) -> Candidates<Money> {
    match facts.total_amount.as_ref() {
        Some(amount) => Candidates::known(amount.value),
        None if uses.amount => {
            let share = facts.district_share.as_ref().map_or(Share::WHOLE, |share| share.value);
            let mut thresholds: Vec<Money> = triggers
                .filter_map(|trigger| trigger.amount)
                .flat_map(|amount| {
                    [amount.infrastructure, amount.non_infrastructure]
                        .map(|least| least_total(least, amount.base, share))
                })
                .collect();
            thresholds.sort_unstable();
            thresholds.dedup();
            let below = thresholds.first().map_or(-1, |lowest| lowest.fen().saturating_sub(1));
            Candidates::open(Money::from_fen(below), thresholds)
        }
        None => Candidates::known(Money::ZERO),
    }
}

fn possible_shares<'a>(
    facts: &Facts,
    uses: Uses,
    triggers: impl Iterator<Item = &'a Trigger> + Clone,
) -> Candidates<Share> {
    match facts.district_share.as_ref() {
        Some(share) => Candidates::known(share.value),
        None if uses.town_share || uses.amount_share => {
            let mut thresholds: Vec<Share> = triggers
                .clone()
                .filter_map(|trigger| trigger.town_share.filter(|_| uses.town_share))
                .collect();
            for amount in triggers.filter_map(|trigger| trigger.amount) {
                thresholds.extend(least_shares(amount, facts));
            }
            thresholds.sort_unstable();
            thresholds.dedup();
            // A share of nothing at all reaches no threshold and is not below one.
            thresholds.retain(|share| share.basis_points() > 0);
            let below = thresholds.first().map_or(0, |lowest| lowest.basis_points() - 1);
            Candidates::open(Share::from_basis_points(below).unwrap_or(Share::WHOLE), thresholds)
        }
        None => Candidates::known(Share::WHOLE),
    }
}

/// The least total investment of which that share reaches an amount; the amount itself when the total is compared.
fn least_total(amount: Money, base: AmountBase, share: Share) -> Money {
    let share = i128::from(share.basis_points());
    match base {
        AmountBase::TotalInvestment => amount,
        AmountBase::DistrictMoney if share > 0 => {
            let needed = i128::from(amount.fen()) * i128::from(Share::WHOLE.basis_points());
            Money::from_fen(i64::try_from((needed + share - 1) / share).unwrap_or(i64::MAX))
        }
        AmountBase::DistrictMoney => Money::from_fen(i64::MAX),
    }
}

/// The least shares with which what is known of the amount reaches a threshold of district money; the whole, while
/// nothing is known.
fn least_shares(threshold: AmountThreshold, facts: &Facts) -> Vec<Share> {
    if threshold.base == AmountBase::TotalInvestment {
        return Vec::new();
    }
    let joint = facts.possible_parts.as_ref().map(|parts| parts.joint_amount);
    let own = facts.total_amount.as_ref().map(|amount| amount.value);
    let totals: Vec<i128> = [own, joint]
        .into_iter()
        .flatten()
        .map(|amount| i128::from(amount.fen()))
        .filter(|fen| *fen > 0)
        .collect();
    let least = |total: i128, amount: Money| {
        let needed = i128::from(amount.fen()) * i128::from(Share::WHOLE.basis_points());
        u32::try_from((needed + total - 1) / total).ok().and_then(Share::from_basis_points)
    };
    let amounts = [threshold.infrastructure, threshold.non_infrastructure];
    let mut shares: Vec<Share> =
        totals.iter().flat_map(|total| amounts.map(|amount| least(*total, amount))).flatten().collect();
    if own.is_none() {
        shares.push(Share::WHOLE);
    }
    shares
}

/// A set of verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdicts {
    pub required: bool,
    pub not_required: bool,
    pub out_of_scope: bool,
}

/// A question whose answer can change the verdict: what each of its answers leads to, in the order of candidates.
#[derive(Debug)]
pub(super) struct OpenQuestion {
    pub question: Question,
    pub effects: Vec<Verdicts>,
}

/// What all completions together say.
pub(super) struct Survey {
    pub verdict: Verdict,
    /// Triggers that hold in every completion.
    pub always: TriggerSet,
    /// Triggers that hold in some.
    pub ever: TriggerSet,
    /// Empty exactly when the verdict is settled.
    pub open: Vec<OpenQuestion>,
}

pub(super) fn survey(space: &Space, circumstances: &Circumstances, rulebook: &Rulebook) -> Survey {
    let dimensions = space.dimensions();
    let count: usize = dimensions.iter().map(|(_, answers)| answers).product();
    let (verdict, holding) = settle(&space.completion(0), circumstances, rulebook);
    let mut survey = Survey { verdict, always: holding, ever: holding, open: Vec::new() };
    if count == 1 {
        return survey;
    }
    let mut verdicts = Vec::with_capacity(count);
    for number in 0..count {
        let (verdict, holding) = settle(&space.completion(number), circumstances, rulebook);
        survey.always = survey.always.intersection(holding);
        survey.ever = survey.ever.union(holding);
        verdicts.push(verdict);
    }
    if verdicts.iter().all(|other| *other == verdict) {
        return survey;
    }
    survey.verdict = Verdict::NeedsInformation;
    let mut stride = count;
    for (question, answers) in dimensions {
        let block = stride;
        stride /= answers;
        let matters = verdicts.chunks(block).any(|alike| {
            let mut by_answer = alike.chunks(stride);
            let first = by_answer.next();
            by_answer.any(|other| Some(other) != first)
        });
        if matters {
            let effects = (0..answers)
                .map(|answer| {
                    let led_to = |verdict| {
                        let chosen = verdicts.chunks(stride).skip(answer).step_by(answers);
                        chosen.flatten().any(|other| *other == verdict)
                    };
                    Verdicts {
                        required: led_to(Verdict::Required),
                        not_required: led_to(Verdict::NotRequired),
                        out_of_scope: led_to(Verdict::OutOfScope),
                    }
                })
                .collect();
            survey.open.push(OpenQuestion { question, effects });
        }
    }
    survey
}
