//! What a command contains is checked whole: every fault with its code at once, and nothing changes.

use std::collections::BTreeMap;

use domain::actor::Actor;
use domain::evaluation::{
    Command, CommandKind, EvidenceLink, NoticeContents, Person, PlanContents, RejectionKind, State,
};
use domain::panel::{ExpertKind, PanelMember};
use domain::scoring::Mark;

use crate::samples;
use crate::world::{
    APPLICANT, FIRMS, World, actor, applicant, consultant, department, deputy, expert, member, points,
};

const LONG_NAME: usize = 201;
const LONG_TEXT: usize = 20_001;

/// Expects exactly these issues, as `field: code`.
pub(crate) fn expect(world: &mut World, actor: &Actor, command: Command, issues: &[&str]) {
    let kind = command.kind();
    let rejection = world.refused(actor, command);
    assert_eq!(rejection.kind, RejectionKind::Invalid, "{kind:?}: {rejection}");
    let found: Vec<String> =
        rejection.issues.iter().map(|issue| format!("{}: {}", issue.field, issue.code)).collect();
    assert_eq!(found, issues, "{kind:?}");
    assert!(rejection.issues.iter().all(|issue| rejection.detail.contains(&issue.message)));
}

fn mark(score: &str, reason: &str) -> Mark {
    Mark { score: points(score), reason: reason.to_owned() }
}

fn sheet<const N: usize>(marks: [(&str, Mark); N]) -> Command {
    Command::SaveSheet { marks: marks.into_iter().map(|(code, mark)| (code.to_owned(), mark)).collect() }
}

#[test]
fn a_third_party_is_named_and_has_no_conflict() {
    let mut world = World::new();
    let mut commission = samples::commission(" ");
    commission.fee_source = "费".repeat(LONG_NAME);
    commission.contract.clear();
    commission.fee = None;
    expect(
        &mut world,
        &department(2),
        Command::CommissionThirdParty(commission),
        &["firm: required", "contract: required", "fee: required", "fee_source: too_long"],
    );
    let own = Command::CommissionThirdParty(samples::commission(APPLICANT));
    expect(&mut world, &department(2), own, &["firm: conflict_of_interest"]);
    // Whoever was chosen first: a firm does not judge with its own people on the panel or others' in the group.
    world.must(&department(2), samples::form_group(&department(0), &[consultant(FIRMS[0], 0)]));
    let mut members: Vec<PanelMember> = (0..6).map(member).collect();
    let insider = Person { organisation: FIRMS[0].to_owned(), ..Person::from(&expert(6)) };
    members.push(PanelMember { person: insider, kind: ExpertKind::Business });
    world.must(&department(2), Command::AppointPanel { members });
    expect(
        &mut world,
        &department(2),
        Command::CommissionThirdParty(samples::commission(FIRMS[0])),
        &["firm: conflict_of_interest", "firm: not_of_third_party"],
    );
}

#[test]
fn a_working_group_has_each_person_once_and_nobody_of_the_panel() {
    let mut world = World::new();
    world.must(&department(2), Command::CommissionThirdParty(samples::commission(FIRMS[0])));
    world.must(&department(2), samples::appoint_panel(0..7));
    let firm = |number| consultant(FIRMS[0], number);
    expect(
        &mut world,
        &department(2),
        samples::form_group(&firm(0), &[firm(1), firm(0), department(0), expert(3)]),
        &[
            "members: duplicate",
            "members: not_of_third_party",
            "members: conflict_of_interest",
            "members: not_of_third_party",
        ],
    );
    world.must(&department(2), samples::form_group(&firm(0), &[firm(1)]));
}

#[test]
fn a_panel_has_each_person_once_and_nobody_with_a_conflict() {
    let mut world = World::new();
    expect(&mut world, &department(2), samples::appoint_panel(0..0), &["members: required"]);
    world.must(&department(2), Command::CommissionThirdParty(samples::commission(FIRMS[0])));
    world.must(&department(2), samples::form_group(&consultant(FIRMS[0], 0), &[]));
    let seat = |actor: &Actor| PanelMember { person: Person::from(actor), kind: ExpertKind::Finance };
    let in_group =
        Person { organisation: "省专家库".to_owned(), ..Person::from(&consultant(FIRMS[0], 0)) };
    let members = vec![
        member(0),
        seat(&expert(0)),
        seat(&applicant()),
        seat(&consultant(FIRMS[0], 1)),
        PanelMember { person: in_group, kind: ExpertKind::Finance },
        member(5),
    ];
    expect(
        &mut world,
        &department(2),
        Command::AppointPanel { members },
        &[
            "members.2: duplicate",
            "members.3: conflict_of_interest",
            "members.4: conflict_of_interest",
            "members.5: conflict_of_interest",
        ],
    );
}

#[test]
fn a_seat_is_refilled_by_somebody_new_to_the_round() {
    let mut world = World::until(State::Planned);
    world.must(&department(2), samples::command(CommandKind::InviteDeputy, &world));
    let withdraw = |number, reason: &str| Command::WithdrawPanelMember {
        expert: expert(number).id,
        reason: reason.to_owned(),
    };
    expect(&mut world, &department(2), withdraw(9, "出差"), &["expert: not_on_panel"]);
    expect(&mut world, &department(2), withdraw(0, "\u{3000}"), &["reason: required"]);
    world.must(&department(2), withdraw(0, "有利益关系"));
    let replace = |person: Person| Command::AppointReplacement {
        member: PanelMember { person, kind: ExpertKind::Business },
    };
    expect(&mut world, &department(2), replace(Person::from(&expert(1))), &["member: duplicate"]);
    for conflicted in [expert(0), deputy(), department(0), actor(401_000, "某岗", expert(0).role, APPLICANT)]
    {
        let command = replace(Person::from(&conflicted));
        expect(&mut world, &department(2), command, &["member: conflict_of_interest"]);
    }
    world.must(&department(2), replace(Person::from(&expert(9))));
}

#[test]
fn a_plan_is_whole_and_its_weights_add_up_to_one_hundred() {
    let mut world = World::until(State::Organised);
    let methods = vec!["专家咨询".to_owned(), String::new()];
    let contents = PlanContents {
        subject_overview: String::new(),
        requirements: "要".repeat(LONG_TEXT),
        ..samples::plan_contents()
    };
    let mut weights = samples::weights(&world.rulebook);
    weights.remove("A1");
    weights.insert("A2".to_owned(), points("0"));
    weights.insert("A3".to_owned(), points("5.25"));
    weights.insert("Z9".to_owned(), points("100"));
    expect(
        &mut world,
        &department(2),
        Command::DraftPlan { contents, methods, not_applicable: Vec::new(), weights },
        &[
            "contents.subject_overview: required",
            "contents.requirements: too_long",
            "methods.2: required",
            "weights.A1: required",
            "weights.A2: out_of_range",
            "weights.A3: off_step",
            "weights.Z9: unknown_indicator",
            "weights: sum_not_100",
        ],
    );
    let contents = samples::plan_contents();
    let mut weights = samples::weights(&world.rulebook);
    *weights.get_mut("A1").unwrap() = points("0.5");
    expect(
        &mut world,
        &department(2),
        Command::DraftPlan { contents, methods: Vec::new(), not_applicable: Vec::new(), weights },
        &["methods: required", "weights: sum_not_100"],
    );
}

#[test]
fn a_notice_is_whole() {
    let mut world = World::until(State::Planned);
    let contents = NoticeContents { basis: "\t".to_owned(), ..NoticeContents::default() };
    let command = Command::IssueNotice {
        document_number: format!("{}〔2023〕1号", "评".repeat(LONG_NAME - 8)),
        contents,
        material_due: samples::due(),
    };
    expect(
        &mut world,
        &department(2),
        command,
        &[
            "document_number: too_long",
            "contents.scope: required",
            "contents.basis: required",
            "contents.content: required",
            "contents.procedure: required",
            "contents.requirements: required",
            "contents.base_data_table: required",
            "contents.site_visit_schedule: required",
        ],
    );
}

#[test]
fn a_deputy_is_invited_once_and_from_outside() {
    let mut world = World::until(State::Planned);
    for person in [department(1), expert(0)] {
        let command = Command::InviteDeputy { deputy: Person::from(&person) };
        expect(&mut world, &department(2), command, &["deputy: duplicate"]);
    }
    let invite = Command::InviteDeputy { deputy: Person::from(&deputy()) };
    world.must(&department(2), invite.clone());
    expect(&mut world, &department(2), invite, &["deputy: duplicate"]);
}

#[test]
fn a_material_belongs_to_the_checklist_and_goes_one_way() {
    let mut world = World::until(State::Collecting);
    let (group, unit) = (department(0), applicant());
    let item = || "M01".to_owned();
    let accept = || Command::AcceptMaterial { item: item() };
    let give_back = |reason: &str| Command::ReturnMaterial { item: item(), reason: reason.to_owned() };
    let waive = |item: String| Command::RequestWaiver { item, reason: String::new() };
    expect(&mut world, &unit, samples::submit_material("M99"), &["item: unknown_item"]);
    let faulty = Command::SubmitMaterial { item: item(), title: String::new(), digest: "AB".repeat(32) };
    expect(&mut world, &unit, faulty, &["title: required", "digest: malformed"]);
    expect(&mut world, &group, accept(), &["item: not_received"]);
    expect(&mut world, &group, give_back("缺页"), &["item: not_received"]);
    expect(&mut world, &group, waive(item()), &["reason: required"]);
    expect(&mut world, &group, waive("M99".to_owned()), &["item: unknown_item"]);
    world.must(&unit, samples::submit_material("M01"));
    expect(&mut world, &group, give_back(""), &["reason: required"]);
    world.must(&group, accept());
    expect(&mut world, &unit, samples::submit_material("M01"), &["item: already_settled"]);
    expect(&mut world, &group, waive(item()), &["item: already_settled"]);
}

#[test]
fn whoever_asks_for_a_waiver_does_not_approve_it() {
    let mut world = World::until(State::Collecting);
    let approve = |item: &str| Command::ApproveWaiver { item: item.to_owned() };
    let request = Command::RequestWaiver { item: "M02".to_owned(), reason: "无此资料".to_owned() };
    world.must(&department(0), request);
    world.blocked(&department(0), approve("M02"), "second_person_needed");
    expect(&mut world, &department(2), approve("M99"), &["item: unknown_item"]);
    expect(&mut world, &department(2), approve("M01"), &["item: waiver_not_requested"]);
    world.must(&department(2), approve("M02"));
    world.blocked(&department(2), approve("M02"), "waiver_not_requested");
    // A material that was accepted after all needs no waiver any more.
    world.must(&department(0), Command::RequestWaiver { item: "M01".to_owned(), reason: "暂缺".to_owned() });
    world.must(&applicant(), samples::submit_material("M01"));
    world.must(&department(0), Command::AcceptMaterial { item: "M01".to_owned() });
    world.blocked(&department(2), approve("M01"), "waiver_not_requested");
}

#[test]
fn supplements_and_site_visits_are_whole() {
    let mut world = World::until(State::Collecting);
    let ask = |text: &str| Command::RequestSupplement {
        text: text.to_owned(),
        due: samples::due(),
        item: None,
        indicator: None,
    };
    let answer = |number, answer: &str| Command::AnswerSupplement {
        number,
        answer: answer.to_owned(),
        digests: Vec::new(),
    };
    expect(&mut world, &department(0), ask(""), &["text: required"]);
    world.must(&department(0), ask("补交批复"));
    for unknown in [0, 2, u32::MAX] {
        expect(&mut world, &applicant(), answer(unknown, "已补"), &["number: unknown_number"]);
    }
    expect(&mut world, &applicant(), answer(1, " "), &["answer: required"]);
    world.must(&applicant(), answer(1, "已补"));
    expect(&mut world, &applicant(), answer(1, "再补"), &["number: already_answered"]);
    let visit = Command::RecordSiteVisit {
        on: samples::day(),
        place: String::new(),
        participants: vec!["岗".repeat(LONG_NAME)],
        findings: "查".repeat(LONG_TEXT),
        explanations: String::new(),
        files: Vec::new(),
    };
    expect(
        &mut world,
        &department(0),
        visit,
        &["place: required", "participants.1: too_long", "findings: too_long", "explanations: required"],
    );
    let skip = Command::SkipSiteVisit { reason: "\n".to_owned() };
    expect(&mut world, &department(0), skip, &["reason: required"]);
}

#[test]
fn a_preliminary_mark_has_its_four_fields_whatever_the_mark() {
    let mut world = World::until(State::Preliminary);
    let score = |indicator: &str, score: &str, text: &str| Command::ScorePreliminary {
        indicator: indicator.to_owned(),
        score: points(score),
        basis: text.to_owned(),
        points: text.to_owned(),
        evidence: vec![EvidenceLink::Words { text: text.to_owned() }],
        reason: text.to_owned(),
    };
    expect(&mut world, &department(0), score("Z9", "1", "有"), &["indicator: unknown_indicator"]);
    expect(
        &mut world,
        &department(0),
        score("A1", "8.5", ""),
        &[
            "score: out_of_range",
            "basis: required",
            "points: required",
            "evidence.1: required",
            "reason: required",
        ],
    );
    expect(&mut world, &department(0), score("A1", "7.75", "有"), &["score: off_step"]);
    world.must(&department(0), score("A1", "8", "有"));
    let ask = |indicator: &str, question: &str| Command::RaiseArgumentRequest {
        indicator: indicator.to_owned(),
        question: question.to_owned(),
    };
    expect(&mut world, &department(0), ask("Z9", "问"), &["indicator: unknown_indicator"]);
    expect(&mut world, &department(0), ask("A1", ""), &["question: required"]);
}

#[test]
fn a_sheet_takes_marks_of_its_table_and_locks_when_it_is_whole() {
    let mut world = World::until(State::InMeeting);
    world.must(&department(0), samples::record_meeting());
    let faulty = sheet([
        ("A1", mark("8.5", "")),
        ("A2", mark("6.75", "理".repeat(LONG_TEXT).as_str())),
        ("Z9", mark("1", "")),
    ]);
    expect(
        &mut world,
        &expert(0),
        faulty,
        &[
            "marks.A1.score: out_of_range",
            "marks.A2.score: off_step",
            "marks.Z9: unknown_indicator",
            "marks.A2.reason: too_long",
        ],
    );
    expect(&mut world, &expert(0), Command::SaveSheet { marks: BTreeMap::new() }, &["marks: required"]);
    let open: Vec<String> =
        world.round().weights().unwrap().keys().map(|code| format!("marks.{code}: required")).collect();
    let open: Vec<&str> = open.iter().map(String::as_str).collect();
    expect(&mut world, &expert(0), Command::LockSheet, &open);
    let mut marks = world.marks();
    marks.insert("A1".to_owned(), mark("7.5", ""));
    world.must(&expert(0), Command::SaveSheet { marks });
    expect(&mut world, &expert(0), Command::LockSheet, &["marks.A1.reason: required"]);
    // Full marks need no reason, and saving one mark leaves the others as they are.
    let full = world.round().weights().unwrap()["A1"].to_string();
    world.must(&expert(0), sheet([("A1", mark(&full, ""))]));
    world.must(&expert(0), Command::LockSheet);
    let reopen =
        |number, reason: &str| Command::ReopenSheet { expert: expert(number).id, reason: reason.to_owned() };
    expect(&mut world, &department(2), reopen(1, "误填"), &["expert: sheet_not_locked"]);
    expect(&mut world, &department(2), reopen(20, "误填"), &["expert: sheet_not_locked"]);
    expect(&mut world, &department(2), reopen(0, ""), &["reason: required"]);
}

#[test]
fn meeting_opinions_and_dissent_are_whole() {
    let mut world = World::until(State::InMeeting);
    let record = Command::RecordMeeting {
        on: samples::day(),
        place: String::new(),
        attendees: Vec::new(),
        unit_report: String::new(),
        preliminary_report: "介".repeat(LONG_TEXT),
        discussion: String::new(),
    };
    expect(
        &mut world,
        &department(0),
        record,
        &[
            "place: required",
            "attendees: required",
            "unit_report: required",
            "preliminary_report: too_long",
            "discussion: required",
        ],
    );
    let nothing = Command::AnswerArgumentRequest { number: 1, answer: "可行".to_owned() };
    expect(&mut world, &expert(0), nothing, &["number: unknown_number"]);
    world.advance_before(CommandKind::DraftOpinion);
    expect(&mut world, &expert(0), Command::DraftOpinion { text: String::new() }, &["text: required"]);
    world.must(&expert(0), Command::DraftOpinion { text: "意".repeat(LONG_TEXT - 1) });
    let dissent = Command::SignOpinion { dissent: Some("异".repeat(LONG_TEXT)) };
    expect(&mut world, &expert(0), dissent, &["dissent: too_long"]);
    world.must(&expert(0), Command::SignOpinion { dissent: Some("  ".to_owned()) });
    assert_eq!(world.round().opinion.as_ref().unwrap().signatures[0].dissent, None, "blank is no dissent");
    world.must(&department(2), samples::command(CommandKind::InviteDeputy, &world));
    expect(
        &mut world,
        &deputy(),
        Command::SubmitDeputyOpinion { text: String::new(), suggestions: None },
        &["text: required"],
    );
}

#[test]
fn reports_batches_reviews_and_reasons_are_whole() {
    let mut reporting = World::until(State::Reporting);
    let section = |section: &str, text: &str| Command::WriteReportSection {
        section: section.to_owned(),
        text: text.to_owned(),
    };
    let known = reporting.rulebook.report_sections[0].code.clone();
    expect(&mut reporting, &department(0), section("appendix_z", "有"), &["section: unknown_section"]);
    expect(&mut reporting, &department(0), section(&known, ""), &["text: required"]);
    let mut concluded = World::until(State::Concluded);
    let review = Command::RecordReview { score: None, finding: String::new() };
    expect(&mut concluded, &crate::world::bureau(0), review, &["finding: required"]);
    let batch = Command::SubmitToBureau { batch: "批".repeat(LONG_NAME) };
    expect(&mut concluded, &department(2), batch, &["batch: too_long"]);
    let Command::OrderReevaluation { commission, .. } = samples::order_reevaluation(FIRMS[0]) else { return };
    let order = Command::OrderReevaluation { commission, reason: " ".to_owned() };
    expect(&mut concluded, &crate::world::bureau(0), order, &["reason: required"]);
    let mut submitted = World::until(State::Submitted);
    let back = Command::ReturnReport { reason: String::new() };
    expect(&mut submitted, &crate::world::bureau(0), back, &["reason: required"]);
    let mut returned = World::until(State::ReturnedForRevision);
    let next = Command::OpenNextRound { revision: String::new() };
    expect(&mut returned, &department(2), next, &["revision: required"]);
    let withdraw = Command::Withdraw { reason: "撤".repeat(LONG_TEXT) };
    expect(&mut World::new(), &department(2), withdraw, &["reason: too_long"]);
}
