//! Whatever anybody tries in whatever order: nothing panics, and what the measure promises holds after every step.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use domain::actor::Actor;
use domain::evaluation::{
    Change, ChecklistItem, Command, CommandKind, Condition, ConditionTerms, Confirmation, Evaluation, Event,
    MaterialStatus, Person, RejectionKind, ReportChange, State, allowed, replay,
};
use domain::id::ActorId;
use domain::money::Money;
use domain::panel::{ExpertKind, Panel};
use domain::rulebook::Effect;
use domain::score::Score;
use domain::scoring::Mark;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::evidence::random as scattered;
use crate::world::{EXPERTS, FIRMS, World, deputy, everybody, expert, member, points};
use crate::{samples, sealing};

/// One thing that happens.
#[derive(Debug, Clone)]
struct Move {
    how: How,
    who: prop::sample::Index,
    what: prop::sample::Index,
    detail: u32,
}

/// How the next command is chosen.
#[derive(Debug, Clone, Copy)]
enum How {
    /// The next step of the path, so that deep states are reached.
    Onwards,
    /// A command that is open to somebody, with more or less sensible contents.
    Offered,
    /// A command that is somebody's, but blocked by a guard.
    Blocked,
    /// Anything by anybody.
    Anything,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let how = prop_oneof![
        60 => Just(How::Onwards),
        25 => Just(How::Offered),
        5 => Just(How::Blocked),
        10 => Just(How::Anything),
    ];
    let one = (how, any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u32>())
        .prop_map(|(how, who, what, detail)| Move { how, who, what, detail });
    prop::collection::vec(one, 100..300)
}

/// Where a case stands when the moves begin: the later steps take long to reach by chance.
fn starts() -> impl Strategy<Value = State> {
    prop_oneof![
        3 => Just(State::Opened),
        1 => Just(State::Collecting),
        1 => Just(State::InMeeting),
        1 => Just(State::Reporting),
        2 => Just(State::Submitted),
        1 => Just(State::ReturnedForRevision),
        1 => Just(State::Excluded),
    ]
}

/// What the whole run came across, so that it cannot pass without having been anywhere.
#[derive(Default)]
struct Coverage {
    states: BTreeSet<State>,
    accepted: BTreeMap<CommandKind, u32>,
    refused: BTreeMap<RejectionName, u32>,
    rounds: usize,
}

type RejectionName = &'static str;

impl Move {
    /// The actor and the command; `None` when nobody has anything to do.
    fn choose(&self, world: &World) -> Option<(Actor, Command)> {
        let people = everybody();
        match self.how {
            // After the result there is more than one way onwards.
            How::Onwards if world.round().result.is_some() && self.detail.is_multiple_of(2) => {
                self.offered(world, &people, true)
            }
            How::Onwards => self.onwards(world).or_else(|| self.offered(world, &people, true)),
            How::Offered => self.offered(world, &people, true),
            How::Blocked => self.offered(world, &people, false),
            How::Anything => {
                let kind = CommandKind::ALL[self.what.index(CommandKind::ALL.len())];
                Some((people[self.who.index(people.len())].clone(), contents(kind, world, self.detail)))
            }
        }
    }

    /// The next step of the path; a result is confirmed with conditions every other time, where it may carry them.
    fn onwards(&self, world: &World) -> Option<(Actor, Command)> {
        let (actor, command) = world.next()?;
        let supported = world.total >= points("80");
        if command.kind() != CommandKind::ConfirmResult || !supported || self.detail.is_multiple_of(2) {
            return Some((actor, command));
        }
        let confirmation = Confirmation { conditions: conditions(world, 2, 3), ..Confirmation::default() };
        Some((actor, Command::ConfirmResult(confirmation)))
    }

    /// Every open (or blocked) command is as likely as any other, however few people may give it.
    fn offered(&self, world: &World, people: &[Actor], open: bool) -> Option<(Actor, Command)> {
        let mut offers: BTreeMap<CommandKind, Vec<&Actor>> = BTreeMap::new();
        for actor in people {
            for allowance in allowed(&world.evaluation, actor, &world.rulebook) {
                if allowance.blocked_by.is_empty() == open {
                    offers.entry(allowance.command).or_default().push(actor);
                }
            }
        }
        if !self.detail.is_multiple_of(8) {
            // A withdrawal ends a case for good, so it is tried now and then only.
            offers.remove(&CommandKind::Withdraw);
        }
        let (kind, holders) = offers.iter().nth(self.what.index(offers.len().max(1)))?;
        Some((holders[self.who.index(holders.len())].clone(), contents(*kind, world, self.detail)))
    }
}

/// Contents for a command: mostly lawful, sometimes not.
#[expect(clippy::too_many_lines, reason = "one arm a command")]
fn contents(kind: CommandKind, world: &World, detail: u32) -> Command {
    let choose = |count: u32| detail % count.max(1);
    let reason = || if detail.is_multiple_of(11) { " ".to_owned() } else { "情况属实".to_owned() };
    let item = || checklist_code(kind, world, detail);
    let somebody = expert(u128::from(choose(9))).id;
    match kind {
        CommandKind::AppointPanel => {
            let first = u128::from(detail / 7 % 14);
            samples::appoint_panel(first..first + u128::from(choose(9)))
        }
        CommandKind::CommissionThirdParty => {
            Command::CommissionThirdParty(samples::commission(FIRMS[choose(3) as usize]))
        }
        CommandKind::OrderReevaluation => samples::order_reevaluation(FIRMS[choose(3) as usize]),
        CommandKind::FormWorkingGroup => {
            samples::form_group(&world.group(u128::from(choose(2))), &[world.group(1)])
        }
        CommandKind::ReplaceGroupMember => replacement(world, detail, reason()),
        CommandKind::SubmitMaterial => samples::submit_material(&item()),
        CommandKind::AcceptMaterial => Command::AcceptMaterial { item: item() },
        CommandKind::ReturnMaterial => Command::ReturnMaterial { item: item(), reason: reason() },
        CommandKind::RequestWaiver => Command::RequestWaiver { item: item(), reason: reason() },
        CommandKind::ApproveWaiver => Command::ApproveWaiver { item: item() },
        CommandKind::AnswerSupplement | CommandKind::CloseSupplement | CommandKind::RequestSupplement => {
            supplement(kind, world, detail, reason())
        }
        CommandKind::AnswerArgumentRequest => {
            Command::AnswerArgumentRequest { number: choose(4), answer: reason() }
        }
        CommandKind::InviteDeputy => {
            let refused = world.panel().first().cloned().unwrap_or_else(deputy);
            let invited = if detail.is_multiple_of(3) { refused } else { deputy() };
            Command::InviteDeputy { deputy: Person::from(&invited) }
        }
        CommandKind::SaveSheet => Command::SaveSheet { marks: marks(world, detail) },
        CommandKind::RateResult => Command::RateResult { marks: rating(world, detail) },
        CommandKind::ReopenSheet => Command::ReopenSheet { expert: somebody, reason: reason() },
        CommandKind::WithdrawPanelMember => {
            Command::WithdrawPanelMember { expert: somebody, reason: reason() }
        }
        CommandKind::ReleaseDeputy
        | CommandKind::RequestPanelWithdrawal
        | CommandKind::CancelPanelWithdrawal
        | CommandKind::ApprovePanelWithdrawal => departure(kind, world, detail, reason()),
        CommandKind::AppointReplacement => {
            Command::AppointReplacement { member: member(u128::from(detail) % EXPERTS) }
        }
        CommandKind::ScorePreliminary => scattered::preliminary(detail),
        CommandKind::RecordInquiry
        | CommandKind::RecordCrossCheck
        | CommandKind::ResolveContradiction
        | CommandKind::RecordComparison
        | CommandKind::RaiseRedFlag
        | CommandKind::AnswerRedFlag => scattered::contents(kind, world, detail),
        CommandKind::SkipSiteVisit => Command::SkipSiteVisit { reason: reason() },
        CommandKind::ConfirmResult => Command::ConfirmResult(confirmation(world, detail)),
        CommandKind::ReportCondition | CommandKind::SettleCondition => condition(kind, detail, reason()),
        CommandKind::ReturnReport => Command::ReturnReport { reason: reason() },
        CommandKind::OpenNextRound => Command::OpenNextRound { revision: reason() },
        CommandKind::Withdraw => Command::Withdraw { reason: reason() },
        CommandKind::RequestPanelDeviation
        | CommandKind::ApprovePanelDeviation
        | CommandKind::CompleteOrganisation
        | CommandKind::DraftPlan
        | CommandKind::ApprovePlan
        | CommandKind::IssueNotice
        | CommandKind::RecordSiteVisit
        | CommandKind::CompleteCollection
        | CommandKind::RaiseArgumentRequest
        | CommandKind::ConveneMeeting
        | CommandKind::RecordMeeting
        | CommandKind::LockSheet
        | CommandKind::ReviseSheet
        | CommandKind::DraftOpinion
        | CommandKind::SignOpinion
        | CommandKind::SubmitDeputyOpinion
        | CommandKind::ConcludeMeeting
        | CommandKind::WriteReportSection
        | CommandKind::SignReport
        | CommandKind::RecordReview
        | CommandKind::SubmitToBureau
        | CommandKind::Accept => samples::command(kind, world),
    }
}

/// A condition of a result is reported on, sometimes with a file that cannot be one, or settled.
fn condition(kind: CommandKind, detail: u32, text: String) -> Command {
    let number = 1 + detail % 3;
    if kind == CommandKind::SettleCondition {
        return Command::SettleCondition { number, waiver: detail.is_multiple_of(2).then_some(text) };
    }
    let digest = if detail.is_multiple_of(13) { "x".to_owned() } else { "a".repeat(64) };
    Command::ReportCondition { number, text, files: vec![digest] }
}

/// More is asked for, about an item and an indicator or about none; or it is answered or closed.
fn supplement(kind: CommandKind, world: &World, detail: u32, text: String) -> Command {
    if kind == CommandKind::RequestSupplement {
        let item = (!detail.is_multiple_of(3)).then(|| checklist_code(kind, world, detail));
        let indicator = detail.is_multiple_of(5).then(|| "A1".to_owned());
        return Command::RequestSupplement { text, due: world.today(), item, indicator };
    }
    if kind == CommandKind::CloseSupplement {
        return Command::CloseSupplement { number: open_supplement(world, detail), reason: text };
    }
    let digests = (0..detail % 3).map(|number| format!("{number:064x}")).collect();
    Command::AnswerSupplement { number: detail % 4, answer: text, digests }
}

/// The number of a request for more that is still open, and now and then of none.
fn open_supplement(world: &World, detail: u32) -> u32 {
    let open = world.round().supplements.iter().position(|supplement| !supplement.is_settled());
    if detail.is_multiple_of(5) { 9 } else { open.map_or(1, |index| index as u32 + 1) }
}

/// Somebody who was invited, or marked, is to leave, and now and then it is somebody else.
fn departure(kind: CommandKind, world: &World, detail: u32, reason: String) -> Command {
    let somebody = expert(u128::from(detail % 9)).id;
    let other = detail.is_multiple_of(5);
    if kind == CommandKind::ReleaseDeputy {
        return Command::ReleaseDeputy { deputy: if other { somebody } else { deputy().id }, reason };
    }
    if kind == CommandKind::RequestPanelWithdrawal {
        return Command::RequestPanelWithdrawal { expert: somebody, reason };
    }
    let asked = world.round().panel.withdrawals.keys().next().copied();
    let expert = asked.filter(|_| !other).unwrap_or(somebody);
    if kind == CommandKind::CancelPanelWithdrawal {
        return Command::CancelPanelWithdrawal { expert };
    }
    Command::ApprovePanelWithdrawal { expert }
}

/// Mostly what a supported result may carry, whatever the result will be.
fn confirmation(world: &World, detail: u32) -> Confirmation {
    let amount = [None, Some(800), Some(900), Some(901), Some(0)][detail as usize % 5];
    Confirmation {
        recommended_amount: amount.map(Money::from_ten_thousand_yuan),
        reason: (!detail.is_multiple_of(3)).then(|| "单价偏高".to_owned()).filter(|_| amount.is_some()),
        conditions: conditions(world, detail as usize / 5 % 3, i64::from(detail % 4) - 1),
        insufficient_evidence: detail.is_multiple_of(17),
    }
}

/// So many conditions, due after so many days.
fn conditions(world: &World, count: usize, days: i64) -> Vec<ConditionTerms> {
    let due = world.today() + Duration::days(days);
    vec![ConditionTerms { text: "落实养护经费".to_owned(), due }; count]
}

/// Somebody of the group leaves, and mostly somebody comes who may.
fn replacement(world: &World, detail: u32, reason: String) -> Command {
    let group = world.round().working_group.as_ref();
    let people: Vec<ActorId> =
        group.iter().flat_map(|group| group.everybody()).map(|person| person.actor).collect();
    let leaving = people.get(detail as usize % 3).copied().unwrap_or(deputy().id);
    let joining = world.candidate_for_group(u128::from(detail / 3 % 4));
    let joining = (!detail.is_multiple_of(4)).then(|| Person::from(&joining));
    Command::ReplaceGroupMember { leaving, joining, reason }
}

/// The code of a checklist item, mostly of one that the command fits, and now and then of none.
fn checklist_code(kind: CommandKind, world: &World, detail: u32) -> String {
    let fits = |item: &ChecklistItem| {
        if matches!(kind, CommandKind::AcceptMaterial | CommandKind::ReturnMaterial) {
            item.status == MaterialStatus::Received
        } else {
            kind != CommandKind::ApproveWaiver || item.waiver.is_some()
        }
    };
    let codes: Vec<&String> = world
        .round()
        .checklist
        .iter()
        .filter(|(_, item)| detail.is_multiple_of(7) || fits(item))
        .map(|(code, _)| code)
        .collect();
    codes.get(detail as usize % (codes.len() + 1)).map_or_else(|| "M99".to_owned(), |code| (*code).clone())
}

/// Some marks, not always within the weight or the step.
fn marks(world: &World, detail: u32) -> BTreeMap<String, Mark> {
    let codes = world.round().weights().map_or_else(Vec::new, |weights| weights.keys().cloned().collect());
    codes
        .into_iter()
        .enumerate()
        .filter(|(index, _)| detail >> (index % 32) & 1 == 1)
        .map(|(_, code)| {
            let score = Score::from_hundredths(detail % 900 / 25 * 25).unwrap();
            let reason = if detail.is_multiple_of(5) { String::new() } else { "酌情".to_owned() };
            (code, Mark { score, reason })
        })
        .collect()
}

/// Marks for everything, and now and then for a part of it only.
fn rating(world: &World, detail: u32) -> BTreeMap<String, Mark> {
    if detail.is_multiple_of(4) || world.round().weights().is_none() {
        return marks(world, detail);
    }
    world.marks()
}

/// The rule of Art. 13(2) written down once more, by hand.
fn lawful(panel: &Panel) -> bool {
    let size = panel.members.len();
    let kinds: BTreeSet<ExpertKind> = panel.members.iter().map(|member| member.kind).collect();
    let regular = size >= 5 && size % 2 == 1 && kinds.len() == 3;
    let excepted = panel.deviation.as_ref().is_some_and(|deviation| {
        deviation.approved_by.as_ref().is_some_and(|approver| approver.actor != deviation.requested_by.actor)
    });
    size > 0 && (regular || excepted)
}

/// Everybody who wrote or signed any version of the report of the latest round.
fn authors(events: &[Event]) -> BTreeSet<ActorId> {
    let mut authors = BTreeSet::new();
    for event in events {
        match &event.change {
            Change::Case(_) => authors.clear(),
            Change::Report(ReportChange::ReportSectionWritten { .. } | ReportChange::ReportSigned) => {
                authors.insert(event.by.actor);
            }
            Change::Preparation(_)
            | Change::Collection(_)
            | Change::Meeting(_)
            | Change::Evidence(_)
            | Change::Sheet(_)
            | Change::Report(_)
            | Change::Rating(_)
            | Change::Condition(_) => {}
        }
    }
    authors
}

fn hold_after(
    before: &Evaluation,
    world: &World,
    kind: CommandKind,
    event: &Event,
) -> Result<(), TestCaseError> {
    let after = &world.evaluation;
    let counts = u64::from(event.change.sheet().is_none());
    prop_assert_eq!(after.version, before.version + counts, "{:?}", kind);
    prop_assert_eq!(&after.earlier[..before.earlier.len()], &before.earlier[..], "an earlier round changed");
    if before.round.state.is_end() {
        // Conditions outlast their round; they are kept with the case.
        let follows = matches!(kind, CommandKind::ReportCondition | CommandKind::SettleCondition);
        let ended = if follows { Some(&after.round) } else { after.earlier.last() };
        prop_assert_eq!(ended, Some(&before.round), "an ended round changed by {:?}", kind);
    }
    hold_for_conditions(before, after, kind, event)?;
    prop_assert!(after.earlier.iter().all(|round| round.state.is_end()), "two rounds are open");
    if matches!(kind, CommandKind::SaveSheet | CommandKind::LockSheet) {
        prop_assert!(lawful(&after.round.panel), "{:?} with {:?}", kind, after.round.panel);
    }
    for (expert, sheet) in before.round.sheets.iter().filter(|(_, sheet)| sheet.locked_at.is_some()) {
        if after.round.number == before.round.number
            && !matches!(kind, CommandKind::ReopenSheet | CommandKind::ReviseSheet)
        {
            prop_assert_eq!(after.round.sheets.get(expert), Some(sheet), "a locked sheet changed");
        }
    }
    if after.round.number == before.round.number {
        hold_within_a_round(before, after, kind, event)?;
    }
    if !after.round.sheets.is_empty() {
        sealing::nothing_sealed_is_seen(after, &sealing::Journal::read(&world.events))?;
    }
    if let Some(rating) = &after.round.rating
        && kind == CommandKind::RateResult
    {
        prop_assert!(!authors(&world.events).contains(&rating.rated_by.actor), "an author rated");
    }
    if let Some(result) = &after.round.result {
        prop_assert!(!authors(&world.events).contains(&result.confirmed_by.actor), "an author confirmed");
    }
    for waiver in after.round.checklist.values().filter_map(|item| item.waiver.as_ref()) {
        let approver = waiver.approved_by.as_ref().map(|person| person.actor);
        prop_assert_ne!(approver, Some(waiver.requested_by.actor), "a waiver without a second person");
    }
    if let Some(deviation) = &after.round.panel.deviation {
        let approver = deviation.approved_by.as_ref().map(|person| person.actor);
        prop_assert_ne!(approver, Some(deviation.requested_by.actor), "a deviation without a second person");
    }
    Ok(())
}

/// What was promised stays as it was promised, and nobody settles what they reported.
fn hold_for_conditions(
    before: &Evaluation,
    after: &Evaluation,
    kind: CommandKind,
    event: &Event,
) -> Result<(), TestCaseError> {
    for old in &before.conditions {
        let same = |new: &&Condition| (new.round, new.number) == (old.round, old.number);
        let Some(new) = after.conditions.iter().find(same) else {
            prop_assert_eq!(kind, CommandKind::ReturnReport, "a condition is gone");
            continue;
        };
        prop_assert_eq!(&new.terms, &old.terms);
        prop_assert!(new.reports.starts_with(&old.reports), "a report on a condition was changed");
        if old.is_settled() {
            prop_assert_eq!(new, old, "a settled condition changed");
        } else if new.is_settled() {
            prop_assert!(!new.was_reported_by(event.by.actor), "a condition without a second person");
            prop_assert_eq!(Some(new.round), before.deciding_round().map(|round| round.number));
        }
    }
    if let Some(result) = &after.round.result {
        let supported = result.outcome.effect == Effect::Supported;
        prop_assert!(supported || result.recommended_amount.is_none());
        prop_assert!(supported || after.conditions_of(after.round.number).next().is_none());
        let requested = after.subject.requested_amount;
        prop_assert!(result.recommended_amount.is_none_or(|amount| Some(amount) <= requested));
    }
    Ok(())
}

/// What a panel stands by, and what a group does, is of the people who are in it.
fn hold_within_a_round(
    before: &Evaluation,
    after: &Evaluation,
    kind: CommandKind,
    event: &Event,
) -> Result<(), TestCaseError> {
    let (old, new) = (&before.round, &after.round);
    if old.panel.members != new.panel.members {
        prop_assert!(new.panel.deviation.is_none(), "{:?} kept a deviation of another panel", kind);
        let signed = new.opinion.as_ref().is_some_and(|opinion| !opinion.signatures.is_empty());
        prop_assert!(!signed, "{:?} kept signatures of another panel", kind);
        prop_assert_eq!(
            old.opinion.as_ref().map(|draft| &draft.text),
            new.opinion.as_ref().map(|draft| &draft.text)
        );
    }
    for gone in old.panel.members.iter().filter(|member| new.panel.member(member.person.actor).is_none()) {
        let expert = gone.person.actor;
        if old.sheets.get(&expert).is_some_and(|sheet| sheet.was_locked()) {
            let asked = old.panel.withdrawals.get(&expert).map(|request| request.requested_by.actor);
            prop_assert!(asked.is_some_and(|asked| asked != event.by.actor), "one person dropped a mark");
        }
    }
    if new.state == State::Reporting {
        let open = new.panel.members.iter().find(|member| {
            new.sheets.get(&member.person.actor).is_none_or(|sheet| sheet.locked_at.is_none())
        });
        prop_assert!(open.is_none(), "a report without all sheets locked");
        let group = new.working_group.as_ref().unwrap();
        let stranger = new.report_signatures.iter().find(|signature| !group.includes(signature.person.actor));
        prop_assert!(stranger.is_none(), "a signature of somebody who left");
    }
    if kind == CommandKind::ConfirmResult {
        let returned = old.report_returns.last();
        prop_assert!(returned.is_none_or(|returned| returned.revised), "a returned report was not changed");
    }
    scattered::hold(old, new, kind)?;
    for closed in new.supplements.iter().filter(|supplement| supplement.closure.is_some()) {
        prop_assert!(closed.answer.is_none() && closed.due < (event.at + Duration::hours(8)).date_naive());
    }
    Ok(())
}

/// Gives one command and compares what happened with what `allowed` had promised.
fn play(
    world: &mut World,
    actor: &Actor,
    command: Command,
    seen: &mut Coverage,
) -> Result<(), TestCaseError> {
    let kind = command.kind();
    let offer = allowed(&world.evaluation, actor, &world.rulebook)
        .into_iter()
        .find(|allowance| allowance.command == kind);
    let open = offer.as_ref().is_some_and(|allowance| allowance.blocked_by.is_empty());
    let before = world.evaluation.clone();
    match world.give(actor, command) {
        Ok(event) => {
            prop_assert!(open, "{:?} was accepted without being offered", kind);
            *seen.accepted.entry(kind).or_default() += 1;
            hold_after(&before, world, kind, &event)?;
        }
        Err(rejection) => {
            prop_assert_eq!(&world.evaluation, &before);
            prop_assert!(!rejection.detail.is_empty() && rejection.article.starts_with('第'));
            *seen.refused.entry(rejection.code).or_default() += 1;
            // Which item a waiver is for, and who is to leave the panel, is known only from the contents.
            let about_one = [
                CommandKind::ApproveWaiver,
                CommandKind::ApprovePanelWithdrawal,
                CommandKind::CancelPanelWithdrawal,
                CommandKind::SettleCondition,
                CommandKind::WithdrawPanelMember,
            ];
            let by_item = about_one.contains(&kind)
                && ["second_person_needed", "not_requested_by_you"].contains(&rejection.code);
            if open && !by_item {
                prop_assert_eq!(
                    rejection.kind,
                    RejectionKind::Invalid,
                    "{:?} was offered: {}",
                    kind,
                    rejection
                );
            } else if !open {
                prop_assert_ne!(rejection.kind, RejectionKind::Invalid, "{:?} was not offered", kind);
            }
        }
    }
    seen.states.insert(world.state());
    seen.states.extend(world.evaluation.earlier.iter().map(|round| round.state));
    seen.rounds = seen.rounds.max(world.evaluation.earlier.len() + 1);
    Ok(())
}

/// What must hold of a whole history.
fn hold_at_the_end(world: &World, frozen: &[String]) -> Result<(), TestCaseError> {
    for (round, json) in world.evaluation.earlier.iter().zip(frozen) {
        prop_assert_eq!(&serde_json::to_string(round).unwrap(), json);
    }
    let json = serde_json::to_string(&world.events).unwrap();
    let events: Vec<Event> = serde_json::from_str(&json).unwrap();
    prop_assert_eq!(&events, &world.events);
    prop_assert_eq!(serde_json::to_string(&events).unwrap(), json);
    let replayed = replay(&events);
    prop_assert_eq!(replayed.as_ref(), Some(&world.evaluation));
    Ok(())
}

fn run(start: State, moves: &[Move], seen: &mut Coverage) -> Result<(), TestCaseError> {
    let mut world = World::until(start);
    let mut frozen: Vec<String> = Vec::new();
    for step in moves {
        world.total =
            points(["65", "75", "85", "95"][world.evaluation.earlier.len().wrapping_add(moves.len()) % 4]);
        if step.detail.is_multiple_of(6) {
            world.idle_days += 1;
        }
        let Some((actor, command)) = step.choose(&world) else { continue };
        play(&mut world, &actor, command, seen)?;
        for round in &world.evaluation.earlier[frozen.len()..] {
            frozen.push(serde_json::to_string(round).unwrap());
        }
    }
    hold_at_the_end(&world, &frozen)
}

#[test]
fn whatever_is_tried_in_whatever_order_the_promises_hold() {
    let seen = RefCell::new(Coverage::default());
    let config = Config { cases: 160, source_file: Some(file!()), ..Config::default() };
    let result = TestRunner::new(config)
        .run(&(starts(), moves()), |(start, moves)| run(start, &moves, &mut seen.borrow_mut()));
    if let Err(failure) = result {
        panic!("{failure}");
    }
    let seen = seen.into_inner();
    assert_eq!(seen.states, State::ALL.into_iter().collect(), "every state was reached");
    let never: Vec<&CommandKind> =
        CommandKind::ALL.iter().filter(|kind| !seen.accepted.contains_key(kind)).collect();
    assert!(never.is_empty(), "never accepted: {never:?}");
    assert!(seen.rounds >= 3, "at most {} rounds", seen.rounds);
    for code in
        ["not_found", "forbidden", "wrong_state", "round_ended", "invalid_content", "panel_not_lawful"]
    {
        assert!(seen.refused.contains_key(code), "{code} never came up");
    }
}
