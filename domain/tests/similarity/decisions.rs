use chrono::{DateTime, Utc};
use domain::actor::{Actor, Role};
use domain::evaluation::RejectionKind;
use domain::id::ActorId;
use domain::similarity::FindingKey;
use domain::similarity::decision::{Choice, decide};

use super::*;

fn actor(role: Role) -> Actor {
    Actor {
        id: ActorId(Uuid::from_u128(7)),
        post: "绩效股经办".to_owned(),
        role,
        organisation: "财政局".to_owned(),
        known_as: Vec::new(),
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

#[test]
fn the_bureau_decides_with_a_reason_and_nobody_else() {
    let decided = decide(
        &[id(2), id(1), id(2)],
        Choice::Separate,
        " 分属两个自然村 ",
        &actor(Role::FinanceBureau),
        now(),
    )
    .unwrap();
    assert_eq!(decided.subjects, [id(1), id(2)]);
    assert_eq!(decided.reason, "分属两个自然村");
    assert_eq!(decided.finding, FindingKey::new(FindingKind::Split, &[id(1), id(2)]));
    for role in Role::ALL.into_iter().filter(|role| *role != Role::FinanceBureau) {
        let refused = decide(&[id(1), id(2)], Choice::Separate, "理由", &actor(role), now()).unwrap_err();
        assert_eq!(refused.kind, RejectionKind::Forbidden);
    }
}

#[test]
fn everything_wrong_is_said_at_once() {
    let wrong = |subjects: &[SubjectId], choice, reason| {
        let rejection = decide(subjects, choice, reason, &actor(Role::FinanceBureau), now()).unwrap_err();
        rejection.issues.into_iter().map(|issue| issue.field).collect::<Vec<_>>()
    };
    assert_eq!(wrong(&[id(1), id(1)], Choice::OneProject, " "), ["reason", "subjects"]);
    assert_eq!(wrong(&[id(1), id(2), id(3)], Choice::Duplicate, "理由"), ["subjects"]);
}

#[test]
fn a_finding_is_its_kind_and_exactly_its_objects() {
    let key = |kind, subjects: &[SubjectId]| FindingKey::new(kind, subjects);
    let pair = key(FindingKind::Split, &[id(1), id(2)]);
    assert_eq!(pair, key(FindingKind::Split, &[id(2), id(1), id(2)]));
    assert_ne!(pair, key(FindingKind::Overlap, &[id(1), id(2)]));
    assert_ne!(pair, key(FindingKind::Split, &[id(1), id(2), id(3)]));
}
