//! A county in small: who acts, one road to be evaluated, and the next step that the path needs.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::actor::{Actor, Role};
use domain::classification::{ObjectKind, Verdict};
use domain::evaluation::{
    Candidate, Command, CommandKind, Confirmation, Evaluation, Event, MaterialStatus, Opening,
    OrganiserRating, Person, Rejection, RejectionKind, Round, RulebookPin, State, begin, decide, evolve,
    open,
};
use domain::id::{ActorId, EvaluationId, SubjectId};
use domain::money::Money;
use domain::panel::{ExpertKind, PanelMember};
use domain::rulebook::{Carrier, Rulebook};
use domain::score::Score;
use domain::scoring::Mark;
use domain::subject::Standing;
use uuid::Uuid;

use crate::samples;

pub(crate) const DEPARTMENT: &str = "区住建局";
pub(crate) const BUREAU: &str = "区财政局";
pub(crate) const APPLICANT: &str = "区城建中心";
/// Third parties, in the order in which a re-evaluation takes them.
pub(crate) const FIRMS: [&str; 3] = ["甲咨询公司", "乙咨询公司", "丙咨询公司"];

/// Somebody; numbers tell people apart.
pub(crate) fn actor(number: u128, post: &str, role: Role, organisation: &str) -> Actor {
    Actor {
        id: ActorId(Uuid::from_u128(number)),
        post: post.to_owned(),
        role,
        organisation: organisation.to_owned(),
        known_as: Vec::new(),
    }
}

/// People of the organiser: 0 and 1 work in the group, 2 and 3 do not.
pub(crate) fn department(number: u128) -> Actor {
    actor(100 + number, &format!("住建局{number}号岗"), Role::BudgetDepartment, DEPARTMENT)
}

pub(crate) fn bureau(number: u128) -> Actor {
    actor(200 + number, &format!("财政局{number}号岗"), Role::FinanceBureau, BUREAU)
}

pub(crate) fn applicant() -> Actor {
    actor(300, "城建中心项目岗", Role::Applicant, APPLICANT)
}

/// Experts 0, 3, 6… are for business, 1, 4, 7… for management, 2, 5, 8… for finance.
pub(crate) fn expert(number: u128) -> Actor {
    actor(400 + number, &format!("专家{number}"), Role::Expert, "省专家库")
}

pub(crate) fn deputy() -> Actor {
    actor(500, "人大代表", Role::Deputy, "区人大")
}

pub(crate) fn auditor() -> Actor {
    actor(600, "审计局岗", Role::AuditBureau, "区审计局")
}

pub(crate) fn stranger() -> Actor {
    actor(700, "农业局岗", Role::BudgetDepartment, "区农业农村局")
}

/// Person `number` of one of [`FIRMS`].
pub(crate) fn consultant(firm: &str, number: u128) -> Actor {
    let base = FIRMS.iter().position(|name| *name == firm).map_or(0, |position| position as u128);
    actor(800 + base * 10 + number, &format!("{firm}{number}号岗"), Role::ThirdParty, firm)
}

pub(crate) fn member(number: u128) -> PanelMember {
    PanelMember { person: Person::from(&expert(number)), kind: ExpertKind::ALL[(number % 3) as usize] }
}

pub(crate) fn points(text: &str) -> Score {
    Score::parse(text).unwrap()
}

/// Everybody who may turn up.
pub(crate) fn everybody() -> Vec<Actor> {
    let mut all = vec![applicant(), deputy(), auditor(), stranger()];
    all.extend((0..ORGANISERS).map(department));
    all.extend((0..ORGANISERS).map(bureau));
    all.extend((0..EXPERTS).map(expert));
    all.extend(FIRMS.iter().flat_map(|firm| (0..4).map(|number| consultant(firm, number))));
    all
}

pub(crate) const EXPERTS: u128 = 24;
/// How many people an organiser has.
pub(crate) const ORGANISERS: u128 = 6;

/// One case with its history.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) rulebook: Rulebook,
    pub(crate) evaluation: Evaluation,
    pub(crate) events: Vec<Event>,
    /// What each expert's sheet adds up to.
    pub(crate) total: Score,
    /// Days in which nothing happened.
    pub(crate) idle_days: usize,
}

pub(crate) fn at(minutes: usize) -> DateTime<Utc> {
    let start = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    start + Duration::minutes(i64::try_from(minutes).unwrap())
}

pub(crate) fn candidate() -> Candidate {
    Candidate {
        id: SubjectId(Uuid::from_u128(1)),
        name: "新荷路建设工程".to_owned(),
        object: Some(ObjectKind::Project),
        applicant: Some(APPLICANT.to_owned()),
        requested_amount: Some(Money::from_ten_thousand_yuan(900)),
        verdict: Verdict::Required,
        standing: Standing::Independent,
        has_open_evaluation: false,
        closed_years: Vec::new(),
    }
}

pub(crate) fn opening(candidate: Candidate) -> Opening {
    Opening {
        id: EvaluationId(Uuid::from_u128(2)),
        candidate,
        budget_year: 2024,
        voluntary: false,
        rulebook: RulebookPin { id: "yunxi-2023".to_owned(), digest: "0".repeat(64) },
    }
}

impl World {
    pub(crate) fn new() -> Self {
        Self::under(Rulebook::yunxi().unwrap())
    }

    /// A case opened under that rulebook.
    pub(crate) fn under(rulebook: Rulebook) -> Self {
        let events = open(opening(candidate()), &department(2), at(0)).unwrap();
        let evaluation = begin(&events[0]).unwrap();
        Self { rulebook, evaluation, events, total: points("85"), idle_days: 0 }
    }

    /// A case with a third party and an invited deputy, so that every relation has somebody who is nothing else.
    pub(crate) fn with_everybody(state: State) -> Self {
        let mut world = Self { total: Self::total_for(state), ..Self::new() };
        world.must(&department(2), Command::CommissionThirdParty(samples::commission(FIRMS[0])));
        if matches!(state, State::Opened | State::Organised) {
            world.advance_to(state);
            return world;
        }
        world.advance_to(State::Planned);
        world.must(&department(2), samples::command(CommandKind::InviteDeputy, &world));
        world.finish(state);
        world
    }

    /// A case on its way until its latest round is in `state`, every sheet adding up to what that state needs.
    pub(crate) fn until(state: State) -> Self {
        let mut world = Self { total: Self::total_for(state), ..Self::new() };
        world.finish(state);
        world
    }

    fn total_for(state: State) -> Score {
        points(match state {
            State::ReturnedForRevision => "75",
            State::Excluded => "65",
            State::Opened
            | State::Organised
            | State::Planned
            | State::Collecting
            | State::Preliminary
            | State::InMeeting
            | State::Reporting
            | State::Concluded
            | State::Submitted
            | State::Supported
            | State::Superseded
            | State::Withdrawn => "85",
        })
    }

    fn finish(&mut self, state: State) {
        match state {
            State::Withdrawn => {
                self.must(&department(2), Command::Withdraw { reason: "申报单位撤回申报".to_owned() });
            }
            State::Superseded => {
                self.advance_to(State::Concluded);
                self.must(&bureau(0), samples::order_reevaluation(FIRMS[1]));
                // The round itself can be reached by nobody any more; here it is looked at as if it could.
                self.evaluation.round = self.evaluation.earlier.pop().unwrap();
            }
            State::Opened
            | State::Organised
            | State::Planned
            | State::Collecting
            | State::Preliminary
            | State::InMeeting
            | State::Reporting
            | State::Concluded
            | State::Submitted
            | State::Supported
            | State::ReturnedForRevision
            | State::Excluded => self.advance_to(state),
        }
    }

    pub(crate) fn state(&self) -> State {
        self.evaluation.round.state
    }

    pub(crate) fn round(&self) -> &Round {
        &self.evaluation.round
    }

    /// Gives a command; what it leads to is applied and remembered.
    pub(crate) fn give(&mut self, actor: &Actor, command: Command) -> Result<Event, Rejection> {
        let mut events = self.attempt(actor, command)?;
        assert_eq!(events.len(), 1, "a command is one event");
        let event = events.remove(0);
        self.evaluation = evolve(self.evaluation.clone(), &event);
        self.events.push(event.clone());
        Ok(event)
    }

    /// What a command would lead to.
    pub(crate) fn attempt(&self, actor: &Actor, command: Command) -> Result<Vec<Event>, Rejection> {
        decide(&self.evaluation, command, actor, &self.rulebook, self.now())
    }

    /// When the next command is given: a minute after the last.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        at(self.events.len() + self.idle_days * 24 * 60)
    }

    /// The calendar day of the next command, as in Beijing.
    pub(crate) fn today(&self) -> NaiveDate {
        (self.now() + Duration::hours(8)).date_naive()
    }

    /// Gives a command that must be accepted.
    pub(crate) fn must(&mut self, actor: &Actor, command: Command) -> Event {
        let kind = command.kind();
        match self.give(actor, command) {
            Ok(event) => event,
            Err(rejection) => panic!("{kind:?} by {} in {:?}: {rejection}", actor.post, self.state()),
        }
    }

    /// Gives a command that must be refused, and returns the refusal. Nothing has changed then.
    pub(crate) fn refused(&mut self, actor: &Actor, command: Command) -> Rejection {
        let before = self.evaluation.clone();
        let kind = command.kind();
        let rejection = self.give(actor, command).expect_err(&format!("{kind:?} should be refused"));
        assert_eq!(self.evaluation, before, "{kind:?} was refused and still changed something");
        rejection
    }

    /// Gives a command that must be blocked with this code under this article.
    pub(crate) fn blocked(&mut self, actor: &Actor, command: Command, code: &str) {
        let rejection = self.refused(actor, command);
        assert_eq!((rejection.kind, rejection.code), (RejectionKind::Blocked, code), "{rejection}");
    }

    /// Goes on step by step until the latest round is in `state`.
    pub(crate) fn advance_to(&mut self, state: State) {
        for _ in 0..2_000 {
            if self.state() == state {
                return;
            }
            let (actor, command) = self.next().unwrap_or_else(|| panic!("no way to {state:?}"));
            self.must(&actor, command);
        }
        panic!("{state:?} was never reached");
    }

    /// Goes on until the next step would be of this kind.
    pub(crate) fn advance_before(&mut self, kind: CommandKind) {
        while let Some((actor, command)) = self.next() {
            if command.kind() == kind {
                return;
            }
            self.must(&actor, command);
        }
        panic!("{kind:?} never comes up");
    }

    /// Somebody of the organiser: 0 and 1 may sit in the group, 2 and 3 do not.
    pub(crate) fn organiser(&self, number: u128) -> Actor {
        if self.round().organiser.finance_bureau { bureau(number) } else { department(number) }
    }

    /// Somebody of the working group, once it is formed; before, somebody who may be of it.
    pub(crate) fn group(&self, number: u128) -> Actor {
        let usual = self.candidate_for_group(number);
        match &self.round().working_group {
            Some(group) if !group.includes(usual.id) => {
                let leader = group.leader.actor;
                everybody().into_iter().find(|somebody| somebody.id == leader).unwrap()
            }
            Some(_) | None => usual,
        }
    }

    /// Somebody whom the group takes: of the third party, where one is commissioned.
    pub(crate) fn candidate_for_group(&self, number: u128) -> Actor {
        match &self.round().third_party {
            Some(commission) => consultant(&commission.firm, number),
            None => self.organiser(number),
        }
    }

    /// Who sits on the panel.
    pub(crate) fn panel(&self) -> Vec<Actor> {
        let seated = |actor: &Actor| self.round().panel.member(actor.id).is_some();
        (0..EXPERTS).map(expert).filter(seated).collect()
    }

    /// The next step of the path, by somebody who may take it. `None` when the round has ended.
    pub(crate) fn next(&self) -> Option<(Actor, Command)> {
        let round = self.round();
        match round.state {
            State::Opened => Some(self.next_in_organisation()),
            State::Organised => Some(match &round.plan {
                None => (self.organiser(2), samples::draft_plan(&self.rulebook)),
                Some(_) => (self.organiser(3), Command::ApprovePlan),
            }),
            State::Planned => Some((self.organiser(2), samples::issue_notice())),
            State::Collecting => Some(self.next_in_collection()),
            State::Preliminary => Some(self.next_in_scoring()),
            State::InMeeting => Some(self.next_in_meeting()),
            State::Reporting => Some(self.next_in_report()),
            State::Concluded => {
                Some((self.organiser(2), Command::SubmitToBureau { batch: "2024年第1批".to_owned() }))
            }
            State::Submitted => Some((bureau(2), Command::Accept)),
            State::Supported
            | State::ReturnedForRevision
            | State::Excluded
            | State::Superseded
            | State::Withdrawn => None,
        }
    }

    fn next_in_organisation(&self) -> (Actor, Command) {
        let round = self.round();
        if round.working_group.is_none() {
            return (self.organiser(2), samples::form_group(&self.group(0), &[self.group(1)]));
        }
        if !round.panel.defects(&self.rulebook.panel).is_empty() {
            // A re-evaluation needs people who were on no panel before.
            let first = self.evaluation.earlier.len() as u128 * 7;
            return (self.organiser(2), samples::appoint_panel(first..first + 7));
        }
        (self.organiser(2), Command::CompleteOrganisation)
    }

    fn next_material(&self) -> Option<(Actor, Command)> {
        self.round().checklist.iter().find_map(|(code, item)| match item.status {
            MaterialStatus::Missing if !item.required => None,
            MaterialStatus::Missing | MaterialStatus::Returned => {
                Some((applicant(), samples::submit_material(code)))
            }
            MaterialStatus::Received => Some((self.group(0), Command::AcceptMaterial { item: code.clone() })),
            MaterialStatus::Accepted | MaterialStatus::Waived => None,
        })
    }

    fn next_supplement(&self) -> Option<(Actor, Command)> {
        let open = self.round().supplements.iter().position(|supplement| !supplement.is_settled())?;
        let number = u32::try_from(open).unwrap() + 1;
        Some((
            applicant(),
            Command::AnswerSupplement { number, answer: "已补充".to_owned(), digests: Vec::new() },
        ))
    }

    fn next_in_collection(&self) -> (Actor, Command) {
        let settled = self.round().site_visit.is_some();
        self.next_material()
            .or_else(|| self.next_supplement())
            .or_else(|| (!settled).then(|| (self.group(0), samples::site_visit())))
            .unwrap_or_else(|| (self.group(0), Command::CompleteCollection))
    }

    fn next_in_scoring(&self) -> (Actor, Command) {
        let round = self.round();
        let unscored = round
            .weights()
            .unwrap()
            .iter()
            .find(|(code, _)| !round.preliminary.contains_key(*code))
            .map(|(code, weight)| (self.group(0), samples::score_preliminary(code, *weight)));
        unscored
            .or_else(|| self.next_resolution())
            .or_else(|| self.next_material())
            .or_else(|| self.next_supplement())
            .or_else(|| self.next_panel_repair())
            .unwrap_or_else(|| (self.organiser(2), Command::ConveneMeeting))
    }

    fn next_resolution(&self) -> Option<(Actor, Command)> {
        let open = self.round().evidence.cross_checks.iter().position(|entry| !entry.is_settled())?;
        let number = u32::try_from(open).unwrap() + 1;
        let resolution = "以规划红线图为准".to_owned();
        Some((self.group(0), Command::ResolveContradiction { number, resolution }))
    }

    fn next_red_flag(&self) -> Option<(Actor, Command)> {
        let open = self.round().evidence.red_flags.iter().position(|flag| flag.answer.is_none())?;
        let number = u32::try_from(open).unwrap() + 1;
        Some((self.group(0), Command::AnswerRedFlag { number, answer: "会议已讨论".to_owned() }))
    }

    /// A further member of the kind that is needed most, while the panel is not lawful.
    fn next_panel_repair(&self) -> Option<(Actor, Command)> {
        let panel = &self.round().panel;
        if panel.defects(&self.rulebook.panel).is_empty() {
            return None;
        }
        let missing = |number: &u128| !panel.members.iter().any(|seated| seated.kind == member(*number).kind);
        let free: Vec<u128> = (0..EXPERTS)
            .filter(|number| {
                self.attempt(&self.organiser(2), Command::AppointReplacement { member: member(*number) })
                    .is_ok()
            })
            .collect();
        let number = free.iter().copied().find(missing).or_else(|| free.first().copied());
        Some(match (number, &panel.deviation) {
            (Some(number), _) => (self.organiser(2), Command::AppointReplacement { member: member(number) }),
            (None, Some(asked)) if asked.approved_by.is_none() => {
                let other = if asked.requested_by.actor == self.organiser(2).id { 3 } else { 2 };
                (self.organiser(other), Command::ApprovePanelDeviation)
            }
            (None, _) => (
                self.organiser(2),
                Command::RequestPanelDeviation { reason: "专家库中已无合适人选".to_owned() },
            ),
        })
    }

    fn next_in_meeting(&self) -> (Actor, Command) {
        let round = self.round();
        if let Some(repair) = self.next_panel_repair() {
            return repair;
        }
        if round.meeting.is_none() {
            return (self.group(0), samples::record_meeting());
        }
        let panel = self.panel();
        for seated in &panel {
            match round.sheets.get(&seated.id) {
                Some(sheet) if sheet.locked_at.is_some() => {}
                Some(sheet) if sheet.marks == self.marks() => return (seated.clone(), Command::LockSheet),
                Some(_) | None => return (seated.clone(), Command::SaveSheet { marks: self.marks() }),
            }
        }
        if let Some(open) = round.argument_requests.iter().position(|request| request.answer.is_none()) {
            let number = u32::try_from(open).unwrap() + 1;
            let answer = "专家认为测算可行".to_owned();
            return (panel[0].clone(), Command::AnswerArgumentRequest { number, answer });
        }
        if let Some(flag) = self.next_red_flag() {
            return flag;
        }
        let Some(opinion) = &round.opinion else {
            return (panel[0].clone(), Command::DraftOpinion { text: "同意立项".to_owned() });
        };
        let signed =
            |seated: &&Actor| opinion.signatures.iter().any(|signature| signature.expert == seated.id);
        if let Some(unsigned) = panel.iter().find(|seated| !signed(seated)) {
            return (unsigned.clone(), Command::SignOpinion { dissent: None });
        }
        if round.deputies.iter().any(|invited| invited.is_awaited()) {
            return (deputy(), Command::SubmitDeputyOpinion { text: "支持".to_owned(), suggestions: None });
        }
        (self.group(0), Command::ConcludeMeeting)
    }

    fn next_in_report(&self) -> (Actor, Command) {
        let round = self.round();
        if round.report_returns.last().is_some_and(|returned| !returned.revised) {
            let text = format!("按第{}次退回意见作了修改。", round.report_returns.len());
            let section = self.rulebook.report_sections[0].code.clone();
            return (self.group(0), Command::WriteReportSection { section, text });
        }
        let unwritten =
            self.rulebook.report_sections.iter().find(|section| !round.report.contains_key(&section.code));
        if let Some(section) = unwritten {
            return (self.group(0), samples::write_section(&section.code));
        }
        let signed = |person: &&Person| {
            round.report_signatures.iter().any(|signature| signature.person.actor == person.actor)
        };
        let unsigned = round.working_group.as_ref().unwrap().everybody().find(|person| !signed(person));
        match unsigned {
            Some(person) => {
                let signer = everybody().into_iter().find(|somebody| somebody.id == person.actor).unwrap();
                (signer, Command::SignReport)
            }
            None => {
                let order = [3, 2, 4, 5, 0, 1].map(|number| self.organiser(number));
                let rate = || Command::RateResult { marks: self.marks() };
                let rated = |rating: &OrganiserRating| {
                    !round.working_group.as_ref().unwrap().includes(rating.rated_by.actor)
                };
                if self.rulebook.scoring.carried_by == Carrier::Organiser
                    && !round.rating.as_ref().is_some_and(rated)
                    && let Some(rater) = order.iter().find(|actor| self.attempt(actor, rate()).is_ok())
                {
                    return (rater.clone(), rate());
                }
                let may = |actor: &Actor| {
                    self.attempt(actor, Command::ConfirmResult(Confirmation::default())).is_ok()
                };
                let confirms = order.into_iter().find(may).unwrap_or_else(|| self.organiser(3));
                (confirms, Command::ConfirmResult(Confirmation::default()))
            }
        }
    }

    /// Marks that add up to `total`: full marks from the first indicator on while it lasts.
    pub(crate) fn marks(&self) -> BTreeMap<String, Mark> {
        marks_of(self.round().weights().unwrap(), self.total)
    }
}

pub(crate) fn marks_of(weights: &BTreeMap<String, Score>, total: Score) -> BTreeMap<String, Mark> {
    let mut left = total.hundredths();
    weights
        .iter()
        .map(|(code, weight)| {
            let given = left.min(weight.hundredths());
            left -= given;
            let score = Score::from_hundredths(given).unwrap();
            (code.clone(), Mark { score, reason: "依据资料酌情扣分".to_owned() })
        })
        .collect()
}
