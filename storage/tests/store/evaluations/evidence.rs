//! What judgements rest on: registers, links and files, in the tables as in the journal.

use domain::evaluation::{
    Command, ComparisonContents, ComparisonKind, CrossCheckContents, EvidenceLink, InquiryContents, State,
    VisitFile,
};
use domain::score::Score;

use super::people::{Case, day, expert, group_member, leader};

pub(super) fn inquiry() -> InquiryContents {
    InquiryContents {
        channel: "集中座谈".to_owned(),
        on: day(),
        source: "水库管理所、下游村组".to_owned(),
        learnt: "汛期溢洪道渗水".to_owned(),
        digests: Case::digests(2),
    }
}

pub(super) fn cross_check(contradiction: Option<&str>) -> CrossCheckContents {
    CrossCheckContents {
        claim: "灌溉面积3200亩".to_owned(),
        sources: vec![
            EvidenceLink::Words { text: "统计台账".to_owned() },
            EvidenceLink::Words { text: "国土调查成果".to_owned() },
        ],
        contradiction: contradiction.map(str::to_owned),
        resolution: None,
    }
}

pub(super) fn comparison(kind: ComparisonKind) -> ComparisonContents {
    ComparisonContents {
        kind,
        name: "病险水库除险加固".to_owned(),
        place: "邻县".to_owned(),
        compared: "单位库容造价".to_owned(),
        finding: "高一成".to_owned(),
        source: "公开的初设批复".to_owned(),
    }
}

/// A mark of the first indicator that rests on this evidence.
pub(super) fn mark(evidence: Vec<EvidenceLink>) -> Command {
    Command::ScorePreliminary {
        indicator: "A1".to_owned(),
        score: Score::ZERO,
        basis: "申报资料".to_owned(),
        points: "依据".to_owned(),
        evidence,
        reason: "缺批复".to_owned(),
    }
}

impl Case<'_> {
    /// So many digests, each another.
    pub(super) fn digests(count: usize) -> Vec<String> {
        (0..count).map(|number| format!("{number:064x}")).collect()
    }

    pub(super) fn photographs() -> Vec<VisitFile> {
        let photograph = |(number, digest)| VisitFile { digest, caption: format!("坝顶{number}") };
        Self::digests(3).into_iter().enumerate().map(photograph).collect()
    }

    pub(super) fn visit() -> Command {
        Command::RecordSiteVisit {
            on: day(),
            place: "双花水库".to_owned(),
            participants: vec!["组长".to_owned()],
            findings: "坝体完好".to_owned(),
            explanations: "无".to_owned(),
            files: Self::photographs(),
        }
    }

    /// One link of every kind; what they lead to is there once [`gather`](Self::gather) has been.
    pub(super) fn links(words: String) -> Vec<EvidenceLink> {
        vec![
            EvidenceLink::Words { text: words },
            EvidenceLink::SiteVisit,
            EvidenceLink::Material { item: "M02".to_owned() },
            EvidenceLink::CrossCheck { number: 2 },
            EvidenceLink::Comparison { number: 1 },
            EvidenceLink::Inquiry { number: 2 },
        ]
    }

    /// Fills the registers.
    pub(super) async fn gather(&self) {
        self.give(&leader(), Command::RecordInquiry(inquiry())).await;
        let without_files = InquiryContents { digests: Vec::new(), ..inquiry() };
        self.give(&group_member(), Command::RecordInquiry(without_files)).await;
        for kind in ComparisonKind::ALL {
            self.give(&leader(), Command::RecordComparison(comparison(kind))).await;
        }
        let mut sources = cross_check(Some("台账多出200亩"));
        sources.sources.extend([
            EvidenceLink::Material { item: "M02".to_owned() },
            EvidenceLink::Inquiry { number: 1 },
            EvidenceLink::Comparison { number: 2 },
            EvidenceLink::SiteVisit,
        ]);
        self.give(&leader(), Command::RecordCrossCheck(sources)).await;
        let resolution = Some("以国土调查为准".to_owned());
        let at_once = CrossCheckContents { resolution, ..cross_check(Some("口径不同")) };
        self.give(&leader(), Command::RecordCrossCheck(at_once)).await;
        self.give(&leader(), Command::RecordCrossCheck(cross_check(None))).await;
        let resolve = || Command::ResolveContradiction { number: 1, resolution: "已核减".to_owned() };
        self.give(&group_member(), resolve()).await;
        self.refused(&group_member(), resolve()).await;
        let flag = |point: Option<&str>| Command::RaiseRedFlag {
            point: point.map(str::to_owned),
            text: "配套资金来源不明".to_owned(),
        };
        self.give(&leader(), flag(Some("7(6)d"))).await;
        self.give(&expert(1), flag(None)).await;
    }

    /// Has the meeting deal with every red flag.
    pub(super) async fn answer_red_flags(&self) {
        let flags = self.loaded().await.round.evidence.red_flags;
        for (number, _) in (1..).zip(&flags).filter(|(_, flag)| flag.answer.is_none()) {
            let answer = Command::AnswerRedFlag { number, answer: "已由申报单位说明".to_owned() };
            self.give(&leader(), answer).await;
        }
    }

    /// From `collecting` to `preliminary` with nothing in the registers.
    async fn collect_plainly(&self) {
        let items: Vec<String> = self.loaded().await.round.checklist.into_keys().collect();
        for item in items {
            self.submit(&item).await;
            self.give(&leader(), Command::AcceptMaterial { item }).await;
        }
        self.give(&leader(), Command::SkipSiteVisit { reason: "汛期".to_owned() }).await;
        self.give(&leader(), Command::CompleteCollection).await;
    }
}

/// What takes a database back to the version before links: evidence was one text in the mark's own row.
const BEFORE_LINKS: [&str; 13] = [
    "ALTER TABLE preliminary_scores ADD COLUMN evidence TEXT NOT NULL DEFAULT ''",
    "UPDATE preliminary_scores SET evidence = (SELECT words FROM evidence_links
        WHERE evidence_links.evaluation_id = preliminary_scores.evaluation_id
        AND evidence_links.round = preliminary_scores.round AND reference = indicator)",
    "DROP TABLE evidence_links",
    "DROP TABLE evidence_files",
    "DROP TABLE inquiries",
    "DROP TABLE cross_checks",
    "DROP TABLE comparisons",
    "DROP TABLE red_flags",
    "ALTER TABLE supplements DROP COLUMN item",
    "ALTER TABLE supplements DROP COLUMN indicator",
    "UPDATE evaluation_rounds SET fee = NULL",
    "ALTER TABLE evaluation_rounds DROP COLUMN fee",
    "DELETE FROM seaql_migrations WHERE version = 'm20261124_000009_evidence'",
];

on_both_engines! {
    async fn a_mark_from_before_links_rests_on_its_words(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        case.organise().await;
        case.plan().await;
        case.collect_plainly().await;
        let words = vec![EvidenceLink::Words { text: "M01、可研批复".to_owned() }];
        case.give(&leader(), mark(words.clone())).await;
        let id = case.id;
        store.close().await.unwrap();
        for statement in BEFORE_LINKS {
            database.execute(statement).await;
        }
        // The fee is in this program's event, but was in no event of that time.
        let store = database.open().await;
        database.execute("UPDATE evaluation_rounds SET fee = 12000000").await;
        let read = storage::evaluations::load(store.reader(), id).await.unwrap().unwrap();
        assert_eq!(read.round.preliminary["A1"].evidence, words);
        storage::evaluations::verify_evaluations(store.reader()).await.unwrap();
        store.close().await.unwrap();
    }

    async fn a_mark_and_a_visit_anew_leave_nothing_of_the_old(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        case.organise().await;
        case.plan().await;
        case.collect().await;
        case.give(&leader(), mark(Case::links("可研批复".to_owned()))).await;
        let fewer = vec![EvidenceLink::Inquiry { number: 1 }];
        case.give(&leader(), mark(fewer.clone())).await;
        assert_eq!(case.loaded().await.round.preliminary["A1"].evidence, fewer);
        case.verify().await;
        store.close().await.unwrap();
    }

    async fn a_comparison_in_a_returned_report_is_kept_with_what_it_undoes(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        case.until_meeting().await;
        case.meet(100).await;
        for section in &case.rulebook.report_sections {
            let (section, text) = (section.code.clone(), "初稿".to_owned());
            case.give(&leader(), Command::WriteReportSection { section, text }).await;
        }
        case.give(&leader(), Command::SignReport).await;
        case.give(&group_member(), Command::RecordComparison(comparison(ComparisonKind::Comparable))).await;
        let round = case.loaded().await.round;
        assert_eq!(round.state, State::Reporting);
        assert!(round.report_signatures.is_empty() && round.evidence.comparisons.len() == 3);
        case.verify().await;
        store.close().await.unwrap();
    }
}
