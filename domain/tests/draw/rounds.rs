//! Opening rounds: the pool and the seats that are refused, and why a draw may be repeated.

use domain::draw::{Candidate, Command, Draw, Exclusion, Purpose, Seats, Snapshot, verify};
use domain::panel::ExpertKind;

use crate::world::{AUDIT, CLERK, FINANCE, World, five_seats, opening, pool};

const PANEL: &str = "第十三条第（二）项";

fn open(candidates: Vec<Candidate>, seats: Vec<Seats>) -> Command {
    Command::Open { reason: None, candidates, seats, parties: vec![FINANCE.to_owned(), AUDIT.to_owned()] }
}

fn code(code: &str) -> (String, &'static str) {
    (code.to_owned(), PANEL)
}

#[test]
fn malformed_pools_are_refused() {
    let mut world = World::new();
    let mut twice = pool();
    twice.push(Candidate::expert("Y01", ExpertKind::Finance, "另一单位"));
    let mut nameless = pool();
    nameless.push(Candidate::expert(" ", ExpertKind::Finance, "另一单位"));
    let mut without_reason = pool();
    without_reason[0].exclusion = Some(Exclusion {
        code: "same_unit".to_owned(),
        article: "第二十二条".to_owned(),
        reason: String::new(),
    });
    for (candidates, expected) in [(twice, "duplicate"), (nameless, "required"), (without_reason, "required")]
    {
        assert_eq!(world.refused(open(candidates, five_seats())), code(expected));
    }
    let many = (0..100_001).map(|number| Candidate::expert(number.to_string(), ExpertKind::Business, "单位"));
    assert_eq!(world.refused(open(many.collect(), five_seats())), code("too_many"));
    assert_eq!(world.refused(open(Vec::new(), five_seats())), code("pool_too_small"));
}

#[test]
fn malformed_seats_are_refused() {
    let mut world = World::new();
    let seats = |stratum: &str, seats| Seats { stratum: stratum.to_owned(), seats };
    for (wrong, expected) in [
        (Vec::new(), "required"),
        (vec![seats("业务专家", 0)], "out_of_range"),
        (vec![seats("业务专家", 1), seats("业务专家", 1)], "duplicate"),
        // Eight are in the pool; one of them is left out.
        (vec![seats("业务专家", 8)], "pool_too_small"),
        (vec![seats("法律专家", 1)], "pool_too_small"),
    ] {
        assert_eq!(world.refused(open(pool(), wrong)), code(expected));
    }
}

#[test]
fn who_is_left_out_is_never_drawn() {
    let world = World::drawn();
    let drawn = world.draw.round().unwrap().orders();
    let all: Vec<&String> = drawn.iter().flat_map(|stratum| &stratum.order).collect();
    assert_eq!(all.len(), 15);
    assert!(all.iter().all(|id| *id != "Y08" && *id != "C04"));
}

#[test]
fn the_order_in_which_the_pool_was_entered_does_not_matter() {
    let mut turned = pool();
    turned.reverse();
    assert_eq!(Snapshot::new(turned).unwrap().hash(), Snapshot::new(pool()).unwrap().hash());
}

/// Fields cannot run into each other: every change of any field is another pool.
#[test]
fn the_hash_covers_every_field_of_the_pool() {
    let original = Snapshot::new(pool()).unwrap().hash();
    let changes: [fn(&mut Vec<Candidate>); 9] = [
        |pool| drop(pool.pop()),
        |pool| pool[0].id.push('0'),
        |pool| pool[0].stratum = "管理专家".to_owned(),
        |pool| pool[0].unit = String::new(),
        |pool| pool[0].status = "外区单位1".to_owned(),
        |pool| pool[15].exclusion = None,
        |pool| pool[15].exclusion.as_mut().unwrap().code.push('x'),
        |pool| pool[15].exclusion.as_mut().unwrap().article.push('x'),
        |pool| pool[15].exclusion.as_mut().unwrap().reason.push('x'),
    ];
    for (number, change) in changes.iter().enumerate() {
        let mut changed = pool();
        change(&mut changed);
        assert_ne!(Snapshot::new(changed).unwrap().hash(), original, "{number}");
    }
}

#[test]
fn a_second_round_needs_an_end_and_a_reason() {
    let mut world = World::drawn();
    assert_eq!(world.refused(opening(Some("再抽一次"))), code("round_open"));
    world.accept_all();
    assert_eq!(world.refused(opening(Some("再抽一次"))), code("round_open"));
    world.ok(void());
    assert!(world.draw.seated().is_empty());
    assert_eq!(world.refused(opening(None)), code("required"));
    assert_eq!(world.refused(opening(Some("  "))), code("required"));
    world.ok(opening(Some("名册漏列两名专家")));
    world.draw();
    let round = world.draw.round().unwrap();
    assert_eq!((round.opening().number, world.draw.rounds().len()), (2, 2));
    let report = verify(world.record()).unwrap();
    assert!(report.steps.iter().any(|step| step.sentence.contains("重新抽取：名册漏列两名专家")));
}

fn void() -> Command {
    Command::Void {
        reason: "名册漏列两名专家".to_owned(), approved_by: "财政局绩效股负责人".to_owned()
    }
}

#[test]
fn a_result_is_thrown_away_by_two() {
    let mut world = World::drawn();
    let alone = |approved_by: &str| Command::Void {
        reason: "名册漏列两名专家".to_owned(),
        approved_by: approved_by.to_owned(),
    };
    let fairness = |code: &str| (code.to_owned(), "第四条");
    assert_eq!(world.refused(alone(CLERK)), fairness("second_person_needed"));
    assert_eq!(world.refused(alone(&format!(" {CLERK} "))), fairness("second_person_needed"));
    assert_eq!(world.refused(alone("")), fairness("required"));
    world.ok(void());
    assert_eq!(world.refused(void()), fairness("wrong_phase"));
    let accept = Command::Accept { candidate: "Y01".to_owned() };
    assert_eq!(world.refused(accept), code("wrong_phase"));
}

/// The same pool, contributions and seats in a later round give another order: nobody profits from repeating.
#[test]
fn a_repeated_round_is_another_draw() {
    let mut world = World::drawn();
    let first = world.draw.round().unwrap().orders().to_vec();
    world.ok(void());
    world.ok(opening(Some("名册漏列两名专家")));
    world.draw();
    assert_ne!(world.draw.round().unwrap().orders(), first);
}

/// Art. 9(1): evaluations are drawn like experts.
#[test]
fn evaluations_to_spot_check_are_drawn_the_same_way() {
    let candidates = (1..=40).map(|number| Candidate {
        id: format!("评估〔2026〕{number}号"),
        stratum: if number % 4 == 0 { "政策" } else { "项目" }.to_owned(),
        unit: format!("单位{}", number % 7),
        status: "已报送".to_owned(),
        exclusion: None,
    });
    let seats = [("项目", 3), ("政策", 1)]
        .map(|(stratum, seats)| Seats { stratum: stratum.to_owned(), seats })
        .to_vec();
    let mut world = World::new();
    world.draw = Draw::new("2026年第一次抽查", Purpose::SpotCheck).unwrap();
    world.ok(open(candidates.collect(), seats));
    world.draw();
    let called = world.draw.round().unwrap().called();
    assert_eq!(called.iter().map(|called| called.awaited.len()).collect::<Vec<_>>(), [3, 1]);
    let rejection = world.refused(Command::Accept { candidate: "评估〔2026〕99号".to_owned() });
    assert_eq!(rejection, ("not_called".to_owned(), "第九条第（一）项"));
    verify(world.record()).unwrap();
}

#[test]
fn a_draw_belongs_to_something() {
    assert_eq!(Draw::new("  ", Purpose::Panel).unwrap_err().issues[0].code, "required");
}
