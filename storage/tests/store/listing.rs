//! A bureau, a unit and lists of projects with every kind of fact, for the tests of subjects and imports.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::actor::{Actor, Role};
use domain::classification::{
    AdjustmentFacts, Application, Certainty, Designation, DistrictMoney, Fact, Facts, FundingLevel,
    FundingSource, ObjectKind, Origin, PossibleParts, ProjectClass, UnitKind,
};
use domain::id::{ActorId, ImportId, SubjectId};
use domain::intake::Severity;
use domain::money::{Money, Share};
use domain::rulebook::Rulebook;
use domain::subject::{Declaration, ListPlace, Registration, Subject, SubjectEvent, replay};
use storage::imports::{Import, ImportIssue};
use storage::subjects::{self, SubjectsReport, verify_subjects};
use storage::{IdempotencyKey, Request, Store, journal};
use uuid::Uuid;

use crate::store::support::moment;

pub(super) const WATER: &str = "云溪区水利局";
pub(super) const SCHOOLS: &str = "云溪区教育局";

pub(super) fn rulebook() -> Arc<Rulebook> {
    Arc::new(Rulebook::yunxi().unwrap())
}

pub(super) fn actor(role: Role, organisation: &str) -> Actor {
    Actor {
        id: ActorId(Uuid::from_u128(0xac)),
        post: format!("{organisation}经办"),
        role,
        organisation: organisation.to_owned(),
        known_as: Vec::new(),
    }
}

pub(super) fn bureau() -> Actor {
    actor(Role::FinanceBureau, "云溪区财政局")
}

pub(super) fn request(actor: Actor) -> Request {
    Request { actor, at: moment(), expected_version: None, idempotency: None }
}

pub(super) fn named(request: Request, key: &str) -> Request {
    let idempotency = Some(IdempotencyKey { key: key.to_owned(), digest: format!("digest of {key}") });
    Request { idempotency, ..request }
}

pub(super) fn later(minutes: i64) -> DateTime<Utc> {
    moment() + TimeDelta::minutes(minutes)
}

pub(super) fn wan(amount: u32) -> Money {
    Money::from_ten_thousand_yuan(amount)
}

pub(super) fn subject_id(number: u128) -> SubjectId {
    SubjectId(Uuid::from_u128(number))
}

/// A registration by hand about which nothing is known.
pub(super) fn registration(number: u128, unit: &str) -> Registration {
    Registration {
        id: subject_id(number),
        place: None,
        declaration: Declaration {
            name: format!("项目{number}“一期”"),
            unit: Some(unit.to_owned()),
            nature: "新建".to_owned(),
            content: "渠道\n护坡".to_owned(),
            schedule: "年底完工".to_owned(),
            funding: "区级财政60%，单位自筹".to_owned(),
            remark: "'; DROP TABLE subjects; --".to_owned(),
            targets: Vec::new(),
        },
        facts: Facts::default(),
    }
}

/// A new infrastructure project that district money pays for.
pub(super) fn project(number: u128, unit: &str, amount: Money) -> Registration {
    let mut registration = registration(number, unit);
    registration.facts = Facts {
        object: Some(Fact::stated(ObjectKind::Project, "对象类型")),
        application: Some(Fact::inferred(Application::New, "新建", "建设性质为新建")),
        class: Some(Fact::stated(ProjectClass::Infrastructure, "项目类别")),
        total_amount: Some(Fact::stated(amount, "总投资")),
        district_money: Some(Fact::stated(DistrictMoney::Some, "资金来源")),
        district_share: Some(Fact::stated(Share::WHOLE, "资金来源")),
        unit: Some(Fact::stated(UnitKind::Department, "建设单位")),
        ..Facts::default()
    };
    registration
}

/// Facts of which each has a value, with every kind of origin.
pub(super) fn every_fact() -> Facts {
    let on = NaiveDate::from_ymd_opt(2023, 4, 13).unwrap();
    let confirmed = |document: Option<&str>| Origin::Confirmed {
        by: "局长".to_owned(),
        on,
        document: document.map(str::to_owned),
    };
    Facts {
        object: Some(Fact::stated(ObjectKind::Project, "对象类型")),
        application: Some(Fact { value: Application::Adjustment, origin: confirmed(None) }),
        in_progress: Some(Fact::inferred(true, "续建", "建设性质为续建")),
        class: Some(Fact::inferred(ProjectClass::NonInfrastructure, "设备", "采购设备")),
        class_doubt: Some("名称与内容不一致".to_owned()),
        total_amount: Some(Fact::stated(Money::from_fen(399_999_901), "总投资")),
        funding: vec![
            FundingSource {
                level: FundingLevel::SpecialBond,
                share: Share::from_basis_points(6_667),
                amount: Some(wan(3000)),
                secured: Some(wan(2900)),
                certainty: Certainty::Assigned,
                words: "专项债3000万元，已发行2900万元".to_owned(),
            },
            FundingSource {
                level: FundingLevel::Unclear,
                share: None,
                amount: None,
                secured: None,
                certainty: Certainty::Unstated,
                words: "项目配套".to_owned(),
            },
        ],
        district_money: Some(Fact::stated(DistrictMoney::Some, "资金来源")),
        district_share: Some(Fact::stated(Share::from_basis_points(3_333).unwrap(), "资金来源")),
        unit: Some(Fact { value: UnitKind::Town, origin: confirmed(Some("三定方案")) }),
        adjustment: AdjustmentFacts {
            approved_district_budget: Some(Fact::stated(wan(1000), "批复")),
            requested_increase: Some(Fact::stated(wan(60), "申请")),
            earlier_increases: Some(Fact::stated(wan(50), "台账")),
            ordered_by_higher_level: Some(Fact::stated(Money::ZERO, "申请")),
            cause: Some("地质变化".to_owned()),
        },
        possible_parts: Some(PossibleParts {
            siblings: vec!["三期".to_owned(), "二期".to_owned()],
            joint_amount: wan(943),
            one_project: Some(Fact { value: false, origin: confirmed(None) }),
        }),
        designation: Some(Designation {
            by: "区政府常务会议".to_owned(),
            document: "纪要〔2023〕2号".to_owned(),
            on,
        }),
        decided_on: Some(Fact::stated(on, "批复日期")),
    }
}

/// A list of the bureau: its projects get their places.
pub(super) fn import(number: u128, mut projects: Vec<Registration>) -> Import {
    let import = ImportId(Uuid::from_u128(number));
    for (project, serial) in projects.iter_mut().zip(1..) {
        project.place = Some(ListPlace {
            import,
            section: if serial % 2 == 0 { "二" } else { "一" }.to_owned(),
            section_title: "政府投资项目".to_owned(),
            subsection: (serial % 3 == 0).then(|| "民生实事类".to_owned()),
            number: serial,
        });
    }
    let issue = |line, severity, column: Option<&str>| ImportIssue {
        line,
        column: column.map(str::to_owned),
        code: "amount_not_a_number".to_owned(),
        message: format!("第{line}行“总投资”：不是数字"),
        severity,
    };
    Import {
        request: request(bureau()),
        import,
        file_name: format!("投资计划{number}.csv"),
        file_digest: format!("digest {number}"),
        projects,
        issues: vec![issue(7, Severity::Error, Some("总投资")), issue(9, Severity::Hint, None)],
        rulebook: rulebook(),
        again: false,
        progress: storage::imports::Progress::default(),
    }
}

/// What the journal says a subject is.
pub(super) async fn replayed(store: &Store, id: SubjectId) -> Option<Subject> {
    let entries = journal::stream(store.reader(), &subjects::stream_of(id)).await.unwrap();
    let events: Vec<SubjectEvent> =
        entries.iter().map(|entry| serde_json::from_str(&entry.payload).unwrap()).collect();
    for (entry, event) in entries.iter().zip(&events) {
        assert_eq!((entry.kind.as_str(), entry.actor), (event.change.name(), event.by.actor));
    }
    replay(&events)
}

pub(super) async fn verified_subjects(store: &Store) -> SubjectsReport {
    verify_subjects(store.reader()).await.unwrap()
}
