//! The registers that judgements rest on, and the links from a mark to its evidence.

pub(crate) mod random;

use domain::evaluation::{
    Change, Command, CommandKind, ComparisonKind, Confirmation, Event, EvidenceLink, MeetingChange,
    PreparationChange, RejectionKind, State, VisitFile,
};
use domain::money::Money;
use domain::rulebook::Rulebook;

use crate::contents::expect;
use crate::samples;
use crate::world::{FIRMS, World, applicant, bureau, department, deputy, expert, points};

fn digest(character: char) -> String {
    character.to_string().repeat(64)
}

fn words(text: &str) -> EvidenceLink {
    EvidenceLink::Words { text: text.to_owned() }
}

fn material(item: &str) -> EvidenceLink {
    EvidenceLink::Material { item: item.to_owned() }
}

fn cross_check(sources: Vec<EvidenceLink>) -> Command {
    Command::RecordCrossCheck(domain::evaluation::CrossCheckContents {
        sources,
        ..samples::cross_check(None)
    })
}

fn mark(evidence: Vec<EvidenceLink>) -> Command {
    let Command::ScorePreliminary { indicator, score, basis, points, reason, .. } =
        samples::score_preliminary("A1", points("1"))
    else {
        panic!("another command")
    };
    Command::ScorePreliminary { indicator, score, basis, points, evidence, reason }
}

#[test]
fn what_was_learnt_names_channel_day_and_source() {
    let mut world = World::until(State::Collecting);
    let mut inquiry = samples::inquiry();
    inquiry.channel.clear();
    inquiry.on = samples::due();
    inquiry.source = "岗".repeat(201);
    inquiry.learnt.clear();
    inquiry.digests = vec![digest('a'), digest('A'), digest('a')];
    expect(
        &mut world,
        &department(0),
        Command::RecordInquiry(inquiry),
        &[
            "channel: required",
            "on: in_future",
            "source: too_long",
            "learnt: required",
            "digests.2: malformed",
            "digests.3: duplicate",
        ],
    );
    // The measure says 等, so a channel of another name is one too.
    let mut other = samples::inquiry();
    other.channel = "实地走访".to_owned();
    world.must(&department(0), Command::RecordInquiry(other));
    assert_eq!(world.round().evidence.inquiries[0].contents.channel, "实地走访");
    assert_eq!(world.round().evidence.inquiries[0].recorded_by.actor, department(0).id);
    assert_eq!(
        world.refused(&applicant(), samples::command(CommandKind::RecordInquiry, &world)).kind,
        RejectionKind::Forbidden
    );
}

#[test]
fn a_closed_list_of_channels_admits_no_other_and_a_book_without_one_admits_any() {
    let mut world = World::until(State::Collecting);
    let mut other = samples::inquiry();
    other.channel = "实地走访".to_owned();
    world.rulebook.information_channels.as_mut().unwrap().others_allowed = false;
    expect(&mut world, &department(0), Command::RecordInquiry(other.clone()), &["channel: unknown_channel"]);
    world.must(&department(0), Command::RecordInquiry(samples::inquiry()));
    world.rulebook.information_channels = None;
    world.must(&department(0), Command::RecordInquiry(other));
}

#[test]
fn channels_are_proved_and_shown_like_every_setting() {
    let text = |names: &str| {
        let (before, rest) = Rulebook::YUNXI.split_once("[information_channels]").unwrap();
        let (_, after) = rest.split_once("[checklist]").unwrap();
        let channels = format!(
            "[information_channels]\narticle = \"第十四条第（一）项\"\nnames = {names}\nothers_allowed = false\n\n"
        );
        format!("{before}{channels}[checklist]{after}")
    };
    let codes = |names: &str| {
        let errors = Rulebook::parse(&text(names)).unwrap_err();
        errors.issues.iter().map(|issue| format!("{}: {}", issue.field, issue.code)).collect::<Vec<_>>()
    };
    assert_eq!(codes("[]"), ["information_channels.names: empty"]);
    assert_eq!(codes("[\"座谈\", \"座谈\"]"), ["information_channels.names: duplicate_name"]);
    assert_eq!(codes("[\" \"]"), ["information_channels.names: empty"]);
    let fewer = Rulebook::parse(&text("[\"座谈\"]")).unwrap();
    let differences = domain::rulebook::differences(&Rulebook::yunxi().unwrap(), &fewer);
    let keys: Vec<String> = differences.iter().map(|difference| format!("{difference:?}")).collect();
    assert_eq!(keys.len(), 2, "{keys:?}");
    assert!(keys.iter().all(|key| key.contains("information_channels")), "{keys:?}");
}

#[test]
fn a_cross_check_has_two_sources_that_are_there() {
    let mut world = World::until(State::Collecting);
    let group = department(0);
    expect(&mut world, &group, cross_check(Vec::new()), &["sources: too_few_sources", "sources: required"]);
    expect(&mut world, &group, cross_check(vec![words("概算")]), &["sources: too_few_sources"]);
    expect(&mut world, &group, cross_check(vec![words("概算"), words("概算")]), &["sources.2: duplicate"]);
    let nowhere = vec![
        material("M99"),
        material("M01"),
        EvidenceLink::Inquiry { number: 1 },
        EvidenceLink::Comparison { number: 0 },
        EvidenceLink::SiteVisit,
        words(" "),
    ];
    expect(
        &mut world,
        &group,
        cross_check(nowhere),
        &[
            "sources.1: unknown_evidence",
            "sources.2: unknown_evidence",
            "sources.3: unknown_evidence",
            "sources.4: unknown_evidence",
            "sources.5: unknown_evidence",
            "sources.6: required",
        ],
    );
    world.must(&applicant(), samples::submit_material("M01"));
    world.must(&group, Command::RecordInquiry(samples::inquiry()));
    world.must(&group, Command::RecordComparison(samples::comparison(ComparisonKind::Overlap)));
    world.must(&group, samples::site_visit());
    world.must(
        &group,
        cross_check(vec![
            material("M01"),
            EvidenceLink::Inquiry { number: 1 },
            EvidenceLink::Comparison { number: 1 },
            EvidenceLink::SiteVisit,
        ]),
    );
    let itself = vec![words("概算"), EvidenceLink::CrossCheck { number: 1 }];
    expect(&mut world, &group, cross_check(itself), &["sources.2: not_a_source"]);
    // Whoever takes the visit back leaves nothing that a link could lead to.
    world.must(&group, Command::SkipSiteVisit { reason: "以资料代替".to_owned() });
    expect(
        &mut world,
        &group,
        cross_check(vec![words("概算"), EvidenceLink::SiteVisit]),
        &["sources.2: unknown_evidence"],
    );
}

#[test]
fn a_contradiction_is_resolved_at_once_or_later_but_once_only() {
    let mut world = World::until(State::Collecting);
    let group = department(0);
    let resolve = |number, text: &str| Command::ResolveContradiction { number, resolution: text.to_owned() };
    let mut blank = samples::cross_check(Some(" "));
    blank.claim.clear();
    expect(
        &mut world,
        &group,
        Command::RecordCrossCheck(blank),
        &["claim: required", "contradiction: required"],
    );
    let mut nothing = samples::cross_check(None);
    nothing.resolution = Some("以红线图为准".to_owned());
    expect(&mut world, &group, Command::RecordCrossCheck(nothing), &["resolution: no_contradiction"]);
    let mut at_once = samples::cross_check(Some("相差100米"));
    at_once.resolution = Some("以红线图为准".to_owned());
    world.must(&group, Command::RecordCrossCheck(at_once));
    world.must(&group, Command::RecordCrossCheck(samples::cross_check(None)));
    world.must(&group, Command::RecordCrossCheck(samples::cross_check(Some("相差100米"))));
    for unknown in [0, 4, u32::MAX] {
        expect(&mut world, &group, resolve(unknown, "已核"), &["number: unknown_number"]);
    }
    expect(&mut world, &group, resolve(1, "已核"), &["number: already_resolved"]);
    expect(&mut world, &group, resolve(2, "已核"), &["number: no_contradiction"]);
    expect(&mut world, &group, resolve(3, ""), &["resolution: required"]);
    world.must(&department(1), resolve(3, "以红线图为准"));
    let contradiction = world.round().evidence.cross_checks[2].contradiction.clone().unwrap();
    assert_eq!(contradiction.resolution.unwrap().resolved_by.actor, department(1).id);
    expect(&mut world, &group, resolve(3, "再核"), &["number: already_resolved"]);
    world.advance_to(State::InMeeting);
}

#[test]
fn a_comparison_added_to_a_signed_report_takes_the_signatures() {
    let mut world = World::until(State::Submitted);
    world.must(&bureau(0), Command::ReturnReport { reason: "对比没有出处".to_owned() });
    let comparison = || Command::RecordComparison(samples::comparison(ComparisonKind::Comparable));
    world.blocked(&department(0), Command::SignReport, "report_unchanged");
    let mut empty = samples::comparison(ComparisonKind::Comparable);
    (empty.name, empty.place, empty.source) = (String::new(), String::new(), String::new());
    (empty.compared, empty.finding) = (String::new(), String::new());
    expect(
        &mut world,
        &department(0),
        Command::RecordComparison(empty),
        &["name: required", "place: required", "compared: required", "finding: required", "source: required"],
    );
    world.must(&department(0), comparison());
    world.must(&department(0), Command::SignReport);
    world.must(&department(1), comparison());
    assert!(world.round().report_signatures.is_empty());
    world.blocked(&department(2), Command::ConfirmResult(Confirmation::default()), "report_unsigned");
    world.advance_to(State::Concluded);
    world.blocked(&department(0), comparison(), "wrong_state");
}

#[test]
fn group_and_panel_raise_red_flags_and_the_meeting_answers_them() {
    let mut world = World::until(State::Collecting);
    let raise = |point: Option<&str>, text: &str| Command::RaiseRedFlag {
        point: point.map(str::to_owned),
        text: text.to_owned(),
    };
    let answer = |number, text: &str| Command::AnswerRedFlag { number, answer: text.to_owned() };
    expect(&mut world, &department(0), raise(Some("7(1)a"), ""), &["point: unknown_point", "text: required"]);
    expect(&mut world, &department(0), raise(Some("9(9)z"), "有"), &["point: unknown_point"]);
    world.must(&department(0), raise(Some("7(6)d"), "超出财力"));
    for outsider in [applicant(), bureau(0)] {
        assert_eq!(world.refused(&outsider, raise(None, "有")).kind, RejectionKind::Forbidden);
    }
    assert_eq!(world.refused(&deputy(), raise(None, "有")).kind, RejectionKind::Hidden);
    world.blocked(&department(0), answer(1, "已讨论"), "wrong_state");
    world.advance_to(State::InMeeting);
    world.must(&expert(0), raise(None, "工期过紧"));
    assert_eq!(world.round().evidence.red_flags[1].raised_by.actor, expert(0).id);
    assert_eq!(world.refused(&expert(0), answer(1, "已讨论")).kind, RejectionKind::Forbidden);
    for unknown in [0, 3] {
        expect(&mut world, &department(0), answer(unknown, "已讨论"), &["number: unknown_number"]);
    }
    expect(&mut world, &department(0), answer(1, ""), &["answer: required"]);
    world.must(&department(0), answer(1, "已讨论"));
    expect(&mut world, &department(0), answer(1, "再讨论"), &["number: already_answered"]);
    world.must(&department(0), answer(2, "延长两个月"));
    // It fails nothing by itself: the case goes on to a result that owes it nothing (C38).
    world.advance_to(State::Supported);
    assert_eq!(world.round().evidence.red_flags.len(), 2);
}

#[test]
fn a_mark_rests_on_evidence_that_is_there() {
    let mut world = World::until(State::Preliminary);
    let group = department(0);
    expect(&mut world, &group, mark(Vec::new()), &["evidence: required"]);
    let skipped = world.round().checklist.iter().find(|(_, item)| item.materials.is_empty());
    let skipped = skipped.map(|(code, _)| code.clone()).unwrap();
    expect(
        &mut world,
        &group,
        mark(vec![
            material(&skipped),
            EvidenceLink::Inquiry { number: 1 },
            EvidenceLink::CrossCheck { number: 1 },
            EvidenceLink::Comparison { number: 1 },
        ]),
        &[
            "evidence.1: unknown_evidence",
            "evidence.2: unknown_evidence",
            "evidence.3: unknown_evidence",
            "evidence.4: unknown_evidence",
        ],
    );
    world.must(&group, Command::RecordCrossCheck(samples::cross_check(None)));
    let links = vec![material("M01"), EvidenceLink::CrossCheck { number: 1 }, EvidenceLink::SiteVisit];
    world.must(&group, mark(links.clone()));
    assert_eq!(world.round().preliminary["A1"].evidence, links);
    let many = (0..51).map(|number| words(&format!("来源{number}"))).collect();
    expect(&mut world, &group, mark(many), &["evidence: too_many"]);
}

#[test]
fn supplements_name_what_they_are_about_and_answers_carry_files() {
    let mut world = World::until(State::Collecting);
    let ask = |item: Option<&str>, indicator: Option<&str>| Command::RequestSupplement {
        text: "补交批复".to_owned(),
        due: samples::due(),
        item: item.map(str::to_owned),
        indicator: indicator.map(str::to_owned),
    };
    expect(&mut world, &department(0), ask(Some("M99"), None), &["item: unknown_item"]);
    expect(&mut world, &department(0), ask(None, Some("Z9")), &["indicator: unknown_indicator"]);
    world.must(&department(0), ask(Some("M01"), Some("A1")));
    let answer = |digests| Command::AnswerSupplement { number: 1, answer: "已补".to_owned(), digests };
    let faulty = answer(vec![digest('b'), digest('b'), String::new()]);
    expect(&mut world, &applicant(), faulty, &["digests.2: duplicate", "digests.3: malformed"]);
    let many = (0..101).map(|number| format!("{number:064x}")).collect();
    expect(&mut world, &applicant(), answer(many), &["digests: too_many"]);
    world.must(&applicant(), answer(vec![digest('b')]));
    let supplement = &world.round().supplements[0];
    assert_eq!((supplement.item.as_deref(), supplement.indicator.as_deref()), (Some("M01"), Some("A1")));
    assert_eq!(supplement.digests, [digest('b')]);
    let Command::RecordSiteVisit { on, place, participants, findings, explanations, .. } =
        samples::site_visit()
    else {
        return;
    };
    let files = vec![VisitFile { digest: "照片".to_owned(), caption: String::new() }];
    let visit = Command::RecordSiteVisit { on, place, participants, findings, explanations, files };
    let problems = ["files.1: malformed", "files.1.caption: required"];
    expect(&mut world, &department(0), visit, &problems);
}

#[test]
fn a_commission_costs_something() {
    let mut world = World::new();
    for fen in [0, -1] {
        let mut commission = samples::commission(FIRMS[0]);
        commission.fee = Some(Money::from_fen(fen));
        let command = Command::CommissionThirdParty(commission);
        expect(&mut world, &department(2), command, &["fee: out_of_range"]);
    }
    let mut commission = samples::commission(FIRMS[0]);
    commission.fee = Some(Money::from_fen(1));
    world.must(&department(2), Command::CommissionThirdParty(commission.clone()));
    assert_eq!(world.round().third_party, Some(commission));
}

#[test]
fn events_from_before_the_registers_are_still_read() {
    let read = |change: serde_json::Value| -> Event {
        let person = serde_json::json!({
            "actor": "00000000-0000-0000-0000-000000000001", "post": "岗", "organisation": "局",
        });
        let event = serde_json::json!({ "at": "2026-11-24T01:02:03Z", "by": person, "change": change });
        serde_json::from_value(event).unwrap()
    };
    let scored = read(serde_json::json!({
        "stage": "meeting", "kind": "preliminary_scored", "indicator": "A1", "score": 100,
        "basis": "可研", "points": "依据", "evidence": "M01、M07", "reason": "齐全",
    }));
    let Change::Meeting(MeetingChange::PreliminaryScored { evidence, .. }) = scored.change else {
        panic!("{scored:?}")
    };
    assert_eq!(evidence, [words("M01、M07")]);
    let commissioned = read(serde_json::json!({
        "stage": "preparation", "kind": "third_party_commissioned",
        "commission": { "firm": "甲咨询公司", "contract": "1号", "fee_source": "公用经费" },
    }));
    let Change::Preparation(PreparationChange::ThirdPartyCommissioned { commission }) = commissioned.change
    else {
        panic!("{commissioned:?}")
    };
    assert_eq!((commission.fee, commission.fee_source.as_str()), (None, "公用经费"));
    for (stage, kind, rest) in [
        ("collection", "supplement_requested", serde_json::json!({ "text": "补", "due": "2026-12-01" })),
        ("collection", "supplement_answered", serde_json::json!({ "answer": "已补" })),
    ] {
        let mut change = serde_json::json!({ "stage": stage, "kind": kind, "number": 1 });
        change.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        assert_eq!(read(change).change.name(), kind);
    }
    let visited = read(serde_json::json!({
        "stage": "collection", "kind": "site_visit_settled",
        "visit": { "kind": "recorded", "on": "2026-11-24", "place": "新荷路", "participants": ["工作组"],
            "findings": "一致", "explanations": "无" },
    }));
    assert_eq!(visited.change.name(), "site_visit_settled");
}

#[test]
fn the_next_round_begins_with_empty_registers_and_keeps_those_of_the_last() {
    let mut world = World::until(State::Collecting);
    world.total = points("75");
    for kind in [CommandKind::RecordInquiry, CommandKind::RecordCrossCheck, CommandKind::RecordComparison] {
        world.must(&department(0), samples::command(kind, &world));
    }
    world.advance_to(State::ReturnedForRevision);
    let before = world.round().evidence.clone();
    world.must(&department(2), Command::OpenNextRound { revision: "已修改".to_owned() });
    assert_eq!(world.round().evidence, domain::evaluation::Evidence::default());
    assert_eq!(world.evaluation.earlier[0].evidence, before);
    assert_eq!(before.inquiries.len(), 1);
}
