//! Everybody who takes part in an evaluation, and a case that they take along its path.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use domain::actor::{Actor, Role};
use domain::evaluation::{
    Command, CommandKind, Commission, Confirmation, Evaluation, NoticeContents, Person, PlanContents,
    WorkingGroup, replay,
};
use domain::id::{ActorId, EvaluationId};
use domain::panel::{ExpertKind, PanelMember};
use domain::rulebook::Rulebook;
use domain::score::Score;
use domain::scoring::Mark;
use storage::evaluations::{
    Execute, Open, SheetAction, SheetOperation, SheetWritten, Written, events, load, verify_evaluations,
};
use storage::subjects::Register;
use storage::{Receipt, Refusal, Request, Store};
use uuid::Uuid;

use crate::store::listing::{WATER, bureau, later, project, request, rulebook, subject_id, wan};
use crate::store::support::verified;

pub(super) const BUILDING: &str = "云溪区住建局";
pub(super) const FIRM: &str = "湘北评估咨询公司";
pub(super) const OTHER_FIRM: &str = "洞庭评估事务所";

pub(super) fn person(number: u128, role: Role, organisation: &str) -> Actor {
    let id = ActorId(Uuid::from_u128(0xa000 + number));
    Actor {
        id,
        post: format!("{organisation}{number}号岗"),
        role,
        organisation: organisation.to_owned(),
        known_as: Vec::new(),
    }
}

pub(super) fn organiser() -> Actor {
    person(1, Role::BudgetDepartment, BUILDING)
}

pub(super) fn second_organiser() -> Actor {
    person(2, Role::BudgetDepartment, BUILDING)
}

pub(super) fn applicant() -> Actor {
    person(3, Role::Applicant, WATER)
}

pub(super) fn leader() -> Actor {
    person(4, Role::ThirdParty, FIRM)
}

pub(super) fn group_member() -> Actor {
    person(5, Role::ThirdParty, FIRM)
}

/// Somebody of the third party who joins the group later.
pub(super) fn new_group_member() -> Actor {
    person(7, Role::ThirdParty, FIRM)
}

/// A deputy who does not come.
pub(super) fn absent_deputy() -> Actor {
    person(8, Role::Deputy, "区政协")
}

pub(super) fn deputy() -> Actor {
    person(6, Role::Deputy, "区人大")
}

pub(super) fn expert(number: u128) -> Actor {
    person(100 + number, Role::Expert, "省专家库")
}

pub(super) fn member(number: u128) -> PanelMember {
    let kind = match number % 3 {
        0 => ExpertKind::Finance,
        1 => ExpertKind::Business,
        _ => ExpertKind::Management,
    };
    PanelMember { person: Person::from(&expert(number)), kind }
}

pub(super) fn evaluation_id(number: u128) -> EvaluationId {
    EvaluationId(Uuid::from_u128(0xe000 + number))
}

/// The day on which everything happens.
pub(super) fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

pub(super) fn commission(firm: &str) -> Commission {
    Commission {
        firm: firm.to_owned(),
        contract: "合同一号".to_owned(),
        fee: Some(wan(12)),
        fee_source: "部门预算".to_owned(),
    }
}

/// A case that is taken along its path. After every event the tables must hold what the journal says.
pub(super) struct Case<'s> {
    pub(super) store: &'s Store,
    pub(super) id: EvaluationId,
    pub(super) rulebook: Arc<Rulebook>,
    minute: Cell<i64>,
    pub(super) given: RefCell<BTreeSet<CommandKind>>,
}

impl<'s> Case<'s> {
    /// Registers a subject and opens a case about it, both of this number.
    pub(super) async fn open(store: &'s Store, number: u128) -> Case<'s> {
        let register = Register {
            request: request(bureau()),
            registration: project(number, WATER, wan(5000)),
            rulebook: rulebook(),
        };
        store.write(register).await.unwrap();
        let case = Case {
            store,
            id: evaluation_id(number),
            rulebook: rulebook(),
            minute: Cell::new(0),
            given: RefCell::new(BTreeSet::new()),
        };
        let receipt = store.write(case.opening(number, 2027)).await.unwrap();
        assert_eq!(receipt, Receipt { value: Written { id: case.id, version: 1 }, replayed: false });
        case.check().await;
        case
    }

    pub(super) fn opening(&self, subject: u128, budget_year: u16) -> Open {
        Open {
            request: self.request(&organiser()),
            evaluation: self.id,
            subject: subject_id(subject),
            budget_year,
            voluntary: false,
            rulebook: rulebook(),
        }
    }

    pub(super) fn request(&self, actor: &Actor) -> Request {
        self.minute.set(self.minute.get() + 1);
        Request { at: later(self.minute.get()), ..request(actor.clone()) }
    }

    /// A week from now.
    fn due(&self) -> NaiveDate {
        (later(self.minute.get()) + TimeDelta::days(7)).date_naive()
    }

    pub(super) fn command(&self, actor: &Actor, command: Command) -> Execute {
        Execute {
            request: self.request(actor),
            evaluation: self.id,
            command,
            rulebook: self.rulebook.clone(),
        }
    }

    pub(super) fn sheet(&self, expert: &Actor, action: SheetAction) -> SheetOperation {
        SheetOperation {
            request: self.request(expert),
            evaluation: self.id,
            rulebook: self.rulebook.clone(),
            action,
        }
    }

    /// Gives a command, which must be taken.
    pub(super) async fn give(&self, actor: &Actor, command: Command) {
        let kind = command.kind();
        let outcome = self.store.write(self.command(actor, command)).await;
        assert!(outcome.is_ok(), "{kind:?}: {outcome:?}");
        self.given.borrow_mut().insert(kind);
        self.check().await;
    }

    /// Gives a command, which must be refused.
    pub(super) async fn refused(&self, actor: &Actor, command: Command) -> Refusal {
        let refusal = self.store.write(self.command(actor, command)).await.unwrap_err();
        self.check().await;
        refusal
    }

    /// Saves or locks a sheet, which must succeed.
    pub(super) async fn score(&self, expert: &Actor, action: SheetAction) -> SheetWritten {
        let written = self.store.write_together(self.sheet(expert, action)).await.unwrap().value;
        self.check().await;
        written
    }

    pub(super) async fn loaded(&self) -> Evaluation {
        load(self.store.reader(), self.id).await.unwrap().unwrap()
    }

    /// The tables hold what the journal says.
    pub(super) async fn check(&self) {
        let history = events(self.store.reader(), self.id).await.unwrap();
        assert_eq!(replay(&history), Some(self.loaded().await), "after {:?}", history.last());
    }

    pub(super) fn weights(&self) -> BTreeMap<String, Score> {
        let tree = &self.rulebook.indicators.project;
        tree.indicators().map(|indicator| (indicator.code.clone(), indicator.weight)).collect()
    }

    /// Marks of which the total is at most `points`, and close to it.
    pub(super) fn marks(&self, points: u32) -> BTreeMap<String, Mark> {
        let mut spare = (100 - points) * 100;
        let mark = |(code, weight): (String, Score)| {
            if weight.hundredths() <= spare {
                spare -= weight.hundredths();
                return (code, Mark { score: Score::ZERO, reason: "论证不足".to_owned() });
            }
            (code, Mark { score: weight, reason: String::new() })
        };
        self.weights().into_iter().map(mark).collect()
    }

    /// To the state `organised`, with a panel of the experts 1 to 5, of whom 2 was replaced by 6.
    pub(super) async fn organise(&self) {
        let organiser = organiser();
        self.give(&organiser, Command::CommissionThirdParty(commission(FIRM))).await;
        let group =
            WorkingGroup { leader: Person::from(&leader()), members: vec![Person::from(&group_member())] };
        self.give(&organiser, Command::FormWorkingGroup(group)).await;
        self.give(&organiser, Command::AppointPanel { members: (1..=4).map(member).collect() }).await;
        self.give(&organiser, Command::RequestPanelDeviation { reason: "人手不足".to_owned() }).await;
        self.give(&second_organiser(), Command::ApprovePanelDeviation).await;
        // In an order that is not that of the identifiers.
        let members = [3, 1, 2, 5, 4].map(member).to_vec();
        self.give(&organiser, Command::AppointPanel { members }).await;
        self.give(&organiser, Command::CompleteOrganisation).await;
        for (leaving, joining) in [(group_member(), new_group_member()), (new_group_member(), group_member())]
        {
            let (leaving, joining) = (leaving.id, Some(Person::from(&joining)));
            let reason = "工作变动".to_owned();
            self.give(&organiser, Command::ReplaceGroupMember { leaving, joining, reason }).await;
        }
        let withdraw = Command::WithdrawPanelMember { expert: expert(2).id, reason: "回避".to_owned() };
        self.give(&organiser, withdraw).await;
        self.give(&organiser, Command::AppointReplacement { member: member(8) }).await;
    }

    pub(super) fn panel() -> [Actor; 5] {
        [3, 1, 5, 4, 8].map(expert)
    }

    /// To the state `collecting`.
    pub(super) async fn plan(&self) {
        let text = |name: &str| format!("{name}，详见附件。\n“另起一段”");
        let contents = PlanContents {
            subject_overview: text("概况"),
            purpose_and_basis: text("依据"),
            organisation_and_methods: text("组织"),
            content_and_focus: text("重点"),
            indicator_system: text("指标"),
            personnel: text("人员"),
            steps_and_schedule: text("步骤"),
            requirements: text("要求"),
        };
        for methods in [vec!["成本效益分析".to_owned()], vec!["专家咨询".to_owned(), "实地调研".to_owned()]]
        {
            let weights = self.weights();
            let draft = Command::DraftPlan {
                contents: contents.clone(),
                methods,
                not_applicable: Vec::new(),
                weights,
            };
            self.give(&leader(), draft).await;
        }
        self.give(&organiser(), Command::ApprovePlan).await;
        let contents = NoticeContents {
            scope: text("范围"),
            basis: text("依据"),
            content: text("内容"),
            procedure: text("程序"),
            requirements: text("要求"),
            base_data_table: text("数据表"),
            site_visit_schedule: text("安排"),
        };
        let document_number = "云住建评〔2026〕1号".to_owned();
        let notice = Command::IssueNotice { document_number, contents, material_due: self.due() };
        self.give(&organiser(), notice).await;
    }

    /// From `collecting` to `preliminary`.
    pub(super) async fn collect(&self) {
        let text = "请补充".to_owned();
        for _ in 0..3 {
            let due = self.due();
            let text = text.clone();
            let request = Command::RequestSupplement { text, due, item: None, indicator: None };
            self.give(&leader(), request).await;
        }
        for number in [2, 1] {
            let digests = Self::digests(usize::try_from(number).unwrap());
            let answer = Command::AnswerSupplement { number, answer: format!("答复{number}"), digests };
            self.give(&applicant(), answer).await;
        }
        let close = || Command::CloseSupplement { number: 3, reason: "逾期未答复".to_owned() };
        self.refused(&leader(), close()).await;
        self.minute.set(self.minute.get() + 8 * 24 * 60);
        self.give(&leader(), close()).await;
        let items: Vec<String> = self.loaded().await.round.checklist.into_keys().collect();
        let (waived, supplied) = items.split_first().unwrap();
        let item = waived.clone();
        let request = Command::RequestWaiver { item: item.clone(), reason: "无此资料".to_owned() };
        self.give(&group_member(), request).await;
        self.give(&organiser(), Command::ApproveWaiver { item }).await;
        self.submit(supplied.first().unwrap()).await;
        let (item, reason) = (supplied.first().unwrap().clone(), "缺公章".to_owned());
        self.give(&leader(), Command::ReturnMaterial { item, reason }).await;
        for item in supplied {
            self.submit(item).await;
            self.give(&leader(), Command::AcceptMaterial { item: item.clone() }).await;
        }
        self.give(&leader(), Command::SkipSiteVisit { reason: "汛期".to_owned() }).await;
        let visit = Command::RecordSiteVisit {
            on: day(),
            place: "双花水库".to_owned(),
            participants: vec!["组长".to_owned(), "专家".to_owned(), "组长".to_owned()],
            findings: "与申报一致".to_owned(),
            explanations: "无".to_owned(),
            files: Self::photographs(),
        };
        self.give(&leader(), visit).await;
        self.gather().await;
        self.give(&leader(), Command::CompleteCollection).await;
    }

    pub(super) async fn submit(&self, item: &str) {
        let submit = Command::SubmitMaterial {
            item: item.to_owned(),
            title: format!("{item}.pdf"),
            digest: "0123456789abcdef".repeat(4),
        };
        self.give(&applicant(), submit).await;
    }

    /// From `preliminary` to `in_meeting`.
    pub(super) async fn convene(&self) {
        for (indicator, score) in self.weights() {
            let text = |name: &str| format!("{indicator}的{name}");
            let command = Command::ScorePreliminary {
                score,
                basis: text("依据"),
                points: text("要点"),
                evidence: Self::links(text("证明")),
                reason: text("原因"),
                indicator: indicator.clone(),
            };
            self.give(&group_member(), command).await;
        }
        let indicator = self.weights().into_keys().next().unwrap();
        let question = "测算口径是否合理".to_owned();
        self.give(&leader(), Command::RaiseArgumentRequest { indicator, question }).await;
        if self.loaded().await.round.deputies.is_empty() {
            for _ in 0..2 {
                self.give(&organiser(), Command::InviteDeputy { deputy: Person::from(&absent_deputy()) })
                    .await;
                let (deputy, reason) = (absent_deputy().id, "不能参加".to_owned());
                self.give(&organiser(), Command::ReleaseDeputy { deputy, reason }).await;
            }
            self.give(&organiser(), Command::InviteDeputy { deputy: Person::from(&deputy()) }).await;
        }
        self.give(&leader(), Command::ConveneMeeting).await;
    }

    /// Records the meeting, records it better, and how it dealt with every red flag.
    pub(super) async fn record_meeting(&self) {
        for attendees in [vec!["甲".to_owned(), "乙".to_owned(), "丙".to_owned()], vec!["丁".to_owned()]]
        {
            let text = |name: &str| format!("{name}情况");
            let record = Command::RecordMeeting {
                on: day(),
                place: "三楼会议室".to_owned(),
                attendees,
                unit_report: text("汇报"),
                preliminary_report: text("初评"),
                discussion: text("讨论"),
            };
            self.give(&leader(), record).await;
        }
        self.answer_red_flags().await;
    }

    /// From `in_meeting` to `reporting`, with about as many points from every expert.
    pub(super) async fn meet(&self, points: u32) {
        self.record_meeting().await;
        self.join_and_leave(points).await;
        let [first, rest @ ..] = Self::panel();
        let answer = Command::AnswerArgumentRequest { number: 1, answer: "合理".to_owned() };
        self.give(&first, answer).await;
        self.give(&first, Command::SaveSheet { marks: self.marks(points) }).await;
        self.give(&first, Command::LockSheet).await;
        let reopen = Command::ReopenSheet { expert: first.id, reason: "笔误".to_owned() };
        self.give(&organiser(), reopen).await;
        self.give(&first, Command::LockSheet).await;
        for expert in &rest {
            let written = self.score(expert, SheetAction::Save(self.marks(points))).await;
            assert_eq!((written.version, written.locked), (1, false));
            let written = self.score(expert, SheetAction::Lock).await;
            assert_eq!((written.version, written.locked), (2, true));
        }
        let [second, ..] = &rest;
        self.revise(second, points).await;
        self.form_opinion(&first).await;
        self.give(&leader(), Command::ConcludeMeeting).await;
    }

    /// The opinion is drafted twice, signed by each, and the deputy is heard.
    async fn form_opinion(&self, first: &Actor) {
        self.give(first, Command::DraftOpinion { text: "初稿".to_owned() }).await;
        self.give(first, Command::SignOpinion { dissent: None }).await;
        self.give(first, Command::DraftOpinion { text: "定稿".to_owned() }).await;
        for (expert, dissent) in
            Self::panel().iter().zip([None, Some("保留意见".to_owned()), None, None, None])
        {
            self.give(expert, Command::SignOpinion { dissent }).await;
        }
        self.give(&deputy(), Command::SubmitDeputyOpinion { text: "同意".to_owned(), suggestions: None })
            .await;
    }

    /// One of the panel uses the second round of scoring.
    async fn revise(&self, expert: &Actor, points: u32) {
        self.give(expert, Command::ReviseSheet).await;
        self.score(expert, SheetAction::Save(self.marks(points))).await;
        self.score(expert, SheetAction::Lock).await;
    }

    /// Two experts join the panel and leave it: one whose marks are known, one who has not marked.
    pub(super) async fn join_and_leave(&self, points: u32) {
        for number in [10, 13] {
            self.give(&organiser(), Command::AppointReplacement { member: member(number) }).await;
        }
        self.score(&expert(10), SheetAction::Save(self.marks(points))).await;
        self.score(&expert(10), SheetAction::Lock).await;
        let reason = || "失联".to_owned();
        let leave = |number| Command::WithdrawPanelMember { expert: expert(number).id, reason: reason() };
        let Refusal::Rule(refusal) = self.refused(&organiser(), leave(10)).await else { panic!() };
        assert_eq!(refusal.code, "second_person_needed");
        let ask = Command::RequestPanelWithdrawal { expert: expert(10).id, reason: reason() };
        self.give(&organiser(), ask.clone()).await;
        self.give(&organiser(), Command::CancelPanelWithdrawal { expert: expert(10).id }).await;
        self.give(&organiser(), ask).await;
        let approve = || Command::ApprovePanelWithdrawal { expert: expert(10).id };
        self.refused(&organiser(), approve()).await;
        self.give(&second_organiser(), approve()).await;
        self.give(&organiser(), leave(13)).await;
    }

    /// From `reporting` to what the score leads to.
    pub(super) async fn report(&self) {
        self.report_with(Confirmation::default()).await;
    }

    /// As [`report`](Self::report), with what the result carries.
    pub(super) async fn report_with(&self, confirmation: Confirmation) {
        self.write_report().await;
        self.give(&organiser(), Command::RateResult { marks: self.marks(60) }).await;
        self.give(&second_organiser(), Command::ConfirmResult(confirmation)).await;
    }

    /// A report that is complete and signed.
    pub(super) async fn write_report(&self) {
        for section in &self.rulebook.report_sections {
            let write =
                Command::WriteReportSection { section: section.code.clone(), text: "初稿".to_owned() };
            self.give(&leader(), write).await;
        }
        self.give(&leader(), Command::SignReport).await;
        let section = self.rulebook.report_sections.first().unwrap().code.clone();
        self.give(&group_member(), Command::WriteReportSection { section, text: "定稿".to_owned() }).await;
        self.give(&group_member(), Command::SignReport).await;
        self.give(&leader(), Command::SignReport).await;
    }

    /// To the state `in_meeting`.
    pub(super) async fn until_meeting(&self) {
        self.organise().await;
        self.plan().await;
        self.collect().await;
        self.convene().await;
    }

    /// Everything agrees, in the tables and in the chain.
    pub(super) async fn verify(&self) {
        assert!(verify_evaluations(self.store.reader()).await.unwrap().evaluations > 0);
        verified(self.store).await;
    }
}
