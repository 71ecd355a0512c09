//! Thousands of meetings in which experts save, lock, revise, come and go: at no step does anybody see a mark that is
//! sealed for them, and the grade in the end is what the rulebook makes of the journal, and of nothing else.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use domain::actor::{Actor, Role};
use domain::evaluation::{
    CaseChange, Change, Command, CommandKind, Evaluation, Event, PreparationChange, RatingChange,
    SheetChange, State, visible_sheets,
};
use domain::id::ActorId;
use domain::panel::{ExpertKind, PanelMember};
use domain::rulebook::{Aggregation, Carrier, KindWeights, Rulebook};
use domain::score::{Mean, Score};
use domain::scoring::Mark;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::world::{World, department, everybody, expert, marks_of, member};

type Marks = BTreeMap<String, Mark>;

/// One sheet as the journal tells it, kept by hand.
#[derive(Debug, Clone, Default)]
struct Told {
    marks: Marks,
    locked: bool,
    first: Option<Marks>,
}

/// The latest round as the journal tells it.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    sheets: BTreeMap<ActorId, Told>,
    panel: Vec<PanelMember>,
    rating: Option<Marks>,
}

impl Journal {
    pub(crate) fn read(events: &[Event]) -> Self {
        let mut journal = Self::default();
        for event in events {
            journal.hear(&event.change);
        }
        journal
    }

    fn hear(&mut self, change: &Change) {
        match change {
            Change::Case(CaseChange::ReevaluationOrdered { .. }) => *self = Self::default(),
            Change::Case(CaseChange::NextRoundOpened { .. }) => {
                *self = Self { panel: std::mem::take(&mut self.panel), ..Self::default() };
            }
            Change::Preparation(change) => self.hear_of_panel(change),
            Change::Sheet(SheetChange::SheetSaved { expert, marks }) => {
                self.sheets.entry(*expert).or_default().marks.extend(marks.clone());
            }
            Change::Sheet(SheetChange::SheetLocked { expert }) => {
                self.sheets.entry(*expert).or_default().locked = true;
            }
            Change::Sheet(SheetChange::SheetReopened { expert, .. }) => {
                self.sheets.entry(*expert).or_default().locked = false;
            }
            Change::Sheet(SheetChange::SheetRevisionBegun { expert }) => {
                let sheet = self.sheets.entry(*expert).or_default();
                (sheet.locked, sheet.first) = (false, Some(sheet.marks.clone()));
            }
            Change::Rating(RatingChange::ResultRated { marks }) => self.rating = Some(marks.clone()),
            Change::Case(_)
            | Change::Collection(_)
            | Change::Evidence(_)
            | Change::Meeting(_)
            | Change::Report(_)
            | Change::Condition(_) => {}
        }
    }

    fn hear_of_panel(&mut self, change: &PreparationChange) {
        if let PreparationChange::PanelAppointed { members } = change {
            self.panel.clone_from(members);
        } else if let PreparationChange::ReplacementAppointed { member } = change {
            self.panel.push(member.clone());
        } else if let PreparationChange::PanelMemberWithdrawn { expert, .. }
        | PreparationChange::PanelWithdrawalApproved { expert } = change
        {
            self.panel.retain(|member| member.person.actor != *expert);
        }
    }

    fn sits(&self, actor: &Actor) -> bool {
        actor.role == Role::Expert && self.panel.iter().any(|member| member.person.actor == actor.id)
    }

    /// The panel's score as exact fractions, written down once more.
    fn panel_score(&self, rulebook: &Rulebook) -> (i128, i128) {
        let total = |member: &PanelMember| {
            let marks = &self.sheets[&member.person.actor].marks;
            marks.values().map(|mark| i128::from(mark.score.hundredths())).sum::<i128>()
        };
        let of = |kind: Option<ExpertKind>| -> Vec<i128> {
            self.panel
                .iter()
                .filter(|member| kind.is_none_or(|kind| member.kind == kind))
                .map(total)
                .collect()
        };
        if let Some(weights) = rulebook.scoring.kind_weights {
            return ExpertKind::ALL.into_iter().fold((0, 100), |(sum, of_all), kind| {
                let totals = of(Some(kind));
                let members = totals.len() as i128;
                let share = i128::from(weights.of(kind)) * totals.iter().sum::<i128>() * of_all / 100;
                (sum * members + share, of_all * members)
            });
        }
        let mut totals = of(None);
        if rulebook.scoring.aggregation == Aggregation::TrimmedMean {
            totals.sort_unstable();
            totals = totals[1..totals.len() - 1].to_vec();
        }
        (totals.iter().sum(), totals.len() as i128)
    }
}

/// Everybody who might look.
static READERS: LazyLock<Vec<Actor>> = LazyLock::new(everybody);

/// Whoever sees a sheet sees marks that its expert stood by, and has stood by own ones where they sit on the panel.
pub(crate) fn nothing_sealed_is_seen(
    evaluation: &Evaluation,
    journal: &Journal,
) -> Result<(), TestCaseError> {
    let group = evaluation.round.working_group.as_ref();
    for reader in READERS.iter() {
        let seated = journal.sits(reader);
        let own = journal.sheets.get(&reader.id).cloned().unwrap_or_default();
        let works = group.is_some_and(|group| group.includes(reader.id))
            || reader.organisation == evaluation.round.organiser.organisation
            || evaluation.round.third_party.as_ref().is_some_and(|firm| firm.firm == reader.organisation);
        let overlooks = works || matches!(reader.role, Role::FinanceBureau | Role::AuditBureau);
        let seen = visible_sheets(reader, evaluation, &evaluation.round);
        for sight in &seen {
            if sight.expert == reader.id {
                continue;
            }
            prop_assert!(seated || overlooks, "{} sees a sheet", reader.post);
            let told = &journal.sheets[&sight.expert];
            if let Some(sheet) = sight.now {
                prop_assert!(told.locked && (own.locked || !seated), "{} sees a sealed sheet", reader.post);
                prop_assert_eq!(&sheet.marks, &told.marks);
            }
            if let Some(first) = sight.first {
                let stood_by = told.first.as_ref().or(told.locked.then_some(&told.marks));
                prop_assert_eq!(Some(first), stood_by, "{} sees more than the first round", &reader.post);
                prop_assert!(
                    own.locked || own.first.is_some() || !seated,
                    "{} stood by nothing",
                    reader.post
                );
            }
        }
        if overlooks && !seated && !matches!(reader.role, Role::Applicant) {
            let locked = journal.sheets.values().filter(|sheet| sheet.locked).count();
            prop_assert_eq!(
                seen.iter().filter(|sight| sight.now.is_some()).count(),
                locked,
                "{}",
                &reader.post
            );
        }
    }
    Ok(())
}

/// One thing that happens in the meeting: who, what, and a number for the rest.
type Move = (u8, u8, u32);

fn commands(world: &World, (who, what, detail): Move) -> (Actor, Command) {
    let panel = world.panel();
    let somebody = panel.get(usize::from(who) % panel.len().max(1)).cloned().unwrap_or_else(|| expert(0));
    let target = somebody.id;
    let reason = || "情况属实".to_owned();
    let marks = || {
        let total = Score::from_hundredths(5_000 + detail % 101 * 50).unwrap();
        let mut marks = marks_of(world.round().weights().unwrap(), total);
        // Autosave sends what has just been typed, not the whole sheet.
        if !detail.is_multiple_of(3) {
            marks.retain(|code, _| (detail / 3 + u32::from(code.as_bytes()[0])).is_multiple_of(2));
        }
        marks
    };
    match what % 16 {
        0..=4 => (somebody, Command::SaveSheet { marks: marks() }),
        5..=8 => (somebody, Command::LockSheet),
        9 | 10 => (somebody, Command::ReviseSheet),
        11 => (department(2), Command::ReopenSheet { expert: target, reason: reason() }),
        12 => (department(2), Command::RequestPanelWithdrawal { expert: target, reason: reason() }),
        13 => (department(3), Command::ApprovePanelWithdrawal { expert: target }),
        14 => {
            let newcomer = member(u128::from(detail % 24));
            (department(2), Command::AppointReplacement { member: newcomer })
        }
        _ => (somebody, Command::DraftOpinion { text: reason() }),
    }
}

/// The rulebooks under which the meetings are held.
fn meetings() -> Vec<World> {
    let under = |change: fn(&mut Rulebook)| {
        let mut rulebook = Rulebook::yunxi().unwrap();
        change(&mut rulebook);
        let mut world = World::under(rulebook);
        world.advance_to(State::InMeeting);
        // Everybody has scored, so that second rounds are common; the moves begin by opening what they like.
        world.advance_before(CommandKind::DraftOpinion);
        world
    };
    vec![
        under(|_| {}),
        under(|rulebook| rulebook.scoring.revision = false),
        under(|rulebook| rulebook.scoring.aggregation = Aggregation::TrimmedMean),
        under(|rulebook| {
            rulebook.scoring.kind_weights = Some(KindWeights { business: 50, management: 30, finance: 20 });
        }),
        under(|rulebook| rulebook.scoring.carried_by = Carrier::Organiser),
    ]
}

fn grade_is_of_the_journal(world: &World) -> Result<(), TestCaseError> {
    let journal = Journal::read(&world.events);
    let result = world.round().result.as_ref().unwrap();
    let (sum, count) = match world.rulebook.scoring.carried_by {
        Carrier::Panel => journal.panel_score(&world.rulebook),
        Carrier::Organiser => {
            let marks = journal.rating.as_ref().unwrap();
            (marks.values().map(|mark| i128::from(mark.score.hundredths())).sum(), 1)
        }
    };
    let score = &result.score;
    prop_assert_eq!(i128::from(score.sum()) * count, sum * i128::from(score.count()), "{:?}", score);
    let expected = Mean::from_parts(score.sum(), score.count()).unwrap();
    let ruling = world.rulebook.ruling(expected).unwrap();
    prop_assert_eq!((&result.grade, &result.outcome), (&ruling.grade, &ruling.outcome));
    Ok(())
}

#[test]
fn no_sealed_mark_is_ever_seen_and_the_grade_is_a_function_of_the_journal() {
    let meetings = meetings();
    let revised = std::cell::Cell::new(0_u32);
    let confirmed = std::cell::Cell::new(0_u32);
    let moves = prop::collection::vec((any::<u8>(), any::<u8>(), any::<u32>()), 8..40);
    let config = Config { cases: 2_000, source_file: Some(file!()), ..Config::default() };
    let result = TestRunner::new(config).run(&(0..meetings.len(), moves), |(which, moves)| {
        let mut world = meetings[which].clone();
        let mut journal = Journal::read(&world.events);
        for step in moves {
            let (actor, command) = commands(&world, step);
            let kind = command.kind();
            if let Ok(event) = world.give(&actor, command) {
                journal.hear(&event.change);
                revised.set(revised.get() + u32::from(kind == CommandKind::ReviseSheet));
                nothing_sealed_is_seen(&world.evaluation, &journal)?;
            }
        }
        while world.round().result.is_none() {
            let Some((actor, command)) = world.next() else { return Ok(()) };
            if world.give(&actor, command).is_err() {
                // A meeting that has lost too many people goes nowhere.
                return Ok(());
            }
        }
        confirmed.set(confirmed.get() + 1);
        grade_is_of_the_journal(&world)
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    assert!(revised.get() > 1_000 && confirmed.get() > 1_500, "{} {}", revised.get(), confirmed.get());
}
